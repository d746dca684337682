/** Selects the collection; hidden if there is only one. */

import { asked, go, watch } from "../address.js";
import { make } from "../make.js";
import { collections } from "../page.js";

class CollectionPicker extends HTMLElement {
  connectedCallback() {
    collections.addEventListener("change", () => this.#draw());
    watch((now, before) => now.collection !== before.collection && this.#draw());
  }

  #drawn = "";

  #draw() {
    const { all, current } = collections;
    const drawn = [current?.name, ...all.map(({ name }) => name)].join("\n");
    if (drawn === this.#drawn) return; // a list that is open stays
    this.#drawn = drawn;
    if (all.length < 2) return this.replaceChildren(make("span", { class: "name" }, current?.name ?? ""));
    const options = all.map(({ name }) => make("option", { value: name, selected: name === current?.name }, name));
    const choose = () => {
      const ours = (/** @type {string[]} */ examples) => examples.filter((one) => !one.startsWith("id:")); // an item is of one collection
      go({ collection: select.value, like: ours(asked().like), unlike: ours(asked().unlike), crop: "", weights: "", where: "", open: "" });
    };
    const select = make("select", { "aria-label": "Collection", change: choose }, ...options);
    this.replaceChildren(select);
  }
}

customElements.define("collection-picker", CollectionPicker);
