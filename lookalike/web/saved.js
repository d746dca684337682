/** Searches that are saved in this browser. */

const KEY = "lookalike.saved";

/** @typedef {{name: string, search: string}} Saved the end of the address, with its question mark */

/** @returns {Saved[]} the newest first */
export function savedSearches() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "[]");
  } catch {
    return [];
  }
}

/** One of the same name gives way. @param {Saved} saved */
export const save = (saved) => write([saved, ...savedSearches().filter((one) => one.name !== saved.name)]);

/** @param {string} name */
export const forget = (name) => write(savedSearches().filter((one) => one.name !== name));

/** @param {Saved[]} every */
const write = (every) => localStorage.setItem(KEY, JSON.stringify(every));
