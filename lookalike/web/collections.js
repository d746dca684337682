/** The served collections, and the one that is shown. */

import { asked } from "./address.js";
import * as api from "./api.js";

/** @typedef {import("./api-types.js").Collection} Collection */

/** Tells `change`, and `count` where only the number of items of one has changed. */
export class Collections extends EventTarget {
  /** @type {Collection[]} */
  all = [];
  /** @type {unknown} */
  error = null;
  isKnown = false;

  /** The one that is looked at where the address names none: the first, and then the same one. */
  #kept = "";

  /** The one that the address names, or the first; null where none is served. */
  get current() {
    const named = (/** @type {string} */ name) => this.all.find((one) => one.name === name) ?? null;
    const { collection } = asked();
    return collection ? named(collection) : (named(this.#kept) ?? this.all[0] ?? null);
  }

  async refresh() {
    try {
      [this.all, this.error, this.isKnown] = [await api.listCollections(), null, true];
      this.#kept = this.current?.name ?? "";
    } catch (error) {
      this.error = error;
    }
    this.dispatchEvent(new Event("change"));
  }

  /** What the server has told of one. @param {{name: string, items: number | null}} told @returns {boolean} whether that was news */
  tell({ name, items }) {
    const known = this.all.find((one) => one.name === name);
    if (known && items !== null) {
      if (known.items === items) return false;
      known.items = items;
      this.dispatchEvent(new Event("count"));
    }
    return Boolean(known) || items !== null;
  }
}
