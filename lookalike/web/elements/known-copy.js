/** Says of an uploaded picture which one the collection has already. */

import { asked, go, watch } from "../address.js";
import * as api from "../api.js";
import { nameOf } from "../formats.js";
import { make } from "../make.js";
import { collections } from "../page.js";

/** @typedef {import("../api-types.js").Copy} Copy */

const SIDE = 96; // pixels of the small picture

class KnownCopy extends HTMLElement {
  /** What was asked about last: an answer that comes late says nothing of another picture. */
  #about = "";

  connectedCallback() {
    watch(() => this.#ask());
    collections.addEventListener("change", () => this.#ask());
    this.#ask();
  }

  async #ask() {
    const { like, crop } = asked();
    const name = collections.current?.name ?? "";
    const isOne = like.length === 1 && like[0].startsWith("upload:") && !crop;
    const about = isOne && name ? `${name}\n${like[0]}` : "";
    if (about === this.#about) return;
    this.#about = about;
    this.replaceChildren();
    if (!about) return;
    const [copy] = await api.copiesOf(name, like[0]).catch(() => []); // the search itself says what is wrong
    if (copy && about === this.#about) this.#show(name, copy);
  }

  /** @param {string} name of the collection @param {Copy} copy */
  #show(name, { item, why, confidence }) {
    const open = (/** @type {Event} */ event) => {
      event.preventDefault();
      go({ open: item.id });
    };
    this.append(make("a", { href: `?collection=${encodeURIComponent(name)}&open=${encodeURIComponent(item.id)}`, role: "status", click: open },
      make("img", { alt: "", src: api.thumbnail(name, item.id, SIDE) }),
      make("span", {}, make("strong", {}, "You have this: "), nameOf(item), make("span", { class: "soft" }, `${why}, ${Math.round(100 * confidence)} % sure`))));
  }
}

customElements.define("known-copy", KnownCopy);
