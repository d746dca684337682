/** What the page has found so far: page after page, and of several questions only the last one's answer. */

import * as api from "./api.js";

/** @typedef {import("./words.js").Asked} Asked */
/** @typedef {import("./words.js").Found} Found */

const PAGE = 60; // items asked for at a time: some screens full

/** Tells `change` whenever something of it has changed. */
export class Results extends EventTarget {
  /** @type {Found[]} */
  items = [];
  /** @type {"loading" | "ready" | "failed"} */
  state = "loading";
  /** Whether it is being asked for, with or without items to show meanwhile. */
  isBusy = false;
  hasMore = false;
  /** @type {number | null} of all that match, where that is known */
  count = null;
  /** @type {unknown} */
  error = null;
  /** Of items that are to be removed, and shown no more. @type {Set<string>} */
  hidden = new Set();
  /** @type {Asked | null} */
  asked = null;
  collection = "";
  #running = new AbortController();
  /** @type {number | string | null} where the next page begins */
  #next = null;

  /** Ask anew; what is shown stays until the answer is here. @param {string} collection @param {Asked} asked */
  async ask(collection, asked) {
    if (collection !== this.collection) this.items = [];
    [this.collection, this.asked, this.#next] = [collection, asked, null];
    await this.#load([]);
  }

  async again() {
    await this.#load(this.#next === null ? [] : this.items);
  }

  /** The next page, where there is one and nothing else is under way. */
  async more() {
    if (this.hasMore && !this.isBusy && this.state === "ready") await this.#load(this.items);
  }

  /** @param {Found[]} before what the page is added to */
  async #load(before) {
    this.#running.abort();
    const running = (this.#running = new AbortController());
    [this.isBusy, this.error] = [true, null];
    if (!this.items.length) this.state = "loading";
    this.#tell();
    try {
      const page = await this.#page(running.signal);
      const known = new Set(before.map((item) => item.id)); // added since, a page may move
      this.items = [...before, ...page.filter((item) => !known.has(item.id) && !this.hidden.has(item.id))];
      this.state = "ready";
    } catch (error) {
      if (api.isAborted(error) || running.signal.aborted) return;
      [this.error, this.state] = [error, "failed"];
    }
    if (running !== this.#running) return;
    this.isBusy = false;
    this.#tell();
  }

  /** @param {AbortSignal} signal @returns {Promise<Found[]>} */
  async #page(signal) {
    const asked = /** @type {Asked} */ (this.asked);
    if (!asked.like.length) {
      const cursor = /** @type {string | null} */ (this.#next);
      const page = await api.listImages(this.collection, { where: asked.where, limit: PAGE, cursor }, signal);
      [this.#next, this.hasMore, this.count] = [page.cursor, page.cursor !== null, page.count];
      return page.items;
    }
    const offset = Number(this.#next ?? 0);
    const page = await api.search(this.collection, asked, { limit: PAGE, offset }, signal);
    [this.#next, this.hasMore, this.count] = [page.next_offset, page.next_offset !== null, null];
    return page.hits;
  }

  /** Show these no more, or show them again. @param {string[]} ids @param {boolean} isHidden */
  hide(ids, isHidden) {
    for (const id of ids) this.hidden[isHidden ? "add" : "delete"](id);
    if (isHidden) this.items = this.items.filter((item) => !this.hidden.has(item.id));
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
