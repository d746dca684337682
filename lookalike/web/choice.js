/** The selected items of this page, in the order of selection. */

/** @typedef {import("./api-types.js").Found} Found */

/** Tells `change`. */
export class Choice extends EventTarget {
  /** @type {Map<string, Found>} */
  #items = new Map();

  get items() {
    return [...this.#items.values()];
  }

  /** @param {string} id */
  has(id) {
    return this.#items.has(id);
  }

  /** @param {Found} item @param {boolean} isChosen */
  set(item, isChosen) {
    if (isChosen) this.#items.set(item.id, item);
    else this.#items.delete(item.id);
    this.dispatchEvent(new Event("change"));
  }

  clear() {
    this.#items.clear();
    this.dispatchEvent(new Event("change"));
  }
}
