/** Groups of duplicates: read in pages, settled one by one, each step undone by one call. */

import * as api from "./api.js";

/** @typedef {import("./api-types.js").Group} Group */
/** @typedef {import("./api-types.js").Tier} Tier */

/** @type {Tier[]} */
export const TIERS = ["identical", "reencoded", "edited", "burst", "similar"];
/** @type {Tier[]} */
export const USUAL = TIERS.slice(0, 4);

const PAGE = 50; // groups of one request
const AHEAD = 40; // groups that are known beyond the one that is looked at

/** @typedef {{group: Group, at: number, take: () => Promise<unknown>}} Step what was done with a group, and how it is taken back */

/** Tells `change`. */
export class Duplicates extends EventTarget {
  collection = "";
  /** Those that are not settled. @type {Group[]} */
  groups = [];
  /** What is known of all, from the last page; null before the first. @type {import("./api-types.js").Duplicates | null} */
  found = null;
  /** Those that are wanted; none means all. @type {Tier[]} */
  tiers = [];
  /** What is in the quarantine, the latest first. @type {import("./api-types.js").Action[]} */
  actions = [];
  movesFiles = true;
  /** @type {unknown} */
  error = null;
  isBusy = false;
  /** The group that is looked at. */
  at = 0;
  /** The id of its picture that is kept. */
  keep = "";
  /** @type {Step[]} */
  #past = [];
  #reading = new AbortController();
  /** One after the other: a key that is held down settles no group twice. */
  #isSettling = false;

  /** @returns {Group | null} */
  get group() {
    return this.groups[this.at] ?? null;
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  /** Read the groups again. @param {string} collection @param {Tier[]} [tiers] */
  async load(collection, tiers = this.tiers) {
    this.#reading.abort();
    this.#reading = new AbortController();
    if (collection !== this.collection) this.#past = [];
    Object.assign(this, { collection, tiers, groups: [], found: null, error: null, isBusy: false, at: 0, keep: "" });
    const settings = await api.showSettings().catch(() => null);
    this.movesFiles = settings?.moves_files ?? true;
    await Promise.all([this.more(), this.#listActions()]);
  }

  /** After a new search. Steps made before it can no longer be taken back. @param {string} collection */
  async renew(collection) {
    this.#past = [];
    await this.load(collection, []);
  }

  /** The next page, if there is one. */
  async more() {
    if (!this.collection || this.isBusy || (this.found && this.found.next_offset === null)) return;
    const { signal } = this.#reading;
    this.isBusy = true;
    this.#tell();
    try {
      const page = { tiers: this.tiers, limit: PAGE, offset: this.found?.next_offset ?? 0 };
      const found = await api.listDuplicates(this.collection, page, signal);
      if (signal.aborted) return;
      this.groups.push(...found.groups);
      [this.found, this.error] = [found, null];
      if (!this.keep) this.#stand(this.at);
    } catch (error) {
      if (signal.aborted) return;
      this.error = error;
    }
    this.isBusy = false;
    this.#tell();
  }

  /** Look at a later group, or an earlier one. @param {number} by */
  step(by) {
    this.look(this.at + by);
  }

  /** @param {number} at of the group to look at */
  look(at) {
    if (at < 0 || at >= this.groups.length) return;
    this.#stand(at);
    this.#tell();
  }

  /** @param {string} id of the picture to keep */
  choose(id) {
    this.keep = id;
    this.#tell();
  }

  /** The ids of all pictures but the one to keep. */
  get others() {
    return this.group?.members.map(({ id }) => id).filter((id) => id !== this.keep) ?? [];
  }

  /** Move all but the one to keep to the quarantine. @returns {Promise<import("./api-types.js").Moved | null>} */
  async moveOthers() {
    const ids = this.others;
    return this.#settle(async (collection) => {
      const moved = await api.quarantine(collection, ids);
      if (!moved.moved.length) throw new Error(moved.failed.join("; ") || "They had gone already.");
      return [moved, () => api.undoQuarantine(collection, moved.action)];
    }, () => null);
  }

  /** Never ask about this group again, or about one picture and the others. @param {string} [id] */
  async notSame(id) {
    const ids = this.group?.members.map((member) => member.id) ?? [];
    const groups = id ? ids.filter((other) => other !== id).map((other) => [id, other]) : [ids];
    return this.#settle(async (collection) => {
      for (const some of groups) await api.noteDistinct(collection, some);
      return [groups, async () => { for (const some of groups) await api.forgetDistinct(collection, some); }];
    }, (group) => (id && ids.length > 2 ? without(group, id) : null));
  }

  /** Take back what was done last, and look at its group. */
  async undo() {
    const last = this.#past.at(-1);
    if (!last || this.#isSettling) return;
    this.#isSettling = true;
    try {
      await last.take();
      this.#past.pop();
      const at = this.groups.findIndex((group) => group.number >= last.group.number);
      const isThere = this.groups[at]?.number === last.group.number;
      this.groups.splice(at < 0 ? this.groups.length : at, isThere ? 1 : 0, last.group);
      this.#stand(this.groups.indexOf(last.group));
    } finally {
      this.#isSettling = false;
      this.#tell();
    }
    this.#listActions();
  }

  /** Bring back what was moved before. @param {string} action */
  async bringBack(action) {
    const moved = await api.undoQuarantine(this.collection, action);
    await this.renew(this.collection);
    return moved;
  }

  /**
   * @template T
   * @param {(collection: string) => Promise<[T, () => Promise<unknown>]>} act does it, and says how it is taken back
   * @param {(group: Group) => Group | null} rest what is left of the group
   * @returns {Promise<T | null>}
   */
  async #settle(act, rest) {
    const { group, at, collection } = this;
    if (!group || this.#isSettling) return null;
    this.#isSettling = true;
    try {
      const [done, take] = await act(collection);
      if (collection !== this.collection) return done;
      this.#past.push({ group, at, take });
      const left = rest(group);
      this.groups.splice(this.groups.indexOf(group), 1, ...(left ? [left] : []));
      this.#stand(Math.min(at, this.groups.length - 1));
      this.#listActions();
      return done;
    } finally {
      this.#isSettling = false;
      this.#tell();
    }
  }

  /** @param {number} at */
  #stand(at) {
    this.at = Math.max(0, at);
    this.keep = this.group?.best ?? "";
    if (this.at + AHEAD > this.groups.length) this.more();
  }

  async #listActions() {
    const { collection } = this;
    const actions = this.movesFiles ? await api.quarantined(collection).catch(() => []) : [];
    if (collection !== this.collection) return;
    this.actions = actions;
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

/** @param {Group} group @param {string} id @returns {Group} */
function without(group, id) {
  const members = group.members.filter((member) => member.id !== id);
  const freed = members.slice(1).reduce((sum, { size }) => sum + size, 0);
  return { ...group, members, best: members[0].id, freed };
}
