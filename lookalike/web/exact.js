/** JSON with exact integers: those beyond 2^53, which JavaScript rounds, become `bigint`. */

const PARTS = /^([-+]?)(\d*)(\.?)(\d*)(?:e([-+]?\d{1,4}))?$/i;
const BEYOND = 2 ** 63; // from here on, a number with an exponent is the nearest one

/**
 * The number that a text is, by the rule of the server: a whole one keeps all digits, however it is written.
 *
 * @param {string} text @returns {number | bigint}
 */
export function numberOf(text) {
  const near = Number(text);
  const [, sign, before, point, after, exponent] = PARTS.exec(text) ?? [];
  if (Number.isSafeInteger(near) || Number.isNaN(near) || after === undefined) return near;
  const shift = Number(exponent ?? 0) - after.length;
  const digits = BigInt(sign + before + after) * 10n ** BigInt(Math.max(0, shift));
  const divisor = 10n ** BigInt(Math.max(0, -shift));
  if (digits % divisor) return near; // it is not whole
  const exact = digits / divisor;
  if (!point && !exponent) return exact;
  if (exponent && (exact >= BEYOND || -exact >= BEYOND)) return near;
  return Number.isFinite(near) && BigInt(near) === exact ? near : exact;
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
