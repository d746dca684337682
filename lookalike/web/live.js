/** Live events of the server over one stream, which all tabs share (a browser opens only six). */

import * as api from "./api.js";
import { isOver } from "./jobs.js";

const NAME = `lookalike-events ${new URL("./", location.href).pathname}`; // two servers may share an origin
const RETRY_MS = { least: 500, most: 15_000 }; // until a stream that broke is opened again
const POLL_MS = { least: 1000, most: 15_000 }; // between two looks, where tabs cannot share a stream

/** Tells `open` whenever something may have been missed, and `job` and `collection` with their detail. */
export class Live extends EventTarget {
  /** Ends when nobody looks any more. @type {AbortController | null} */
  #looking = null;
  #wake = () => {};

  begin() {
    document.addEventListener("visibilitychange", () => this.#turn());
    addEventListener("pageshow", () => this.#turn());
    addEventListener("pagehide", () => this.#stop());
    addEventListener("online", () => this.hurry());
    this.#turn();
  }

  /** Something has begun here, or the network is back: do not wait. */
  hurry() {
    this.#wake();
  }

  #turn() {
    if (document.visibilityState !== "visible") this.#stop();
    else if (!this.#looking) this.#start((this.#looking = new AbortController()).signal);
  }

  #stop() {
    this.#looking?.abort();
    this.#looking = null;
  }

  /** @param {AbortSignal} signal */
  #start(signal) {
    const canShare = "locks" in navigator && "BroadcastChannel" in window; // not over plain http from elsewhere
    if (!canShare) return void this.#poll(signal);
    const channel = new BroadcastChannel(NAME);
    channel.addEventListener("message", ({ data: [name, detail] }) => this.#tell(name, detail));
    signal.addEventListener("abort", () => channel.close());
    this.#tell("open", null);
    navigator.locks.request(NAME, { signal }, () => this.#lead(channel, signal)).catch(() => {});
  }

  /** Hold the stream for all tabs. @param {BroadcastChannel} channel @param {AbortSignal} signal */
  async #lead(channel, signal) {
    const share = (/** @type {string} */ name, /** @type {any} */ detail) => {
      if (signal.aborted) return;
      channel.postMessage([name, detail]);
      this.#tell(name, detail);
    };
    for (let wait_ms = RETRY_MS.least; !signal.aborted;) {
      await api.watchEvents((name, detail) => {
        wait_ms = RETRY_MS.least;
        share(name, detail);
      }, signal).catch(() => {});
      await this.#pause(wait_ms, signal);
      wait_ms = Math.min(2 * wait_ms, RETRY_MS.most);
    }
  }

  /** Short requests, which hold no connection; rarer while nothing happens. @param {AbortSignal} signal */
  async #poll(signal) {
    let [before, wait_ms] = ["", POLL_MS.least];
    while (!signal.aborted) {
      const found = await Promise.all([api.listJobs(), api.listCollections()]).catch(() => null);
      if (signal.aborted) return;
      if (found && !before) this.#tell("open", null); // at first, and when the server is back
      const now = JSON.stringify(found);
      const isQuiet = now === before && !found?.[0].some((job) => !isOver(job));
      wait_ms = isQuiet ? Math.min(2 * wait_ms, POLL_MS.most) : POLL_MS.least;
      if (found && before && now !== before) this.#compare(...found);
      before = found ? now : "";
      await this.#pause(wait_ms, signal);
    }
  }

  /** @param {import("./api-types.js").Job[]} jobs @param {import("./api-types.js").Collection[]} collections */
  #compare(jobs, collections) {
    for (const job of jobs.reverse()) this.#tell("job", job);
    for (const { name, items } of collections) this.#tell("collection", { name, items });
  }

  /** @param {number} wait_ms @param {AbortSignal} signal */
  async #pause(wait_ms, signal) {
    if (signal.aborted) return;
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, wait_ms);
      this.#wake = () => { clearTimeout(timer); resolve(null); };
      signal.addEventListener("abort", this.#wake, { once: true });
    });
  }

  /** @param {string} name @param {any} detail */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
