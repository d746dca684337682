/** Large view of one picture: arrow keys and swipes move on, Esc goes back. */

import { asked, go, goBackTo, watch } from "../address.js";
import * as api from "../api.js";
import { use } from "../examples.js";
import { called, nameOf, shown } from "../formats.js";
import { icon } from "../icons.js";
import { iconButton, keepRatio, make } from "../make.js";
import { say } from "../notices.js";
import { choice, collections, results } from "../page.js";
import { shortScore, tint } from "../parts.js";
import { removeItems } from "./remove.js";
import "./heat-map.js";
import { pairPalette } from "./pair-palette.js";

/** @typedef {import("../api-types.js").Found} Found */

const SIDE = 1024; // the largest that the server makes
const SWIPE = 50; // pixels, to be no touch

class LightBox extends HTMLElement {
  /** @type {Found | null} */
  #item = null;
  #opener = /** @type {Element | null} */ (null);
  #startX = 0;
  #picture = make("img", { alt: "", draggable: "false" });
  #stage = make("figure", { class: "stage", tabindex: -1 });
  #about = make("div", { class: "about" });
  #previous = iconButton("left", "Previous", { class: "icon step previous", click: () => this.#step(-1) });
  #next = iconButton("right", "Next", { class: "icon step next", click: () => this.#step(1) });
  #dialog = make("dialog", { class: "light-box", "aria-label": "One picture",
    keydown: (/** @type {KeyboardEvent} */ event) => this.#press(event),
    cancel: (/** @type {Event} */ event) => { event.preventDefault(); this.#leave(); },
    click: (/** @type {Event} */ event) => event.target === this.#dialog && this.#leave() });

  connectedCallback() {
    this.#picture.addEventListener("load", () => keepRatio(this.#picture));
    this.#stage.append(this.#picture);
    this.#stage.addEventListener("pointerdown", (event) => { this.#startX = event.clientX; });
    this.#stage.addEventListener("pointerup", (event) => this.#swipe(event.clientX - this.#startX));
    this.#dialog.append(this.#stage, this.#previous, this.#next, this.#about,
      iconButton("close", "Close", { class: "icon leave", click: () => this.#leave() }));
    this.append(this.#dialog);
    watch((now, before) => now.open !== before.open && this.#look());
    results.addEventListener("change", () => asked().open && this.#look());
    choice.addEventListener("change", () => this.#item && this.#describe());
    this.#look();
  }

  get #at() {
    return results.items.findIndex((item) => item.id === asked().open);
  }

  async #look() {
    const { open } = asked();
    if (!open || !results.collection) {
      if (this.#dialog.open) this.#close();
      return;
    }
    if (!this.#dialog.open) {
      this.#opener = document.activeElement;
      this.#dialog.showModal();
      this.#stage.focus();
    }
    const found = results.items[this.#at];
    if (found) return this.#show(found);
    if (this.#item?.id === open || results.isBusy) return;
    try {
      this.#show(await api.showImage(results.collection, open));
    } catch (error) {
      this.#about.replaceChildren(make("p", { role: "alert" }, /** @type {Error} */ (error).message));
    }
  }

  /** @param {Found} item */
  #show(item) {
    const isOther = item.id !== this.#item?.id;
    const isNews = isOther || item.score !== this.#item?.score || item.relevance !== this.#item?.relevance;
    this.#item = item;
    const at = this.#at;
    this.#previous.disabled = at <= 0;
    this.#next.disabled = at < 0 || at >= results.items.length - 1;
    if (document.activeElement?.matches(":disabled")) this.#stage.focus(); // which would hear no key
    if (at > results.items.length - 10) results.more();
    if (isNews) this.#describe();
    if (!isOther) return;
    this.#stage.querySelector("heat-map")?.remove();
    this.#picture.alt = nameOf(item);
    this.#picture.src = api.thumbnail(results.collection, item.id, SIDE);
    for (const near of [results.items[at + 1], results.items[at - 1]]) {
      if (at >= 0 && near) new Image().src = api.thumbnail(results.collection, near.id, SIDE);
    }
  }

  #describe() {
    const item = /** @type {Found} */ (this.#item);
    const example = `id:${item.id}`;
    const isSearch = asked().like.length > 0;
    const action = (/** @type {string} */ name, /** @type {string} */ label, /** @type {() => void} */ click, kind = "quiet") =>
      make("button", { type: "button", class: kind, click }, icon(name), label);
    const isChosen = choice.has(item.id);
    const focused = this.#about.contains(document.activeElement) ? document.activeElement?.textContent : null;
    this.#about.replaceChildren(
      make("h2", {}, nameOf(item)),
      this.#score(item) ?? "",
      make("div", { class: "actions" },
        action("alike", "More like this", () => use(example, "only"), "main"),
        isSearch ? action("plus", "And like this", () => use(example, "like")) : null,
        isSearch ? action("minus", "Less like this", () => use(example, "unlike")) : null,
        isSearch && collections.current?.has_heatmaps !== false ? action("heat", "Where it matches", () => this.#heat()) : null,
        isSearch ? action("colour", "Compare colours", () => this.#colours()) : null,
        action("check", isChosen ? "Selected" : "Select", () => choice.set(item, !choice.has(item.id)), isChosen ? "quiet pressed" : "quiet"),
        make("a", { class: "button quiet", href: api.original(results.collection, item.id), target: "_blank", rel: "noopener" }, icon("expand"), "Original"),
        action("trash", "Remove", () => this.#remove(item))),
      this.#attributes(item));
    if (focused) [...this.#about.querySelectorAll("button")].find((one) => one.textContent === focused)?.focus();
  }

  /** @param {Found} item */
  #score({ score, parts = {}, relevance }) {
    if (score === undefined) return null;
    const all = collections.current?.parts ?? [];
    const most = Math.max(...Object.values(parts), 0.01);
    return make("div", { class: "why" }, make("p", {}, make("strong", { class: "score" }, shortScore(score)), " similarity", ...(relevance ? [": ", make("span", { class: `level ${relevance}` }, relevance)] : []), ", from"),
      make("dl", {}, ...Object.entries(parts).flatMap(([name, value]) => {
        const bar = make("i", { class: tint(name, all) });
        bar.style.setProperty("width", `${(Math.max(0, value) / most) * 100}%`);
        return [make("dt", {}, name), make("dd", {}, make("span", {}, value.toFixed(2)), bar)];
      })));
  }

  /** @param {Found} item */
  #attributes({ attributes, source }) {
    const rows = Object.entries({ ...attributes, source }).filter(([name]) => name !== "name");
    return make("dl", { class: "attributes" }, ...rows.flatMap(([name, value]) =>
      [make("dt", {}, called(name, value)), make("dd", {}, shown(value))]));
  }

  #heat() {
    const present = this.#stage.querySelector("heat-map");
    if (present) return present.remove();
    const map = make("heat-map", { item: this.#item?.id, collection: results.collection });
    this.#stage.append(map);
  }

  /** Those of the search's picture and of this one, below the score. */
  async #colours() {
    const present = this.#about.querySelector(".pair-palette");
    if (present) return present.remove();
    const [item, actions] = [this.#item, this.#about.querySelector(".actions")];
    if (!item) return;
    try {
      const { palette, why_no_palette: why } = await api.pair(results.collection, item.id, asked());
      if (item !== this.#item) return;
      if (!palette) return say(`The colours cannot be compared: ${why}`);
      this.#about.querySelector(".pair-palette")?.remove();
      actions?.before(pairPalette(palette, ["search", "this"]));
    } catch (error) {
      say(`The colours cannot be compared: ${/** @type {Error} */ (error).message}`);
    }
  }

  /** @param {Found} item */
  #remove(item) {
    this.#leave();
    removeItems(results.collection, [item]);
  }

  /** @param {number} by */
  #step(by) {
    this.#goTo(this.#at + by);
  }

  /** @param {number} at */
  #goTo(at) {
    const item = results.items[at];
    if (item) go({ open: item.id }, { replace: true });
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const steps = /** @type {Record<string, number>} */ ({ ArrowLeft: this.#at - 1, ArrowRight: this.#at + 1, Home: 0, End: results.items.length - 1 });
    if (!(event.key in steps)) return;
    event.preventDefault();
    this.#goTo(steps[event.key]);
  }

  /** @param {number} far in pixels, to the right */
  #swipe(far) {
    if (Math.abs(far) > SWIPE) this.#step(far < 0 ? 1 : -1);
  }

  #leave() {
    goBackTo({ open: "" });
  }

  #close() {
    const id = this.#item?.id;
    this.#item = null;
    this.#stage.querySelector("heat-map")?.remove();
    this.#picture.removeAttribute("src");
    this.#dialog.close();
    const card = [...document.querySelectorAll(".card")].find((one) => /** @type {any} */ (one).item?.id === id);
    const target = /** @type {HTMLElement | null} */ (card?.querySelector("a") ?? this.#opener);
    target?.focus();
  }
}

customElements.define("light-box", LightBox);
