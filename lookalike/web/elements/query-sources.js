/** Ways to give a query picture: file, camera, clipboard, address, colour. */

import { asked, go } from "../address.js";
import * as api from "../api.js";
import { take, use } from "../examples.js";
import { icon } from "../icons.js";
import { make } from "../make.js";
import { say } from "../notices.js";
import { collections, paced, results } from "../page.js";

/** @typedef {import("../examples.js").How} How */

const ACCEPTED = "image/*,.heic,.heif,.jp2,.avif";
const LIVE_MS = 160; // between two searches while a colour is being chosen
const PATIENCE_MS = 3000; // with one of them

class QuerySources extends HTMLElement {
  get how() {
    return /** @type {How} */ (this.getAttribute("how") ?? "only");
  }

  connectedCallback() {
    const file = make("input", { type: "file", accept: ACCEPTED, change: () => {
      if (file.files?.[0]) take(file.files[0], this.how);
      file.value = "";
    } });
    const look = paced(() => this.#colour(colour.value), LIVE_MS, PATIENCE_MS);
    const colour = make("input", { type: "color", value: "#c8321a",
      input: () => this.how === "only" && look(), change: () => this.how !== "only" && this.#colour(colour.value) });
    const label = make("label", { class: "source" }, colour, icon("colour"), make("span", {}, "Colour"));
    const address = this.#address();
    const link = this.#button("link", "Address", () => {
      address.hidden = !address.hidden;
      if (!address.hidden) address.querySelector("input")?.focus();
    });
    this.replaceChildren(
      make("label", { class: "source" }, file, icon("file"), make("span", {}, "File")),
      this.#button("camera", "Camera", () => dispatchEvent(new CustomEvent("camera", { detail: this.how }))),
      this.#button("paste", "Paste", () => this.#paste()),
      link,
      label,
      address,
    );
    api.showSettings().then(({ fetches }) => { link.hidden = !fetches; }, () => {}); // unknown, it may be tried
    const show = () => { label.hidden = collections.current?.has_colours === false; };
    collections.addEventListener("change", show);
    show();
  }

  /** @param {string} name @param {string} label @param {() => void} click */
  #button(name, label, click) {
    return make("button", { type: "button", class: "source", click }, icon(name), make("span", {}, label));
  }

  #address() {
    const input = make("input", { type: "url", required: true, placeholder: "https://…", "aria-label": "Address of a picture" });
    const form = make("form", { hidden: true, class: "address", submit: (/** @type {Event} */ event) => {
      event.preventDefault();
      take(input.value, this.how);
    } }, input, make("button", { type: "submit", class: "main" }, "Search"));
    return form;
  }

  /** @param {string} value `#rrggbb` @returns {Promise<void>} when what is like it is there */
  async #colour(value) {
    const [first] = asked().like;
    const isTurning = this.how === "only" && asked().like.length === 1 && first.startsWith("colour:");
    if (isTurning) go({ like: [`colour:${value}`] }, { replace: true });
    else use(`colour:${value}`, this.how);
    await results.settled;
  }

  async #paste() {
    try {
      for (const piece of await navigator.clipboard.read()) {
        const type = piece.types.find((one) => one.startsWith("image/"));
        if (type) return take(await piece.getType(type), this.how);
        if (piece.types.includes("text/plain")) {
          const text = (await (await piece.getType("text/plain")).text()).trim();
          if (/^https?:\/\//.test(text)) return take(text, this.how);
        }
      }
      say("There is no picture on the clipboard.");
    } catch {
      say("Press Ctrl+V or ⌘V: in this browser, a button cannot read the clipboard.");
    }
  }
}

customElements.define("query-sources", QuerySources);
