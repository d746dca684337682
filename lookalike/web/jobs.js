/** The background jobs of the server, as far as this page has received them. */

import * as api from "./api.js";

/** @typedef {import("./api-types.js").Job} Job */

/** @param {Job} job */
export const isOver = (job) => job.state !== "waiting" && job.state !== "running";

/** Tells `change`, and `end` when one has ended. */
export class Jobs extends EventTarget {
  /** @type {Map<string, Job>} */
  #all = new Map();
  /** Of those that are shown no more, and those that had ended well before this page came. @type {Set<string>} */
  #closed = new Set();

  /** Those to be shown: the newest of each collection. */
  get shown() {
    const newest = new Map();
    for (const job of [...this.#all.values()].sort((a, b) => a.began_at - b.began_at)) newest.set(job.collection, job);
    return [...newest.values()].filter((job) => !this.#closed.has(job.id));
  }

  /** @param {string} collection @returns {Job | null} */
  of(collection) {
    return this.shown.find((job) => job.collection === collection) ?? null;
  }

  /** Why the newest of a kind failed; empty if it did not. @param {string} collection @param {Job["kind"]} kind */
  failureOf(collection, kind) {
    const all = [...this.#all.values()].filter((job) => job.collection === collection && job.kind === kind);
    const newest = all.sort((a, b) => b.began_at - a.began_at)[0];
    return newest?.state === "failed" ? newest.error : "";
  }

  /** @param {Job} job as the server tells it, or has just begun it */
  tell(job) {
    const before = this.#all.get(job.id);
    if (before && isOver(before)) return;
    this.#all.set(job.id, job);
    this.dispatchEvent(new Event("change"));
    if (isOver(job)) this.dispatchEvent(new Event("end"));
  }

  /** @param {string} id */
  close(id) {
    this.#closed.add(id);
    this.dispatchEvent(new Event("change"));
  }

  /** Hear what ended while nobody listened; a server that has begun anew knows nothing of those before. */
  async refresh() {
    const listed = await api.listJobs().catch(() => null);
    if (!listed) return;
    const there = new Set(listed.map((job) => job.id));
    for (const [id, job] of this.#all) if (!isOver(job) && !there.has(id)) this.#all.delete(id);
    for (const job of listed.reverse()) {
      const isOld = !this.#all.has(job.id) && isOver(job);
      if (isOld && job.state !== "failed") this.#closed.add(job.id);
      if (isOld) this.#all.set(job.id, job);
      else this.tell(job);
    }
    this.dispatchEvent(new Event("change"));
  }
}
