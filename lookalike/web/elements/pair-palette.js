/** The colours of two pictures compared: a strip of each, and bands between what they have in common. */

import { make } from "../make.js";

/** @typedef {import("../api-types.js").ComparedColour} ComparedColour */
/** @typedef {import("../api-types.js").ComparedPalette} ComparedPalette */

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, STRIP, BETWEEN] = [400, 26, 36]; // of the drawing, in its own units

/** @param {ComparedPalette} palette @param {[string, string]} names of both pictures, over the columns of the list */
export function pairPalette({ similarity, colours }, names) {
  const heads = ["", ...names, "in common"].map((name) => make("th", { scope: "col" }, name));
  return make("section", { class: "pair-palette" },
    make("p", {}, "Colours: ", make("strong", {}, percent(similarity)), " in common"),
    strips(colours),
    make("table", {}, make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...colours.map(row))));
}

/** @param {number} share */
const percent = (share) => `${Math.round(share * 100)} %`;

/** @param {ComparedColour} colour */
function row(colour) {
  const shares = [colour.one, colour.other, colour.common].map((share) => make("td", {}, percent(share)));
  return make("tr", { title: colour.hex },
    make("th", { scope: "row" }, make("span", { class: "swatch" }, half(colour.one_hex), half(colour.other_hex)), colour.name), ...shares);
}

/** @param {string} hex */
function half(hex) {
  const part = make("i");
  part.style.setProperty("background", hex);
  return part;
}

/** @param {ComparedColour[]} colours */
function strips(colours) {
  const drawing = shape("svg", { viewBox: `0 0 ${WIDTH} ${2 * STRIP + BETWEEN}`, preserveAspectRatio: "none", "aria-hidden": "true" });
  let [upper, lower] = [0, 0];
  for (const { hex, one, other, one_hex: oneHex, other_hex: otherHex, common } of colours) {
    const [ends, others] = [within(upper, one, common), within(lower, other, common)];
    drawing.append(
      shape("rect", { x: upper * WIDTH, y: 0, width: one * WIDTH, height: STRIP, fill: oneHex }),
      shape("rect", { x: lower * WIDTH, y: STRIP + BETWEEN, width: other * WIDTH, height: STRIP, fill: otherHex }),
      shape("path", { class: "band", d: band(ends, others), fill: hex }));
    upper += one;
    lower += other;
  }
  return drawing;
}

/** Where a band meets a strip: in the middle of its colour. @param {number} start @param {number} share @param {number} common */
function within(start, share, common) {
  const spare = (share - Math.min(share, common)) / 2;
  return [(start + spare) * WIDTH, (start + share - spare) * WIDTH];
}

/** @param {number[]} upper @param {number[]} lower both as left and right */
function band([left, right], [leftBelow, rightBelow]) {
  const [top, middle, bottom] = [STRIP, STRIP + BETWEEN / 2, STRIP + BETWEEN];
  return `M${left} ${top}C${left} ${middle} ${leftBelow} ${middle} ${leftBelow} ${bottom}`
    + `H${rightBelow}C${rightBelow} ${middle} ${right} ${middle} ${right} ${top}Z`;
}

/** @param {string} name @param {Record<string, string | number>} traits */
function shape(name, traits) {
  const drawn = document.createElementNS(SVG, name);
  for (const [trait, value] of Object.entries(traits)) drawn.setAttribute(trait, String(value));
  return drawn;
}
