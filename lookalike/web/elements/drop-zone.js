/** Accepts pictures that are dropped or pasted anywhere on the page. */

import { asked } from "../address.js";
import { pictureIn, take, use } from "../examples.js";
import { make } from "../make.js";
import { say } from "../notices.js";

/** @typedef {import("../examples.js").How} How */

class DropZone extends HTMLElement {
  #depth = 0; // elements that the pointer has entered and not left

  connectedCallback() {
    this.hidden = true;
    this.append(this.#place("only", "Search by this"), this.#place("like", "And like this"), this.#place("unlike", "But unlike this"));
    addEventListener("dragenter", (event) => this.#enter(event));
    addEventListener("dragleave", () => this.#leave());
    addEventListener("dragover", (event) => event.preventDefault());
    addEventListener("drop", (event) => this.#drop(event));
    addEventListener("paste", (event) => this.#paste(event));
  }

  /** @param {How} how @param {string} label */
  #place(how, label) {
    return make("div", { class: `place ${how}`, "data-how": how }, make("span", {}, label));
  }

  /** @param {DragEvent} event */
  #enter(event) {
    event.preventDefault();
    const kinds = event.dataTransfer?.types ?? [];
    const isPicture = kinds.includes("Files") || kinds.includes("text/uri-list");
    if (asked().view || !isPicture) return;
    this.#depth += 1;
    this.hidden = false;
    this.classList.toggle("several", asked().like.length > 0);
  }

  #leave() {
    this.#depth = Math.max(0, this.#depth - 1);
    if (!this.#depth) this.hidden = true;
  }

  /** @param {DragEvent} event */
  #drop(event) {
    event.preventDefault();
    [this.#depth, this.hidden] = [0, true];
    if (asked().view) return;
    const place = /** @type {HTMLElement} */ (event.target).closest?.("[data-how]");
    const how = /** @type {How} */ (place?.getAttribute("data-how") ?? "only");
    const item = event.dataTransfer?.getData("application/x-lookalike"); // a card of this page
    const picture = pictureIn(event.dataTransfer);
    if (item) use(item, how);
    else if (picture) take(picture, how);
    else say("This is not a picture: drop an image file, or an image from another page.");
  }

  /** @param {ClipboardEvent} event */
  #paste(event) {
    const isWriting = /** @type {HTMLElement} */ (event.target).closest?.("input, textarea, select");
    if (isWriting || asked().view) return;
    const picture = pictureIn(event.clipboardData);
    if (picture) take(picture, "only");
    else say("There is no picture on the clipboard.");
  }
}

customElements.define("drop-zone", DropZone);
