/** Short messages at the edge of the page, which disappear by themselves. */

import { make } from "./make.js";

const SHOWN_MS = 6000;

/**
 * @typedef {object} How
 * @property {boolean} [isError]
 * @property {boolean} [stays] until it is taken away
 * @property {Record<string, () => void>} [actions] by what their buttons say; each ends the notice
 * @property {() => void} [onEnd] called once it has gone without an action
 */

/** @param {string} text @param {How} [how] @returns {() => void} takes it away, and calls nothing */
export function say(text, { isError = false, stays = false, actions = {}, onEnd } = {}) {
  const stack = /** @type {HTMLElement} */ (document.querySelector("#notices"));
  const notice = make("div", { class: isError ? "notice error" : "notice" }, make("span", {}, text));
  let timer = 0;
  const end = (/** @type {(() => void) | undefined} */ then) => {
    clearTimeout(timer);
    if (!notice.isConnected) return;
    notice.remove();
    then?.();
  };
  const rest = () => {
    clearTimeout(timer);
    if (!stays) timer = setTimeout(() => end(onEnd), SHOWN_MS);
  };
  notice.append(...Object.entries(actions).map(([label, act]) => make("button", { type: "button", click: () => end(act) }, label)));
  for (const kind of ["focusin", "pointerenter"]) notice.addEventListener(kind, () => clearTimeout(timer));
  for (const kind of ["focusout", "pointerleave"]) notice.addEventListener(kind, rest);
  stack.append(notice);
  rest();
  return () => end(undefined);
}
