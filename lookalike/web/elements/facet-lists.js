/** Attribute filters: values with counts, colour swatches, number ranges. */

import { asked, go, watch } from "../address.js";
import * as api from "../api.js";
import { isNumber, numberOf } from "../exact.js";
import { shown } from "../formats.js";
import { make } from "../make.js";
import { collections, debounced } from "../page.js";
import { parseWhere, formatWhere, withChosen, withRange } from "../where.js";

/** @typedef {import("../api-types.js").Facet} Facet */
/** @typedef {import("../where.js").Scalar} Scalar */

const LEFT_OUT = new Set(["name", "source", "address", "path"]); // which are of one item each
const LAST = ["folder", "format", "brightness", "width", "height", "bytes", "taken_at"]; // what files say of themselves
const OPEN = { narrow: 1, wide: 3 }; // lists that are open at first
const AT_ONCE = 64; // attributes whose values are counted at once; those of the others when they are opened
const SAMPLE = 60; // items by which numbers and dates are told from words
const DATE = /^\d{4}-\d\d-\d\d([T ]\d\d:|$)/;

/** @param {unknown[]} values */
const areDates = (values) => values.length > 0 && values.every((value) => typeof value === "string" && DATE.test(value));

class FacetLists extends HTMLElement {
  #running = new AbortController();
  /** @type {Record<string, Facet[]>} */
  #facets = {};
  /** By attribute: whether a list was opened or closed by hand. @type {Map<string, boolean>} */
  #opened = new Map();
  /** @type {string[]} */
  #numbers = [];
  /** Those of days or times. @type {string[]} */
  #dates = [];
  /** Attributes whose values are counted when their list is opened. @type {Set<string>} */
  #later = new Set();
  #sampled = "";
  #loaded = "";

  connectedCallback() {
    this.addEventListener("toggle", (event) => {
      const list = /** @type {HTMLDetailsElement} */ (event.target);
      if (!list.dataset.name) return;
      this.#opened.set(list.dataset.name, list.open);
      if (list.open && "later" in list.dataset) this.#load();
    }, true);
    watch((now, before) => (now.where !== before.where || now.collection !== before.collection) && this.#load());
    collections.addEventListener("change", () => this.#follow());
    this.addEventListener("focusout", () => this.#follow());
    this.#load();
  }

  /** A bound that is being typed is not taken away. */
  #follow() {
    const isTyping = document.activeElement instanceof HTMLInputElement && /number|date/.test(document.activeElement.type) && this.contains(document.activeElement);
    if (!isTyping && this.#state !== this.#loaded) this.#load();
  }

  /** What the lists go by beside what is asked. */
  get #state() {
    const { current } = collections;
    return current ? [current.name, current.items, ...current.attributes].join("\n") : "";
  }

  /** Counts of an attribute are of the items that all the other choices leave. */
  async #load() {
    const { current } = collections;
    this.#loaded = this.#state;
    if (!current) return this.replaceChildren();
    this.#running.abort();
    const { signal } = (this.#running = new AbortController());
    const { where } = asked();
    const names = current.attributes.filter((name) => !LEFT_OUT.has(name));
    const chosen = names.filter((name) => parseWhere(where).chosen.get(name)?.length);
    try {
      await this.#sample(current.name, names, signal);
      const counted = names.filter((name) => !chosen.includes(name) && !this.#isRange(name));
      const opened = counted.slice(AT_ONCE).filter((name) => this.#opened.get(name)).slice(0, AT_ONCE);
      const found = await Promise.all([
        ...[counted.slice(0, AT_ONCE), opened].filter((few) => few.length).map((few) => api.facets(current.name, few, where, signal)),
        ...chosen.map((name) => api.facets(current.name, [name], withChosen(where, name, []), signal)),
      ]);
      this.#later = new Set(counted.slice(AT_ONCE).filter((name) => !opened.includes(name)));
      this.#facets = Object.assign({}, ...found);
      const isOfNumbers = (/** @type {string} */ name) => this.#facets[name]?.some(({ value }) => isNumber(value));
      const isOfDates = (/** @type {string} */ name) => name in this.#facets && areDates(this.#facets[name].map(({ value }) => value));
      this.#numbers.push(...counted.filter(isOfNumbers)); // which no item of the sample has
      this.#dates.push(...counted.filter(isOfDates));
      this.#draw(names);
    } catch (error) {
      if (!api.isAborted(error)) this.replaceChildren(make("p", { class: "soft" }, "The filters could not be loaded."));
    }
  }

  /** @param {string} collection @param {string[]} names @param {AbortSignal} signal */
  async #sample(collection, names, signal) {
    const sampled = [collection, ...names].join("\n");
    if (this.#sampled === sampled) return;
    const { items } = await api.listImages(collection, { limit: SAMPLE }, signal);
    const values = (/** @type {string} */ name) => items.flatMap((item) => item.attributes[name] ?? []);
    this.#numbers = names.filter((name) => values(name).some(isNumber));
    this.#dates = names.filter((name) => areDates(values(name)));
    this.#sampled = items.length ? sampled : ""; // one that was empty has its numbers later
  }

  /** @param {string} name whether it is asked for by bounds, not by single values */
  #isRange(name) {
    return this.#numbers.includes(name) || this.#dates.includes(name);
  }

  /** @param {string[]} names */
  #draw(names) {
    const condition = parseWhere(asked().where);
    const isWorth = (/** @type {string} */ name) =>
      this.#isRange(name) || this.#later.has(name) || condition.chosen.get(name)?.length || this.#facets[name]?.length > 1;
    const place = (/** @type {string} */ name) => LAST.indexOf(name) + (name === "folder" && !names.includes("category") ? -1 : 0);
    const worth = names.filter(isWorth).sort((a, b) => place(a) - place(b));
    const focused = document.activeElement instanceof HTMLInputElement ? document.activeElement.dataset.key : null;
    const open = matchMedia("(max-width: 700px)").matches ? OPEN.narrow : OPEN.wide;
    const lists = worth.map((name, at) => {
      const isFiltered = condition.chosen.get(name)?.length || condition.ranges.has(name);
      const isOpen = this.#opened.get(name) ?? Boolean((at < open && (place(name) < 0 || name === "folder")) || isFiltered);
      const [chosen, isDate] = [condition.chosen.get(name) ?? [], this.#dates.includes(name)];
      const inside = this.#isRange(name) && !(isDate && chosen.length) ? this.#range(name, condition.ranges.get(name)) : this.#values(name, chosen);
      return make("details", { open: isOpen, "data-name": name, "data-later": this.#later.has(name) }, make("summary", {}, isDate && name === "away" ? "missing since" : name.replaceAll("_", " "), isFiltered ? make("b", { "aria-label": "filtered" }, "•") : null), inside);
    });
    const clear = make("button", { type: "button", class: "quiet", disabled: !asked().where, click: () => go({ where: "" }) }, "Clear");
    const rest = condition.rest && make("button", { type: "button", class: "condition", title: "Remove this condition",
      click: () => go({ where: formatWhere({ ...condition, rest: "" }) }) }, condition.rest, " ×");
    this.replaceChildren(...(worth.length || rest ? [make("header", {}, make("h2", {}, "Filters"), clear), ...(rest ? [rest] : []), ...lists] : []));
    if (focused) /** @type {HTMLElement | null} */ (this.querySelector(`[data-key="${CSS.escape(focused)}"]`))?.focus();
  }

  /** @param {string} name @param {Scalar[]} chosen */
  #values(name, chosen) {
    const isColour = /colou?r/i.test(name);
    const found = this.#facets[name] ?? [];
    const missing = chosen.filter((value) => !found.some((facet) => facet.value === value)).map((value) => ({ value, count: 0 }));
    return make("ul", { class: isColour ? "values swatches" : "values" }, ...[...found, ...missing].map(({ value, count }) => {
      const box = make("input", { type: "checkbox", checked: chosen.includes(value), "data-key": `${name}:${value}`, change: () => {
        const values = box.checked ? [...chosen, value] : chosen.filter((one) => one !== value);
        go({ where: withChosen(asked().where, name, values) });
      } });
      const dot = isColour && make("i", { class: "dot", "data-colour": value });
      return make("li", {}, make("label", {}, box, dot, make("span", { class: "value" }, shown(value)), make("span", { class: "count" }, count.toLocaleString("en"))));
    }));
  }

  /** @param {string} name @param {import("../where.js").Range} [range] */
  #range(name, range = { from: null, to: null }) {
    const type = this.#dates.includes(name) ? "date" : "number";
    const ask = debounced(() => {
      if ([from, to].some((input) => input.value.startsWith("0") && type === "date")) return; // a year that is being typed
      const value = (/** @type {HTMLInputElement} */ input) => (input.value === "" ? null : type === "date" ? input.value : numberOf(input.value));
      go({ where: withRange(asked().where, name, { from: value(from), to: value(to) }) });
    }, 400);
    const bound = (/** @type {string} */ label, /** @type {import("../where.js").Bound} */ value) =>
      make("input", { type, step: type === "number" ? "any" : null, placeholder: label, value: value ?? "", "data-key": `${name}:${label}`, "aria-label": `${name} ${label}`, input: ask });
    const [from, to] = [bound("from", range.from), bound("to", range.to)];
    if (type === "date") return make("div", { class: "range dates" }, make("label", {}, "from", from), make("label", {}, "to", to));
    return make("div", { class: "range" }, from, make("span", { "aria-hidden": "true" }, "–"), to);
  }
}

customElements.define("facet-lists", FacetLists);
