/** Colours of a map's points: a palette for words, a gradient for numbers. */

import { isNumber } from "./exact.js";
import { shown } from "./formats.js";

/** @typedef {[number, number, number]} Rgb 0 to 255 */
/** @typedef {{colour: Rgb, words: string, count: number, value: string | null}} Entry of a legend; `value` null for what has no colour of its own */
/** @typedef {{codes: Int16Array, colours: Rgb[], legend: Entry[], ends: [string, string] | null}} Colouring codes: a colour's number of each item */

const LIGHT = ["#4e79a7", "#d97706", "#3f8f3a", "#d33f42", "#8e5aa2", "#1f9a94", "#b58900", "#8a5a44", "#e06c9f", "#4f46b8", "#6b8e23", "#0284c7"];
const DARK = ["#7fb0e6", "#f5a04a", "#79c96f", "#ff7b7d", "#cda0dd", "#5fd0c9", "#e8cf5a", "#c79a7f", "#ffa3c7", "#a5a0ff", "#b5d36a", "#5cc8ff"];
const OTHER = { light: "#a3a6ab", dark: "#6d7075" };
const GRADIENT = { light: ["#440154", "#3b528b", "#21918c", "#46ae5a", "#c9b400"], dark: ["#7a51c7", "#5f86d6", "#2fb5ae", "#7bd66f", "#fde725"] };
const EDGE = 0.02; // share of the numbers at each end that the gradient does not stretch to

/** @param {string} hex @returns {Rgb} */
const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)).reduce((all, one) => [...all, one], /** @type {any} */ ([]));

/** @param {Rgb} colour */
export const css = (colour) => `rgb(${colour.map(Math.round).join(" ")})`;

/** @param {(import("./api-types.js").Value | null)[]} values @param {boolean} isDark @returns {Colouring} */
export function colouring(values, isDark) {
  const given = values.filter((value) => value !== null);
  return given.length && given.every(isNumber) ? gradient(values.map((value) => (value === null ? NaN : Number(value))), isDark)
    : categories(values.map((value) => (value === null ? null : shown(value))), isDark);
}

/** @param {(string | null)[]} texts @param {boolean} isDark @returns {Colouring} */
export function categories(texts, isDark) {
  const counts = new Map();
  for (const text of texts) if (text !== null) counts.set(text, (counts.get(text) ?? 0) + 1);
  const names = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a) || (a < b ? -1 : 1));
  const palette = isDark ? DARK : LIGHT;
  const own = new Map(names.slice(0, palette.length).map((name, place) => [name, place]));
  const other = palette.length;
  const codes = Int16Array.from(texts, (text) => (text === null ? other : own.get(text) ?? other));
  const colours = [...palette.map(rgb), rgb(isDark ? OTHER.dark : OTHER.light)];
  /** @type {Entry[]} */
  const legend = [...own].map(([name, place]) => ({ colour: colours[place], words: name, count: counts.get(name), value: name }));
  const rest = names.slice(palette.length).reduce((sum, name) => sum + counts.get(name), 0);
  if (rest) legend.push({ colour: colours[other], words: `${(names.length - palette.length).toLocaleString("en")} others`, count: rest, value: null });
  const missing = texts.filter((text) => text === null).length;
  if (missing) legend.push({ colour: colours[other], words: "none", count: missing, value: null });
  return { codes, colours, legend, ends: null };
}

/** @param {number[]} numbers NaN where there is none @param {boolean} isDark @returns {Colouring} */
function gradient(numbers, isDark) {
  const sorted = numbers.filter((one) => !Number.isNaN(one)).sort((a, b) => a - b);
  const [low, high] = [EDGE, 1 - EDGE].map((share) => sorted[Math.round(share * (sorted.length - 1))]);
  const stops = (isDark ? GRADIENT.dark : GRADIENT.light).map(rgb);
  const steps = 64;
  const colours = Array.from({ length: steps }, (_, step) => between(stops, step / (steps - 1)));
  colours.push(rgb(isDark ? OTHER.dark : OTHER.light));
  const place = (/** @type {number} */ one) => Math.round(Math.min(1, Math.max(0, (one - low) / (high - low || 1))) * (steps - 1));
  const codes = Int16Array.from(numbers, (one) => (Number.isNaN(one) ? steps : place(one)));
  const missing = numbers.length - sorted.length;
  const legend = missing ? [{ colour: colours[steps], words: "none", count: missing, value: null }] : [];
  return { codes, colours, legend, ends: [shown(low), shown(high)] };
}

/** @param {Rgb[]} stops @param {number} at 0 to 1 @returns {Rgb} */
function between(stops, at) {
  const place = at * (stops.length - 1);
  const first = Math.min(stops.length - 2, Math.floor(place));
  const share = place - first;
  return /** @type {Rgb} */ (stops[first].map((one, i) => one + (stops[first + 1][i] - one) * share));
}
