/** The small pictures of a map: which are to be seen, and those that the atlas has, the least used given up first. */

import * as api from "./api.js";
import { CHUNK, SLOTS } from "./map-drawing.js";

const AT_ONCE = 3; // requests
const CROWD = 20_000; // items in sight, from which on none has a picture
const FEW = 8; // items of a cell that one picture may stand for where all is seen: more, the closer one looks
const MANY = 24; // the same at most, where the atlas has not room for half of all pictures
const CELL = 58; // pixels from which on a cell is cut into four

/** Which item's picture stands for a cell: one that also stands for a cell of its quarters. @param {number} i */
const rank = (i) => Math.imul(i + 1, 2654435761) >>> 0;

/**
 * The items whose pictures have room, one of each cell of the plane.
 *
 * @param {import("./map-grid.js").Grid} grid @param {import("./map-camera.js").Camera} camera
 * @param {Float32Array} xs @param {Float32Array} ys @param {number} closeness times the zoom at which all is seen
 */
export function withRoom(grid, camera, xs, ys, closeness) {
  const few = Math.min(FEW * Math.max(1, closeness) ** 1.5, xs.length > 2 * SLOTS * CHUNK ? MANY : Infinity);
  const [left, bottom, right, top] = camera.box;
  const cell = 2 ** -Math.floor(Math.log2(camera.scale / CELL));
  const seen = grid.inside([left - cell, bottom - cell, right + cell, top + cell], CROWD);
  if (!seen) return [];
  /** @type {Map<number, [number, number]>} by cell: how many, and the first */
  const cells = new Map();
  for (const i of seen) {
    const key = Math.floor(xs[i] / cell) * 1e7 + Math.floor(ys[i] / cell);
    const known = cells.get(key);
    if (!known) cells.set(key, [1, i]);
    else {
      known[0]++;
      if (rank(i) < rank(known[1])) known[1] = i;
    }
  }
  return [...cells.values()].filter(([count]) => count <= few).map(([, first]) => first);
}

/** Tells `load` when pictures have come. */
export class Pictures extends EventTarget {
  /** By chunk: its slot, in the order of use. @type {Map<number, number>} */
  #slots = new Map();
  /** @type {Set<number>} */
  #running = new Set();
  /** @type {Set<number>} */
  #failed = new Set();
  /** @type {number[]} */
  #wanted = [];
  #collection;
  #job;
  #keep;
  #side;

  /** @param {string} collection @param {string} job @param {(slot: number, sheet: ImageBitmap) => void} keep @param {string} [side] of a comparison */
  constructor(collection, job, keep, side) {
    super();
    this.#side = side;
    this.#collection = collection;
    this.#job = job;
    this.#keep = keep;
  }

  /** The slot that has an item's picture; null if it is not here yet. @param {number} item */
  slot(item) {
    const chunk = Math.floor(item / CHUNK);
    const slot = this.#slots.get(chunk);
    return slot === undefined ? null : slot;
  }

  /** Load what these items need, the most needed first. @param {number[]} items */
  want(items) {
    /** @type {Map<number, number>} */
    const counts = new Map();
    for (const item of items) {
      const chunk = Math.floor(item / CHUNK);
      counts.set(chunk, (counts.get(chunk) ?? 0) + 1);
    }
    const needed = [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0)).slice(0, SLOTS);
    for (const chunk of needed) {
      const slot = this.#slots.get(chunk);
      if (slot === undefined) continue;
      this.#slots.delete(chunk); // used last now
      this.#slots.set(chunk, slot);
    }
    this.#wanted = needed.filter((chunk) => !this.#slots.has(chunk));
    this.#next();
  }

  /** Ask for nothing more. */
  stop() {
    this.#wanted = [];
    this.#job = "";
  }

  #next() {
    for (const chunk of this.#wanted) {
      if (this.#running.size >= AT_ONCE) return;
      if (!this.#running.has(chunk) && !this.#failed.has(chunk)) this.#load(chunk);
    }
  }

  /** @param {number} chunk */
  async #load(chunk) {
    this.#running.add(chunk);
    const job = this.#job;
    try {
      const sheet = await createImageBitmap(await api.mapThumbnails(this.#collection, job, chunk * CHUNK, this.#side));
      if (job === this.#job) this.#put(chunk, sheet);
      sheet.close();
    } catch {
      this.#failed.add(chunk); // its items stay points
    } finally {
      this.#running.delete(chunk);
    }
    this.#next();
  }

  /** @param {number} chunk @param {ImageBitmap} sheet */
  #put(chunk, sheet) {
    let slot = this.#slots.size;
    if (slot >= SLOTS) {
      const [oldest, its] = this.#slots.entries().next().value ?? [0, 0];
      this.#slots.delete(oldest);
      slot = its;
    }
    this.#slots.set(chunk, slot);
    this.#keep(slot, sheet);
    this.#wanted = this.#wanted.filter((one) => one !== chunk);
    this.dispatchEvent(new Event("load"));
  }
}
