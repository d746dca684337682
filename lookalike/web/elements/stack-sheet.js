/** The pictures that a hit stands for: its copies, and the others of its group. */

import { asked, go, href, watch } from "../address.js";
import * as api from "../api.js";
import { counted, nameOf, shown } from "../formats.js";
import { iconButton, make } from "../make.js";
import { shortScore } from "../parts.js";
import { withChosen } from "../where.js";

/** @typedef {import("../api-types.js").Found} Found */

const SIDE = 320; // pixels of a thumbnail, as those of cards

class StackSheet extends HTMLElement {
  #dialog = make("dialog", { class: "sheet stack-sheet", "aria-labelledby": "stack-title",
    click: (/** @type {Event} */ event) => event.target === this.#dialog && this.#dialog.close() });

  connectedCallback() {
    this.append(this.#dialog);
    watch(() => this.#dialog.open && this.#dialog.close());
  }

  /** @param {string} collection @param {Found} hit */
  show(collection, hit) {
    const { beneath = [], beneath_count: count = 0 } = hit;
    const more = count - beneath.length;
    this.#dialog.replaceChildren(
      make("header", {}, make("h2", { id: "stack-title" }, `${counted(count, "picture")} beneath ${nameOf(hit)}`),
        iconButton("close", "Close", { click: () => this.#dialog.close() })),
      make("ul", {}, ...beneath.map((item) => this.#picture(collection, item))),
      make("footer", {}, make("p", { class: "soft" }, more ? `and ${more.toLocaleString("en")} more` : ""), this.#all(hit)));
    this.#dialog.showModal();
  }

  /** @param {string} collection @param {Found} item */
  #picture(collection, item) {
    const name = nameOf(item);
    const open = (/** @type {MouseEvent} */ event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go({ open: item.id });
    };
    return make("li", {}, make("a", { href: href({ open: item.id }), title: name, "aria-label": `Open ${name}`, click: open },
      make("img", { src: api.thumbnail(collection, item.id, SIDE), alt: "", decoding: "async" })),
    make("span", { class: "score" }, item.score === undefined ? "" : shortScore(item.score)));
  }

  /** Its whole group as a search of its own. @param {Found} hit */
  #all(hit) {
    const { group_by, where } = asked();
    const value = hit.attributes[group_by];
    if (value === undefined) return null;
    const values = Array.isArray(value) ? value : [value];
    return make("button", { type: "button", class: "quiet", click: () => go({ group_by: "", where: withChosen(where, group_by, values) }) },
      `All of ${group_by.replaceAll("_", " ")} ${shown(value)}`);
  }
}

customElements.define("stack-sheet", StackSheet);

/** @param {string} collection @param {Found} hit */
export function showStack(collection, hit) {
  /** @type {StackSheet | null} */ (document.querySelector("stack-sheet"))?.show(collection, hit);
}
