/** Two pictures in one place, alternating, in the same size: what differs is seen to jump. */

import { make } from "../make.js";

const PACE_MS = 700; // slower than three times a second, which can do harm

export class DuplicateBlink extends HTMLElement {
  #pictures = [make("img", { alt: "", draggable: "false" }), make("img", { alt: "", draggable: "false" })];
  #said = make("span", { class: "badge", role: "status" });
  /** What is said of each. @type {string[]} */
  #labels = ["", ""];
  #showing = "";
  #shown = 0;
  #timer = 0;

  connectedCallback() {
    if (!this.firstChild) this.append(...this.#pictures, this.#said);
    this.addEventListener("click", () => this.turn());
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  /** @param {[string, string]} sources @param {[string, string]} labels of the one to keep, and of another */
  show(sources, labels) {
    if (String([sources, labels]) === this.#showing) return; // whoever turned it by hand is not disturbed
    [this.#labels, this.#showing] = [labels, String([sources, labels])];
    for (const [at, picture] of this.#pictures.entries()) if (picture.getAttribute("src") !== sources[at]) picture.src = sources[at];
    this.#set(0);
    this.#run(!matchMedia("(prefers-reduced-motion: reduce)").matches);
  }

  /** By hand; then it no longer turns by itself. */
  turn() {
    this.#run(false);
    this.#set(1 - this.#shown);
  }

  stop() {
    this.#showing = "";
    this.#run(false);
  }

  /** @param {boolean} isRunning */
  #run(isRunning) {
    clearInterval(this.#timer);
    this.#said.setAttribute("aria-live", isRunning ? "off" : "polite");
    if (isRunning) this.#timer = setInterval(() => this.#set(1 - this.#shown), PACE_MS);
  }

  /** @param {number} shown */
  #set(shown) {
    this.#shown = shown;
    for (const [at, picture] of this.#pictures.entries()) {
      picture.classList.toggle("shown", at === shown);
      picture.alt = at === shown ? this.#labels[at] : "";
    }
    this.#said.textContent = this.#labels[shown];
  }
}

customElements.define("duplicate-blink", DuplicateBlink);
