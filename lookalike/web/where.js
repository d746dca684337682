/** Conversion between the chosen facets and a condition in the API's text format. */

import { numberOf } from "./exact.js";

/** @typedef {string | number | bigint | boolean} Scalar */
/** @typedef {number | bigint | string | null} Bound a number, or a day as 2024-05-16 */
/** @typedef {{from: Bound, to: Bound}} Range both are within it, a day as a whole */
/**
 * @typedef {object} Condition
 * @property {Map<string, Scalar[]>} chosen by attribute: any of these values
 * @property {Map<string, Range>} ranges by attribute
 * @property {string} rest what else was asked, in words that no facet has
 */

const NAME = String.raw`(?<name>[A-Za-z_][\w.\-]*|"(?:[^"]|"")*")`;
const ONE_OF = new RegExp(`^${NAME} in \\((?<values>.*)\\)$`);
const BOUND = new RegExp(`^${NAME} (?<operator>>=|<=) (?:(?<number>-?[\\d.]+)|'(?<day>\\d{4}-\\d\\d-\\d\\d)(?<end>T23:59:59\\.999)?')$`);
const END = "T23:59:59.999"; // of a day: what was taken in the evening belongs to it
const TERM = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\(|\)|\s+and\s+|[^'"()\s]+|\s+/giy;
const VALUE = /'(?:[^']|'')*'|[^,\s]+/g;
const RESERVED = /^(and|or|not|in|is|contains|missing|null|true|false)$/i;

/** @param {string} text @returns {Condition} */
export function parseWhere(text) {
  /** @type {Condition} */
  const condition = { chosen: new Map(), ranges: new Map(), rest: "" };
  const rest = terms(text).filter((term) => !take(condition, term));
  condition.rest = rest.join(" and ");
  return condition;
}

/** @param {Condition} condition */
export function formatWhere({ chosen, ranges, rest }) {
  const said = [];
  for (const [name, values] of chosen) {
    if (values.length) said.push(`${quoted(name)} in (${values.map(literal).join(", ")})`);
  }
  for (const [name, { from, to }] of ranges) {
    if (from !== null) said.push(`${quoted(name)} >= ${literal(from)}`);
    if (to !== null) said.push(`${quoted(name)} <= ${literal(typeof to === "string" ? to + END : to)}`);
  }
  if (rest) said.push(said.length && / or /i.test(rest) && !/^\(.*\)$/.test(rest) ? `(${rest})` : rest);
  return said.join(" and ");
}

/** The condition with other values of one attribute. @param {string} where @param {string} name @param {Scalar[]} values */
export function withChosen(where, name, values) {
  const condition = parseWhere(where);
  condition.chosen.set(name, values);
  return formatWhere(condition);
}

/** @param {string} where @param {string} name @param {Range} range */
export function withRange(where, name, range) {
  const condition = parseWhere(where);
  condition.ranges.set(name, range);
  return formatWhere(condition);
}

/** What stands between the `and`s; one piece where an `or` stands beside them. @param {string} text */
function terms(text) {
  /** @type {string[]} */
  const found = [""];
  let depth = 0;
  for (const [piece] of text.trim().matchAll(TERM)) {
    depth += piece === "(" ? 1 : piece === ")" ? -1 : 0;
    if (depth === 0 && /^or$/i.test(piece)) return [text.trim()];
    if (depth === 0 && /^\s+and\s+$/i.test(piece)) found.push("");
    else found[found.length - 1] += piece;
  }
  return found.map((term) => term.trim()).filter(Boolean);
}

/** @param {Condition} condition @param {string} term @returns {boolean} whether a facet has words for it */
function take(condition, term) {
  const one = ONE_OF.exec(term)?.groups;
  if (one && !condition.chosen.has(unquoted(one.name))) {
    const values = one.values.match(VALUE) ?? [];
    condition.chosen.set(unquoted(one.name), values.map(valueOf));
    return true;
  }
  const bound = BOUND.exec(term)?.groups;
  const side = bound?.operator === ">=" ? "from" : "to";
  if (!bound || (bound.day && Boolean(bound.end) !== (side === "to"))) return false;
  const range = condition.ranges.get(unquoted(bound.name)) ?? { from: null, to: null };
  range[side] = bound.day ?? numberOf(bound.number);
  condition.ranges.set(unquoted(bound.name), range);
  return true;
}

/** @param {string} name */
const quoted = (name) =>
  /^[A-Za-z_][\w.-]*$/.test(name) && !RESERVED.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
/** @param {string} name */
const unquoted = (name) => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name);
/** @param {Scalar} value */
const literal = (value) => (typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : String(value));
/** @param {string} text @returns {Scalar} */
function valueOf(text) {
  if (text.startsWith("'")) return text.slice(1, -1).replaceAll("''", "'");
  return text === "true" || text === "false" ? text === "true" : numberOf(text);
}
