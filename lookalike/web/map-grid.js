/** Finds the items of a map by their places: a grid of cells, each with the items in it. */

const PER_CELL = 8; // items, about

export class Grid {
  #side;
  #starts;
  #items;
  /** @type {Float32Array} */
  #xs;
  /** @type {Float32Array} */
  #ys;

  /** @param {Float32Array} xs @param {Float32Array} ys -1 to 1 */
  constructor(xs, ys) {
    this.#xs = xs;
    this.#ys = ys;
    const side = Math.max(1, Math.min(512, Math.ceil(Math.sqrt(xs.length / PER_CELL))));
    this.#side = side;
    this.#starts = new Int32Array(side * side + 1);
    const cells = new Int32Array(xs.length);
    for (let i = 0; i < xs.length; i++) {
      cells[i] = this.#at(ys[i]) * side + this.#at(xs[i]);
      this.#starts[cells[i] + 1]++;
    }
    for (let i = 0; i < side * side; i++) this.#starts[i + 1] += this.#starts[i];
    const next = this.#starts.slice();
    this.#items = new Int32Array(xs.length);
    for (let i = 0; i < xs.length; i++) this.#items[next[cells[i]]++] = i;
  }

  /** @param {number} value */
  #at(value) {
    return Math.max(0, Math.min(this.#side - 1, Math.floor((value + 1) / 2 * this.#side)));
  }

  /** Numbers of the items in a box. @param {[number, number, number, number]} box left, bottom, right, top @param {number} [most] null if there are more @returns {number[] | null} */
  inside([left, bottom, right, top], most = Infinity) {
    const found = [];
    for (let row = this.#at(bottom); row <= this.#at(top); row++) {
      const begin = this.#starts[row * this.#side + this.#at(left)];
      const end = this.#starts[row * this.#side + this.#at(right) + 1];
      for (let k = begin; k < end; k++) {
        const i = this.#items[k];
        if (this.#xs[i] >= left && this.#xs[i] <= right && this.#ys[i] >= bottom && this.#ys[i] <= top) found.push(i);
      }
      if (found.length > most) return null;
    }
    return found;
  }

  /** The item nearest to a place, at most so far away; -1 if there is none. @param {number} x @param {number} y @param {number} reach */
  nearest(x, y, reach) {
    let [best, least] = [-1, reach * reach];
    for (const i of this.inside([x - reach, y - reach, x + reach, y + reach]) ?? []) {
      const far = (this.#xs[i] - x) ** 2 + (this.#ys[i] - y) ** 2;
      if (far <= least) [best, least] = [i, far];
    }
    return best;
  }

  /** Numbers of the items within a line that is closed. @param {[number, number][]} line */
  within(line) {
    if (line.length < 3) return [];
    const xs = line.map(([x]) => x);
    const ys = line.map(([, y]) => y);
    const near = this.inside([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]) ?? [];
    return near.filter((i) => isWithin(this.#xs[i], this.#ys[i], line)).sort((a, b) => a - b);
  }
}

/** Whether a ray to the right crosses the line an odd number of times. @param {number} x @param {number} y @param {[number, number][]} line */
function isWithin(x, y, line) {
  let is = false;
  for (let i = 0, j = line.length - 1; i < line.length; j = i++) {
    const [[xi, yi], [xj, yj]] = [line[i], line[j]];
    if ((yi > y) !== (yj > y) && x < (xj - xi) * (y - yi) / (yj - yi) + xi) is = !is;
  }
  return is;
}
