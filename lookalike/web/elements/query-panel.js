/** The query: the first picture with its region, and the other examples, like or unlike. */

import { asked, go, watch } from "../address.js";
import { colourOf, drop, pictureOf, turn } from "../examples.js";
import { icon } from "../icons.js";
import { iconButton, make } from "../make.js";
import { collections } from "../page.js";
import "./query-sources.js";
import "./region-picker.js";

class QueryPanel extends HTMLElement {
  /** The picture that is on its way to the server. @type {{preview: string, how: string} | null} */
  #taking = null;
  #drawn = "";

  connectedCallback() {
    watch(() => this.#draw());
    collections.addEventListener("change", () => this.#draw());
    addEventListener("taking", (event) => this.#take(/** @type {CustomEvent} */ (event).detail));
    addEventListener("taken", () => this.#take(null));
    this.#draw();
  }

  /** @param {{preview: string, how: string} | null} taking */
  #take(taking) {
    this.#taking = taking;
    this.#draw();
  }

  #draw() {
    const { like, unlike } = asked();
    const state = JSON.stringify([like, unlike, this.#taking, collections.current?.name]);
    if (state === this.#drawn) return;
    this.#drawn = state;
    const isNew = this.#taking && (this.#taking.how === "only" || !like.length);
    if (isNew) this.replaceChildren(this.#waiting(/** @type {{preview: string}} */ (this.#taking).preview));
    else if (like.length) this.replaceChildren(this.#first(like[0]), this.#others(), this.#tools());
    else this.replaceChildren(...this.#invitation());
    this.classList.toggle("empty", !like.length && !isNew);
    document.body.dataset.asked = this.classList.contains("empty") ? "nothing" : "picture"; // cheaper than :has() over all cards
  }

  #invitation() {
    return [
      make("div", { class: "invitation" },
        make("p", { class: "lead" }, "Show it a picture"),
        make("p", { class: "soft" }, "Drop one anywhere, paste it, or pick any below.")),
      make("query-sources", {}),
    ];
  }

  /** @param {string} preview */
  #waiting(preview) {
    const picture = preview ? make("img", { src: preview, alt: "" }) : make("div", { class: "blank" });
    return make("figure", { class: "query waiting", "aria-busy": "true" }, picture, make("figcaption", {}, "Sending…"));
  }

  /** @param {string} example */
  #first(example) {
    const colour = colourOf(example);
    if (colour) {
      const swatch = make("div", { class: "swatch", role: "img", "aria-label": `The colour ${colour}` });
      swatch.style.setProperty("--swatch", colour);
      return make("figure", { class: "query" }, swatch, make("figcaption", {}, colour));
    }
    const source = this.#source(example, 512);
    if (!source && !collections.isKnown) return make("figure", { class: "query" }, make("div", { class: "blank" }));
    if (!source) return make("figure", { class: "query" }, make("div", { class: "blank" }, icon("link")), make("figcaption", {}, example));
    return make("figure", { class: "query" }, make("region-picker", { src: source }));
  }

  #others() {
    const { like, unlike } = asked();
    const chips = [
      ...like.slice(1).map((example) => this.#chip(example, true)),
      ...unlike.map((example) => this.#chip(example, false)),
    ];
    if (this.#taking) chips.push(make("li", { class: "chip", "aria-busy": "true" }, "Sending…"));
    return make("ul", { class: "chips", "aria-label": "Other pictures of this search", hidden: !chips.length }, ...chips);
  }

  /** @param {string} example @param {number} size */
  #source(example, size) {
    const { current } = collections;
    return current ? pictureOf(current.name, example, size) : "";
  }

  /** @param {string} example @param {boolean} isLike */
  #chip(example, isLike) {
    const colour = colourOf(example);
    const source = this.#source(example, 128);
    const face = make("span", { class: "face" }, source ? make("img", { src: source, alt: "" }) : "");
    if (colour) face.style.setProperty("background", colour);
    const sign = make("button", {
      type: "button", class: "sign", click: () => turn(example),
      "aria-label": isLike ? "Like; turn into unlike" : "Unlike; turn into like",
      title: isLike ? "Like this. Click for: unlike" : "Unlike this. Click for: like",
    }, isLike ? "like" : "unlike");
    const remove = iconButton("close", `Remove this ${isLike ? "like" : "unlike"}`, { click: () => drop(example) });
    return make("li", { class: isLike ? "chip like" : "chip unlike" }, face, sign, remove);
  }

  #tools() {
    return make("div", { class: "tools" },
      this.#adder("like", "plus", "Like", "And like this"),
      this.#adder("unlike", "minus", "Unlike", "But unlike this"),
      make("button", { type: "button", class: "quiet clear", click: () => go({ like: [], unlike: [], crop: "" }) }, icon("close"), "Clear"));
  }

  /** @param {string} how @param {string} name @param {string} label @param {string} title */
  #adder(how, name, label, title) {
    const id = `add-${how}`;
    const sheet = make("div", { id, popover: "auto", class: "sheet", role: "dialog", "aria-label": title },
      make("h2", {}, title), make("query-sources", { how }));
    addEventListener("taking", () => sheet.isConnected && sheet.hidePopover(), { once: true });
    return make("div", {}, make("button", { type: "button", class: "quiet", popovertarget: id, "aria-label": title }, icon(name), label), sheet);
  }
}

customElements.define("query-panel", QueryPanel);
