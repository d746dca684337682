/** Pending removals: items are hidden, and deleted once the time to undo is over or the page is left. */

import * as api from "./api.js";
import { counted } from "./formats.js";
import { say } from "./notices.js";
import { collections, results } from "./page.js";

/** @typedef {import("./api-types.js").Found} Found */

/** The one that can still be undone: a second one sends it. @type {Removal | null} */
let open = null;

export class Removal {
  #collection;
  #ids;
  #what;
  #takeAway = () => {};
  #leave = () => {
    api.removeOnLeaving(this.#collection, this.#ids);
    addEventListener("pageshow", () => this.#send(), { once: true }); // brought back as it was: too late to undo
  };
  /** Phones end a page that is out of sight without a word. */
  #hide = () => {
    if (document.visibilityState === "hidden" && open === this && matchMedia("(pointer: coarse)").matches) this.#send();
  };

  /** @param {string} collection @param {Found[]} items */
  constructor(collection, items) {
    this.#collection = collection;
    this.#ids = items.map((item) => item.id);
    this.#what = counted(items.length, "picture");
  }

  /** Whether there is time to undo: browsers send little for a page that has gone. */
  get canBeUndone() {
    return api.canRemoveOnLeaving(this.#ids);
  }

  begin() {
    if (open) open.#send();
    addEventListener("pagehide", this.#leave);
    document.addEventListener("visibilitychange", this.#hide);
    results.hide(this.#collection, this.#ids, true);
    if (!this.canBeUndone) return this.#send();
    open = this;
    const actions = { Undo: () => this.#undo(), "Remove now": () => this.#send() };
    this.#takeAway = say(`Removing ${this.#what}`, { actions, onEnd: () => this.#send() });
  }

  #undo() {
    this.#end();
    results.hide(this.#collection, this.#ids, false);
  }

  async #send() {
    this.#takeAway();
    if (open === this) open = null;
    this.#takeAway = say(`Removing ${this.#what}…`, { stays: true });
    try {
      const { removed, unknown } = await api.removeImages(this.#collection, this.#ids);
      results.drop(this.#collection, this.#ids);
      say(`${counted(removed, "picture")} removed${unknown.length ? `, ${unknown.length} had gone already` : ""}.`);
    } catch (error) {
      results.hide(this.#collection, this.#ids, false);
      say(`${this.#what} could not be removed: ${/** @type {Error} */ (error).message}`, { isError: true });
    }
    this.#takeAway();
    this.#end();
    collections.refresh();
  }

  #end() {
    if (open === this) open = null;
    removeEventListener("pagehide", this.#leave);
    document.removeEventListener("visibilitychange", this.#hide);
  }
}
