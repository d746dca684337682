/** Format items as text for other programs, and numbers for people. */

import { isNumber, writeJson } from "./exact.js";

/** @typedef {import("./api-types.js").Found} Found */

const FORMULA = /^[=+\-@\t\r]/; // a spreadsheet would run it

/** @param {Found[]} items */
export function asCsv(items) {
  const names = [...new Set(items.flatMap((item) => Object.keys(item.attributes)))].sort();
  const rows = items.map((item) => [
    item.id, item.source, item.score ?? "", ...names.map((name) => item.attributes[name] ?? ""),
  ]);
  return [["id", "source", "score", ...names], ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/** @param {Found[]} items */
export const asJson = (items) => `${writeJson(items, 2)}\n`;

/** @param {unknown} value */
function cell(value) {
  const text = Array.isArray(value) ? value.join("; ") : String(value);
  const safe = !isNumber(value) && FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** @param {number} count @param {string} one @param {string} [several] */
export const counted = (count, one, several = `${one}s`) =>
  `${count.toLocaleString("en")} ${count === 1 ? one : several}`;

/** What an item is called. @param {Found} item */
export const nameOf = (item) => String(item.attributes.name || item.source.split(/[\\/]/).pop() || item.id);

/** @param {import("./api-types.js").Value} value */
export function shown(value) {
  if (Array.isArray(value)) return value.join(", ");
  return isNumber(value) ? value.toLocaleString("en", { maximumFractionDigits: 3 }) : String(value);
}

/** What an attribute is called; a mark that its file is missing is a day. @param {string} name @param {unknown} value one of its values */
export const called = (name, value) =>
  name === "away" && /^\d{4}-\d\d-\d\d$/.test(String(value)) ? "missing since" : name.replaceAll("_", " ");

/** @param {number} bytes */
export function sized(bytes) {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const step = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return `${value.toLocaleString("en", { maximumFractionDigits: step && value < 100 ? 1 : 0 })} ${units[step]}`;
}
