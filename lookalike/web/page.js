/** Functions that the elements of the page share. */

import { Choice } from "./choice.js";
import { Collections } from "./collections.js";
import { Duplicates } from "./duplicates.js";
import { Jobs } from "./jobs.js";
import { Live } from "./live.js";
import { Results } from "./results.js";

export const collections = new Collections();
export const jobs = new Jobs();
export const live = new Live();
export const results = new Results();
export const duplicates = new Duplicates();
export const choice = new Choice();

/** @template {unknown[]} A @param {(...given: A) => void} act @param {number} wait_ms without another call @returns {(...given: A) => void} */
export function debounced(act, wait_ms) {
  let timer = 0;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(act, wait_ms, ...given);
  };
}

/**
 * Acts at once, and then again when the act before is over, with the last of what was given meanwhile.
 *
 * @template {unknown[]} A @param {(...given: A) => unknown} act a promise is waited for, but not without end
 * @param {number} least_ms from one act to the next @param {number} most_ms that one act may hold up the next
 * @returns {(...given: A) => void}
 */
export function paced(act, least_ms, most_ms) {
  let isActing = false;
  /** @type {A | null} */
  let next = null;
  const after = (/** @type {number} */ wait_ms) => new Promise((resolve) => { setTimeout(resolve, wait_ms); });
  const begin = async (/** @type {A} */ given) => {
    [isActing, next] = [true, null];
    const rested = after(least_ms);
    try {
      await Promise.race([act(...given), after(most_ms)]);
    } finally {
      await rested;
      isActing = false;
      if (next) begin(next);
    }
  };
  return (...given) => {
    if (isActing) next = given;
    else begin(given);
  };
}
