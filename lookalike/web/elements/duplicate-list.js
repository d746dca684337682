/** The groups of duplicates that are not settled: a row each, more as one scrolls. */

import * as api from "../api.js";
import { counted, sized } from "../formats.js";
import { make } from "../make.js";
import { whileNear } from "../nearness.js";
import { duplicates } from "../page.js";

/** @typedef {import("../api-types.js").Group} Group */

const SIDE = 128; // pixels of a small picture

class DuplicateList extends HTMLElement {
  /** By their numbers, of the group that they show. @type {Map<number, {group: Group, row: HTMLElement}>} */
  #rows = new Map();
  #collection = "";
  #list = make("ul", { "aria-label": "Groups" });
  #end = make("div", { class: "end", "aria-hidden": "true" });
  #lookAhead = () => {};

  connectedCallback() {
    this.append(this.#list, this.#end);
    this.#lookAhead = whileNear(this.#end, () => duplicates.more());
    duplicates.addEventListener("change", () => this.#draw());
  }

  #draw() {
    if (this.#collection !== duplicates.collection) this.#rows.clear();
    this.#collection = duplicates.collection;
    const rows = duplicates.groups.map((group) => this.#row(group));
    const present = [...this.#list.children];
    const isLonger = present.every((row, at) => row === rows[at]);
    if (isLonger) this.#list.append(...rows.slice(present.length));
    else this.#list.replaceChildren(...rows);
    for (const row of this.#list.querySelectorAll("[aria-current]")) row.removeAttribute("aria-current");
    const current = rows[duplicates.at]?.firstElementChild;
    if (current) {
      current.setAttribute("aria-current", "true");
      this.#bringIntoSight(current);
    }
    this.#lookAhead();
  }

  /** By scrolling the list alone: the page stays where it is. @param {Element} row */
  #bringIntoSight(row) {
    const [inner, outer] = [row.getBoundingClientRect(), this.getBoundingClientRect()];
    const bottom = Math.min(outer.bottom, innerHeight);
    const over = (/** @type {number} */ before, /** @type {number} */ after) => (before < 0 ? before : Math.max(0, after));
    this.scrollTop += over(inner.top - outer.top, inner.bottom - bottom);
    this.scrollLeft += over(inner.left - outer.left, inner.right - outer.right);
  }

  /** @param {Group} group */
  #row(group) {
    const known = this.#rows.get(group.number);
    if (known?.group === group) return known.row;
    const { tier, why, freed, members, best } = group;
    const picture = make("img", { alt: "", loading: "lazy", decoding: "async", src: api.thumbnail(duplicates.collection, best, SIDE) });
    const row = make("li", {}, make("button", { type: "button", click: () => duplicates.look(duplicates.groups.indexOf(group)) },
      picture,
      make("span", {}, make("strong", {}, tier), ` · ${counted(members.length, "picture")}`,
        make("span", { class: "soft" }, why), make("span", { class: "soft" }, sized(freed)))));
    this.#rows.set(group.number, { group, row });
    return row;
  }
}

customElements.define("duplicate-list", DuplicateList);
