/** The collections that are served, and the one that is looked at. */

import { asked } from "./address.js";
import * as api from "./api.js";

/** @typedef {import("./words.js").Collection} Collection */

/** Tells `change`. */
export class Collections extends EventTarget {
  /** @type {Collection[]} */
  all = [];
  /** @type {unknown} */
  error = null;
  isKnown = false;

  /** The one that the address names, or the first; null where none is served. */
  get current() {
    const { collection } = asked();
    if (collection) return this.all.find((one) => one.name === collection) ?? null;
    return this.all[0] ?? null;
  }

  async refresh() {
    try {
      [this.all, this.error, this.isKnown] = [await api.listCollections(), null, true];
    } catch (error) {
      this.error = error;
    }
    this.dispatchEvent(new Event("change"));
  }
}
