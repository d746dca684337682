/** The query in the address bar, so that back, reload and shared links restore it. */

/** @typedef {import("./api-types.js").Asked} Asked */

/** @type {Asked} */
const NOTHING = {
  view: "", collection: "", like: [], unlike: [], crop: "", weights: "", where: "", copies: "",
  group_by: "", diverse: "", beside: "", open: "",
};
const NAMES = /** @type {(keyof Asked)[]} */ (Object.keys(NOTHING));

/** @param {string} search what stands behind the address, with its question mark */
export function parse(search) {
  const given = new URLSearchParams(search);
  const read = (/** @type {keyof Asked} */ name) =>
    Array.isArray(NOTHING[name]) ? given.getAll(name) : (given.get(name) ?? "");
  return /** @type {Asked} */ (Object.fromEntries(NAMES.map((name) => [name, read(name)])));
}

/** @param {Asked} asked */
export function format(asked) {
  const pairs = NAMES.flatMap((name) => [asked[name]].flat().map((value) => [name, value]));
  const said = pairs.filter(([, value]) => value).map(([name, value]) => `${name}=${bare(value)}`);
  return said.length ? `?${said.join("&")}` : "";
}

/** Encoded, but for what people can read in an address. @param {string} text */
function bare(text) {
  return encodeURIComponent(text)
    .replace(/%3A/g, ":").replace(/%2C/g, ",").replace(/%3D/g, "=").replace(/%2F/g, "/")
    .replace(/%20/g, "+");
}

let now = parse(location.search);
/** @type {Set<(now: Asked, before: Asked) => void>} */
const watchers = new Set();

/** What is asked now. */
export const asked = () => now;

/** The address of this page with some things changed. @param {Partial<Asked>} changes */
export const href = (changes) => (format({ ...now, ...changes }) || location.pathname);

/**
 * Ask something else.
 *
 * @param {Partial<Asked>} changes
 * @param {{replace?: boolean}} how replaced steps are not gone back to
 */
export function go(changes, { replace = false } = {}) {
  const before = now;
  now = { ...now, ...changes };
  if (format(now) === format(before)) return;
  if (replace) history.replaceState(history.state, "", href({}));
  else history.pushState({ from: format(before) }, "", href({}));
  tell(before);
}

/** Undo the last step where it led here from `changes`, else take it as a new one. @param {Partial<Asked>} changes */
export function goBackTo(changes) {
  const wanted = format({ ...now, ...changes });
  if (history.state?.from === wanted) history.back();
  else go(changes);
}

/** @param {(now: Asked, before: Asked) => void} watcher called at each change */
export function watch(watcher) {
  watchers.add(watcher);
}

/** @param {Asked} before */
function tell(before) {
  for (const watcher of watchers) watcher(now, before);
}

addEventListener("popstate", () => {
  const before = now;
  now = parse(location.search);
  tell(before);
});
