/** What a map can be compared with, as the address has it: `collection:NAME`, or `weights:colour=1`. */

import { formatWeights, parseWeights, shares } from "./parts.js";

/** @typedef {import("./api-types.js").Collection} Collection */

/** @param {string} beside @returns {{other?: string, weights?: Record<string, number>}} */
export function wanted(beside) {
  const [kind, rest] = [beside.slice(0, beside.indexOf(":")), beside.slice(beside.indexOf(":") + 1)];
  return kind === "collection" ? { other: rest } : { weights: parseWeights(rest) };
}

/** What there is: text for the address, and words. @param {Collection} current @param {Collection[]} all @param {string} weights of the search @returns {[string, string][]} */
export function choices(current, all, weights) {
  const others = all.filter((one) => one.name !== current.name);
  const parts = current.parts ?? [];
  return [
    ["", "nothing"],
    ...others.map((one) => /** @type {[string, string]} */ ([`collection:${one.name}`, one.name])),
    ...(parts.length > 1 ? parts : []).map((part) => /** @type {[string, string]} */ ([`weights:${part}=1`, `only ${part}`])),
    ...(weights ? [/** @type {[string, string]} */ ([`weights:${weights}`, "the search's weights"])] : []),
  ];
}

/** What the other plane is called. @param {string} beside */
export function besideName(beside) {
  const { other, weights } = wanted(beside);
  if (other !== undefined) return other;
  const names = Object.keys(weights ?? {});
  return names.length === 1 ? `only ${names[0]}` : formatWeights(weights ?? {});
}

/** Whether a comparison is the one that is asked for. @param {import("./api-types.js").MapComparison} found @param {string} beside */
export function isOf(found, beside) {
  const { other, weights } = wanted(beside);
  if (other !== undefined) return found.compared_with === other;
  const [asked, has] = [shares(weights ?? {}), found.other.weights];
  const names = new Set([...Object.keys(asked), ...Object.keys(has)]);
  return found.compared_with === null && [...names].every((name) => Math.abs((asked[name] ?? 0) - (has[name] ?? 0)) < 1e-3);
}
