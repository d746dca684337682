/** Which part of a map's plane is seen: its places, -1 to 1 and y upwards, as pixels of the screen. */

const MARGIN = 36; // pixels around all that there is
const CLOSEST = 6; // times the zoom at which neighbours are a picture apart

export class Camera {
  x = 0;
  y = 0;
  /** Pixels of one unit. */
  scale = 300;
  width = 1;
  height = 1;
  #closest = 1e5;

  /** @param {number} width @param {number} height in pixels @param {number} count of items */
  resize(width, height, count) {
    this.width = Math.max(1, width);
    this.height = Math.max(1, height);
    this.#closest = Math.max(2000, CLOSEST * 50 * Math.sqrt(count));
  }

  get #farthest() {
    return Math.min(this.width, this.height) / 6;
  }

  /** Show a box, with some margin. @param {[number, number, number, number]} box left, bottom, right and top */
  fit([left, bottom, right, top]) {
    this.x = (left + right) / 2;
    this.y = (bottom + top) / 2;
    const wide = (this.width - 2 * MARGIN) / Math.max(right - left, 1e-3);
    const high = (this.height - 2 * MARGIN) / Math.max(top - bottom, 1e-3);
    this.scale = this.#bounded(Math.min(wide, high));
  }

  /** @param {number} factor @param {number} px what stays where it is @param {number} py */
  zoom(factor, px, py) {
    const [x, y] = this.place(px, py);
    this.scale = this.#bounded(this.scale * factor);
    this.x = x - (px - this.width / 2) / this.scale;
    this.y = y + (py - this.height / 2) / this.scale;
    this.#hold();
  }

  /** @param {number} dx @param {number} dy pixels that what is seen moves by */
  pan(dx, dy) {
    this.x -= dx / this.scale;
    this.y += dy / this.scale;
    this.#hold();
  }

  /** The place at a pixel. @param {number} px @param {number} py @returns {[number, number]} */
  place(px, py) {
    return [this.x + (px - this.width / 2) / this.scale, this.y - (py - this.height / 2) / this.scale];
  }

  /** The pixel of a place. @param {number} x @param {number} y @returns {[number, number]} */
  pixel(x, y) {
    return [(x - this.x) * this.scale + this.width / 2, this.height / 2 - (y - this.y) * this.scale];
  }

  /** What is seen: left, bottom, right and top. @returns {[number, number, number, number]} */
  get box() {
    const [w, h] = [this.width / 2 / this.scale, this.height / 2 / this.scale];
    return [this.x - w, this.y - h, this.x + w, this.y + h];
  }

  /** @param {number} scale */
  #bounded(scale) {
    return Math.min(this.#closest, Math.max(this.#farthest, scale));
  }

  #hold() {
    this.x = Math.min(1.2, Math.max(-1.2, this.x));
    this.y = Math.min(1.2, Math.max(-1.2, this.y));
  }
}
