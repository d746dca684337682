/** JSON with exact integers: those beyond 2^53, which JavaScript rounds, become `bigint`. */

const WHOLE = /^([-+]?\d+)(\.0*)?$/;

/**
 * The number that a text is, by the rule of the server: a whole one keeps all digits, also with a point and zeros behind it.
 *
 * @param {string} text @returns {number | bigint}
 */
export function numberOf(text) {
  const near = Number(text);
  const [, whole, point] = WHOLE.exec(text) ?? [];
  if (!whole || Number.isSafeInteger(near)) return near;
  const exact = BigInt(whole);
  return point && Number.isFinite(near) && BigInt(near) === exact ? near : exact;
}

/** @param {unknown} value @returns {value is number | bigint} */
export const isNumber = (value) => typeof value === "number" || typeof value === "bigint";

/** Browsers of before 2025 say nothing of the source, and round. @param {string} _ @param {unknown} value @param {{source?: string}} [context] */
const read = (_, value, context) => (typeof value === "number" && context?.source ? numberOf(context.source) : value);

/** @param {string} _ @param {unknown} value */
const write = (_, value) => (typeof value === "bigint" ? /** @type {any} */ (JSON).rawJSON(String(value)) : value);

/** @param {string} text @returns {any} */
export const readJson = (text) => JSON.parse(text, /** @type {any} */ (/\d{16}/.test(text) ? read : undefined));

/** @param {unknown} value @param {number} [indent] */
export const writeJson = (value, indent) => JSON.stringify(value, write, indent);
