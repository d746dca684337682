/** Create elements; data becomes text and is never parsed as markup. */

import { icon } from "./icons.js";

/**
 * @template {string} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} [traits] attributes; a function listens to the event of its name
 * @param {(Node | string | number | null | undefined | false)[]} children
 * @returns {Tag extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[Tag] : HTMLElement}
 */
export function make(tag, traits = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(traits)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, String(value));
  }
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) {
      element.append(child instanceof Node ? child : String(child));
    }
  }
  return /** @type {any} */ (element);
}

/** A button with a picture, whose words are read out. @param {string} name of the icon @param {string} label @param {Record<string, any>} [traits] */
export function iconButton(name, label, traits = {}) {
  return make("button", { type: "button", class: "icon", "aria-label": label, title: label, ...traits }, icon(name));
}

/** Tell the style how wide a picture is by its height, as `--ratio`. @param {HTMLImageElement} picture */
export function keepRatio(picture) {
  if (picture.naturalHeight) picture.style.setProperty("--ratio", String(picture.naturalWidth / picture.naturalHeight));
}
