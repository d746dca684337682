/** What the elements of the page have in common. */

import { Choice } from "./choice.js";
import { Collections } from "./collections.js";
import { Results } from "./results.js";

export const collections = new Collections();
export const results = new Results();
export const choice = new Choice();

/** @template {unknown[]} A @param {(...given: A) => void} act @param {number} wait_ms without another call @returns {(...given: A) => void} */
export function debounced(act, wait_ms) {
  let timer = 0;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(act, wait_ms, ...given);
  };
}
