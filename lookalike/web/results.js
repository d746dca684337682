/** The results found so far: page after page; answers to older queries are dropped. */

import * as api from "./api.js";

/** @typedef {import("./api-types.js").Asked} Asked */
/** @typedef {import("./api-types.js").Found} Found */

const PAGE = 60; // items asked for at a time: some screens full

/** Tells `change` whenever something of it has changed. */
export class Results extends EventTarget {
  /** Those that are shown. @type {Found[]} */
  items = [];
  /** @type {"loading" | "ready" | "failed"} */
  state = "loading";
  /** Whether it is being asked for, with or without items to show meanwhile. */
  isBusy = false;
  /** Whether what is asked for stands in the place of what is shown. */
  isNew = true;
  hasMore = false;
  /** @type {number | null} of all that match, where that is known */
  count = null;
  /** The best hit, where it is known what scores mean. @type {import("./api-types.js").Best | null} */
  best = null;
  /** Whether hits were left out because they are unrelated. */
  isCut = false;
  /** Whether unrelated hits are shown too. */
  #showsAll = false;
  /** Pictures that have come into the collection since this was asked, and may be missing here. */
  fresh = 0;
  /** @type {unknown} */
  error = null;
  /** @type {Asked | null} */
  asked = null;
  collection = "";
  /** Until what was asked last is answered, or is not waited for any more. */
  settled = Promise.resolve();
  /** With those that are hidden. @type {Found[]} */
  #found = [];
  /** What is to be removed and is shown no more, by collection and id. @type {Set<string>} */
  #hidden = new Set();
  #running = new AbortController();
  /** @type {number | string | null} where the next page begins */
  #next = null;
  /** How many there were of what `fresh` counts. */
  #asOf = 0;

  /**
   * Ask anew; what is shown stays until the answer is here.
   *
   * @param {string} collection @param {Asked} asked @param {number} total items of the collection
   */
  ask(collection, asked, total) {
    if (collection !== this.collection) this.#found = this.items = [];
    if (collection !== this.collection || asked.like.join() !== this.asked?.like.join()) this.#showsAll = false;
    [this.collection, this.asked, this.#next, this.#asOf, this.fresh] = [collection, asked, null, total, 0];
    this.settled = this.#load(true);
  }

  /** Whether nothing here is like what is asked for. */
  get isNothingLike() {
    return this.best?.relevance === "unrelated" && !this.isBusy;
  }

  async again() {
    await this.#load(this.isNew);
  }

  /** Unrelated hits too. */
  async showAll() {
    [this.#showsAll, this.#next] = [true, null];
    await this.#load(true);
  }

  /** The next page, where there is one and nothing else is under way. */
  async more() {
    if (this.hasMore && !this.isBusy && this.state === "ready") await this.#load(false);
  }

  /** @param {boolean} isNew whether the page stands in the place of what there is, and not below it */
  async #load(isNew) {
    this.#running.abort();
    const running = (this.#running = new AbortController());
    this.isNew = isNew;
    [this.isBusy, this.error] = [true, null];
    if (!this.items.length) this.state = "loading";
    this.#tell();
    try {
      const page = await this.#page(running.signal);
      const before = isNew ? [] : this.#found;
      const known = new Set(before.map((item) => item.id)); // added since, a page may move
      this.#found = [...before, ...page.filter((item) => !known.has(item.id))];
      this.state = "ready";
    } catch (error) {
      if (api.isAborted(error) || running.signal.aborted) return;
      [this.error, this.state] = [error, "failed"];
    }
    if (running !== this.#running) return;
    this.isBusy = false;
    if (!this.error) this.#goRound();
    this.#show();
  }

  /** @param {AbortSignal} signal @returns {Promise<Found[]>} */
  async #page(signal) {
    const asked = /** @type {Asked} */ (this.asked);
    if (!asked.like.length) {
      const cursor = /** @type {string | null} */ (this.#next);
      const page = await api.listImages(this.collection, { where: asked.where, limit: PAGE, cursor }, signal);
      signal.throwIfAborted();
      if (cursor === null) [this.#asOf, this.fresh] = [page.count, 0];
      [this.#next, this.hasMore, this.count] = [page.cursor, page.cursor !== null, page.count];
      [this.best, this.isCut] = [null, false];
      return page.items;
    }
    const offset = Number(this.#next ?? 0);
    const page = await api.search(this.collection, asked, { limit: PAGE, offset }, signal);
    signal.throwIfAborted();
    [this.#next, this.hasMore, this.count] = [page.next_offset, page.next_offset !== null, null];
    const kept = this.#showsAll ? page.hits : page.hits.filter((hit) => hit.relevance !== "unrelated");
    [this.best, this.isCut] = [page.best ?? null, kept.length < page.hits.length];
    if (this.isCut) this.hasMore = false; // what follows is no more like it
    return kept;
  }

  /** At the end of a catalogue that has grown, once more from its beginning: what came between is added below. */
  #goRound() {
    if (this.count === null || this.hasMore) return;
    const missing = this.count > this.#asOf ? Math.max(0, this.count - this.#found.length) : 0;
    [this.fresh, this.hasMore] = [missing, missing > 0];
  }

  /** The collection has another number of items now. @param {number} total */
  async follow(total) {
    const { asked, collection } = this;
    if (!asked || this.state !== "ready") return;
    const isFiltered = !asked.like.length && asked.where;
    const filtered = isFiltered ? await api.listImages(collection, { where: asked.where, limit: 1 }).catch(() => null) : null;
    if (asked !== this.asked || (isFiltered && !filtered)) return;
    const count = filtered?.count ?? total;
    this.fresh = Math.max(0, count - this.#asOf);
    if (this.count !== null) this.count = count;
    if (!this.isBusy) this.#goRound();
    this.#tell();
  }

  /** Show these no more, or show them again where they were. @param {string} collection @param {string[]} ids @param {boolean} isHidden */
  hide(collection, ids, isHidden) {
    for (const id of ids) this.#hidden[isHidden ? "add" : "delete"](`${collection}\n${id}`);
    this.#show();
  }

  /** They are removed: what comes after them has moved up. @param {string} collection @param {string[]} ids */
  drop(collection, ids) {
    const gone = new Set(ids);
    const before = this.#found.length;
    if (collection === this.collection) this.#found = this.#found.filter((item) => !gone.has(item.id));
    const count = before - this.#found.length;
    this.#asOf -= count;
    if (this.count !== null) this.count -= count;
    if (typeof this.#next === "number") this.#next -= count;
    this.hide(collection, ids, false);
    if (this.isBusy) this.settled = this.#load(this.isNew); // what is on its way may hold them still
  }

  #show() {
    this.items = this.#found.filter((item) => !this.#hidden.has(`${this.collection}\n${item.id}`));
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
