/** The second of two maps: the same pictures in the same colours, with its numbers; its events carry rows of the first map. */

import { iconButton, make } from "../make.js";
import "./map-plane.js";

/** @typedef {import("../api-types.js").MapComparison} MapComparison */
/** @typedef {import("../api-types.js").MapSide} MapSide */

const percent = (/** @type {number} */ share) => `${Math.round(100 * share)} %`;

/** What is known of one plane. @param {MapSide} side @param {string} by */
export function sayPlane({ trustworthiness, same_value: same, alone }, by) {
  return [
    trustworthiness === null ? "too few pictures to judge" : `trustworthiness ${trustworthiness.toFixed(3)}`,
    ...(same === null ? [] : [`same ${by} among the 10 nearest ${percent(same)}`]),
    ...(alone ? [`${alone.toLocaleString("en")} pictures only here, left out`] : []),
  ].join("; ");
}

/** @param {MapComparison} found */
export const sayBoth = ({ kept }) => (kept === null ? "" : `${percent(kept)} of the 10 nearest of a picture are the same in both`);

/** Buttons over a plane, with what they are called. @param {any} plane @param {string} closer @param {string} farther @param {string} whole */
export const zoomButtons = (plane, closer, farther, whole) => make("div", { class: "zoom" },
  iconButton("plus", closer, { click: () => plane.closer(1.6) }),
  iconButton("minus", farther, { click: () => plane.closer(1 / 1.6) }),
  iconButton("whole", whole, { click: () => plane.whole() }));

class MapBeside extends HTMLElement {
  #title = make("b", {});
  #known = make("span", { class: "soft" });
  plane = /** @type {any} */ (make("map-plane", {}));
  /** @type {Int32Array} */
  #rows = new Int32Array();
  /** The place in this plane of each row of the first. @type {Int32Array} */
  #places = new Int32Array();

  connectedCallback() {
    if (this.plane.isConnected) return;
    const zoom = zoomButtons(this.plane, "Zoom in on the other map", "Zoom out of the other map", "Show all of the other map");
    this.append(make("p", { class: "caption" }, this.#title, this.#known), make("div", { class: "plane" }, this.plane, zoom));
    this.plane.querySelector("canvas")?.setAttribute("aria-label", "The other map: arrow keys move, plus and minus zoom, Enter opens the picture in the middle");
    const tell = (/** @type {string} */ name, /** @type {(detail: any) => any} */ read) => this.plane.addEventListener(name, (/** @type {CustomEvent} */ event) => {
      event.stopPropagation();
      this.dispatchEvent(new CustomEvent(name, { detail: read(event.detail) }));
    });
    tell("pick", (item) => this.#rows[item]);
    tell("point", (item) => (item < 0 ? -1 : this.#rows[item]));
    tell("gather", (items) => items.map((/** @type {number} */ item) => this.#rows[item]).sort((/** @type {number} */ a, /** @type {number} */ b) => a - b));
    tell("look", () => null);
  }

  /** @param {string} collection whose pictures are shown @param {MapComparison} found */
  show(collection, found) {
    this.#rows = found.match;
    this.#places = new Int32Array(found.match.length);
    found.match.forEach((row, place) => { this.#places[row] = place; });
    this.plane.show(collection, found.other);
  }

  /** Say what it is, and what is known of it. @param {MapComparison} found @param {string} name @param {string} by */
  describe(found, name, by) {
    this.#title.textContent = name;
    this.#known.textContent = sayPlane(found.other, by);
  }

  /** @param {import("../map-colours.js").Colouring} colours of the first */
  colour(colours) {
    this.plane.colour({ ...colours, codes: Int16Array.from(this.#rows, (row) => colours.codes[row]) });
  }

  /** Dim all others; null for none. @param {number[] | null} rows */
  mean(rows) {
    this.plane.mean(rows && rows.map((row) => this.#places[row]));
  }

  /** @param {number} row -1 for none */
  twin(row) {
    this.plane.twin(row < 0 ? -1 : this.#places[row]);
  }

  /** The places here of rows of the first. @param {number[]} rows */
  places(rows) {
    return rows.map((row) => this.#places[row]);
  }
}

customElements.define("map-beside", MapBeside);
