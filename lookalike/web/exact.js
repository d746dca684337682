/** JSON with exact integers: those beyond 2^53, which JavaScript rounds, become `bigint`. */

const WHOLE = /^([-+]?\d+)(\.0*)?$/;
const IN_PARTS = /^([-+]?)(\d*)\.?(\d*)(?:e([-+]?\d{1,4}))?$/i;
const BEYOND = 2 ** 63; // from here on, a number with an exponent is the nearest one

/** The whole number that a text with a fraction or an exponent is; null if it is none. @param {string} text */
function wholeOf(text) {
  const [, sign, before, after, exponent] = IN_PARTS.exec(text) ?? [];
  if (before === undefined) return null;
  const shift = Number(exponent ?? 0) - after.length;
  const digits = BigInt(before + after);
  const divisor = 10n ** BigInt(Math.max(0, -shift));
  if (digits % divisor) return null;
  const whole = (digits / divisor) * 10n ** BigInt(Math.max(0, shift));
  return sign === "-" ? -whole : whole;
}

/**
 * The number that a text is, by the rule of the server: a whole one keeps all digits, however it is written.
 *
 * @param {string} text @returns {number | bigint}
 */
export function numberOf(text) {
  const near = Number(text);
  const [, whole, point] = WHOLE.exec(text) ?? [];
  if (Number.isSafeInteger(near)) return near;
  if (!whole) {
    const other = Math.abs(near) <= BEYOND ? wholeOf(text) : null;
    return other === null || other === BigInt(near) || other >= BigInt(BEYOND) || -other >= BigInt(BEYOND) ? near : other;
  }
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
