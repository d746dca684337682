/** Short words at the edge of the page, which go away by themselves. */

import { make } from "./make.js";

const SHOWN_MS = 6000;

/**
 * @typedef {object} How
 * @property {boolean} [isError]
 * @property {string} [action] what its button says
 * @property {() => void} [onAction]
 * @property {() => void} [onEnd] called once it has gone without the action
 */

/** @param {string} text @param {How} [how] */
export function say(text, { isError = false, action, onAction, onEnd } = {}) {
  const stack = /** @type {HTMLElement} */ (document.querySelector("#notices"));
  const notice = make("div", { class: isError ? "notice error" : "notice" }, make("span", {}, text));
  let isOver = false;
  const end = (/** @type {(() => void) | undefined} */ then) => {
    if (isOver) return;
    isOver = true;
    removeEventListener("pagehide", leave);
    notice.remove();
    then?.();
  };
  const leave = () => end(onEnd);
  if (action) notice.append(make("button", { type: "button", click: () => end(onAction) }, action));
  addEventListener("pagehide", leave);
  let timer = setTimeout(leave, SHOWN_MS);
  notice.addEventListener("focusin", () => clearTimeout(timer));
  notice.addEventListener("pointerenter", () => clearTimeout(timer));
  notice.addEventListener("pointerleave", () => { timer = setTimeout(leave, SHOWN_MS); });
  notice.addEventListener("focusout", () => { timer = setTimeout(leave, SHOWN_MS); });
  stack.append(notice);
}
