/** Format the weights of the parts, and each part's share of a hit. */

/** @typedef {Record<string, number>} Weights */

const KNOWN = ["learned", "colour", "texture", "shape"];

/** The class by which a part has its colour; those with names of their own share what is left. @param {string} part @param {string[]} parts */
export function tint(part, parts) {
  const known = KNOWN.indexOf(part);
  if (known >= 0) return `tint-${known}`;
  const free = KNOWN.map((_, at) => at).filter((at) => !parts.includes(KNOWN[at]));
  const place = parts.filter((one) => !KNOWN.includes(one)).indexOf(part);
  return `tint-${free.length ? free[place % free.length] : place % KNOWN.length}`;
}

/** @param {string} text @returns {Weights} */
export function parseWeights(text) {
  const pairs = text.split(",").filter(Boolean).map((pair) => pair.split("="));
  return Object.fromEntries(pairs.map(([name, number]) => [name.trim(), Number(number) || 0]));
}

/** @param {Weights} weights */
export const formatWeights = (weights) =>
  Object.entries(weights).map(([name, weight]) => `${name}=${+weight.toFixed(3)}`).join(",");

/** As the API sums them: to 1. @param {Weights} weights @returns {Weights} */
export function shares(weights) {
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0) || 1;
  return Object.fromEntries(Object.entries(weights).map(([name, weight]) => [name, weight / total]));
}

/** @param {number} score */
export const shortScore = (score) => score.toFixed(2);

/** "0.87 alike: colour 0.40, shape 0.30", for those who listen. @param {number} score @param {Weights} parts */
export function sayParts(score, parts) {
  const said = Object.entries(parts).map(([name, value]) => `${name} ${value.toFixed(2)}`);
  return `similarity ${shortScore(score)}: ${said.join(", ")}`;
}
