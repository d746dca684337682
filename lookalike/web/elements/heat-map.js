/** Heat-map over a picture: the places that make it similar. */

import { asked } from "../address.js";
import * as api from "../api.js";
import { make } from "../make.js";
import { say } from "../notices.js";

const OPACITY = 0.78; // of the brightest place

const [FOR, AGAINST] = [[232, 89, 12], [28, 111, 184]]; // as on sheets

class HeatMap extends HTMLElement {
  #fitting = new ResizeObserver(() => this.#fit());

  async connectedCallback() {
    const [item, collection] = [this.getAttribute("item") ?? "", this.getAttribute("collection") ?? ""];
    this.setAttribute("role", "img");
    this.setAttribute("aria-label", "Where it matches");
    this.setAttribute("aria-busy", "true");
    try {
      const { item: rows, part } = await api.heatmap(collection, item, asked());
      this.append(drawn(rows), make("span", { class: "badge" }, `by ${part}`));
      this.removeAttribute("aria-busy");
      for (const one of [this.parentElement, this.parentElement?.querySelector("img")]) if (one) this.#fitting.observe(one);
    } catch (error) {
      say(`The heat-map cannot be shown: ${/** @type {Error} */ (error).message}`);
      this.remove();
    }
  }

  disconnectedCallback() {
    this.#fitting.disconnect();
  }

  /** Over the picture, wherever it lies on the stage. */
  #fit() {
    const picture = this.parentElement?.querySelector("img");
    if (!picture) return;
    for (const [name, value] of [["left", picture.offsetLeft], ["top", picture.offsetTop], ["width", picture.offsetWidth], ["height", picture.offsetHeight]]) {
      this.style.setProperty(String(name), `${value}px`);
    }
  }
}

/**
 * Orange where a place speaks for the likeness, blue where it speaks against.
 *
 * @param {number[][]} rows @param {number} most what has the full colour
 */
export function placesOf(rows, most) {
  const [height, width] = [rows.length, rows[0]?.length ?? 0];
  const canvas = make("canvas", { width, height, role: "img", "aria-label": "Where it matches" });
  const context = canvas.getContext("2d");
  if (!context || !width) return canvas;
  const pixels = context.createImageData(width, height);
  rows.flat().forEach((value, at) => {
    const [red, green, blue] = value < 0 ? AGAINST : FOR;
    pixels.data.set([red, green, blue, most ? 255 * OPACITY * Math.min(1, Math.abs(value) / most) : 0], at * 4);
  });
  context.putImageData(pixels, 0, 0);
  return canvas;
}

/** Glow where a place speaks for the likeness, the more the brighter. @param {number[][]} rows */
function drawn(rows) {
  const [height, width] = [rows.length, rows[0]?.length ?? 0];
  const canvas = make("canvas", { width, height });
  const context = canvas.getContext("2d");
  if (!context || !width) return canvas;
  const values = rows.flat();
  const most = Math.max(...values);
  const pixels = context.createImageData(width, height);
  values.forEach((value, at) => {
    const heat = most > 0 ? Math.max(0, value) / most : 0;
    pixels.data.set([255, 60 + 150 * heat, 30, 255 * OPACITY * heat ** 1.5], at * 4);
  });
  context.putImageData(pixels, 0, 0);
  return canvas;
}

customElements.define("heat-map", HeatMap);
