/** Map view: the whole collection as a plane, coloured by an attribute; what a line gathers is searched by, tagged or saved. */

import { asked, go, watch } from "../address.js";
import * as api from "../api.js";
import { use } from "../examples.js";
import { called, counted, nameOf } from "../formats.js";
import { icon } from "../icons.js";
import { followJobs, isShown, showProgress, tell } from "../job-view.js";
import { isOver } from "../jobs.js";
import { make } from "../make.js";
import { besideName, choices, isOf, wanted } from "../map-beside.js";
import { categories, colouring, css } from "../map-colours.js";
import { say } from "../notices.js";
import { collections, jobs, results } from "../page.js";
import { sayBoth, sayPlane, zoomButtons } from "./map-beside.js";
import { follow } from "./update-buttons.js";
import "./job-progress.js";
import "./map-plane.js";

/** @typedef {import("../api-types.js").MapColumns} MapColumns */
/** @typedef {import("../api-types.js").MapComparison} MapComparison */

const OF_ONE = new Set(["name", "source", "address", "path", "away"]); // of one picture each
const CLUSTERS = ""; // coloured by clusters
const EXAMPLES = 16; // pictures of a selection that a search takes
const LANDED = 10; // hits by whose places a search is placed
const RINGED = 30; // hits that are ringed

class MapView extends HTMLElement {
  #summary = make("p", { class: "soft", role: "status" });
  #by = make("select", { "aria-label": "Colour by", change: () => this.#recolour() });
  #pictures = make("input", { type: "checkbox", checked: true, change: () => { this.#plane.pictures = this.#other.plane.pictures = this.#pictures.checked; } });
  #gather = make("button", { type: "button", class: "quiet", "aria-pressed": "false", title: "Draw a line around pictures; or drag with Shift", click: () => this.#toggleGathering() }, icon("lasso"), "Select");
  #anew = make("button", { type: "button", class: "quiet", hidden: true, click: () => this.#make(false) }, icon("retry"), "Update");
  #renew = make("button", { type: "button", class: "quiet", hidden: true, click: () => this.#make(true) }, icon("retry"), "Lay out again");
  #beside = make("select", { "aria-label": "Beside", change: () => go({ beside: this.#beside.value }) });
  #together = make("input", { type: "checkbox", change: () => this.#together.checked && this.#other.plane.follow(this.#plane) });
  #togetherLabel = make("label", { hidden: true }, this.#together, "Move together");
  #found = make("button", { type: "button", class: "quiet", hidden: true, click: () => this.#plane.lookAt(this.#landed) }, icon("pin"), "Your search");
  #progress = make("div", {});
  #told = make("div", { class: "told", hidden: true });
  #plane = /** @type {any} */ (make("map-plane", {}));
  #other = /** @type {any} */ (make("map-beside", { hidden: true }));
  #title = make("b", {});
  #known = make("span", { class: "soft" });
  #caption = make("p", { class: "caption", hidden: true }, this.#title, this.#known);
  #legend = make("ul", { class: "map-legend", "aria-label": "Colours" });
  #chosen = make("div", { class: "gathered", role: "region", "aria-label": "Selected pictures", hidden: true });
  /** Of two maps the first. @type {MapColumns | null} */
  #map = null;
  /** @type {MapComparison | null} */
  #compared = null;
  #collection = "";
  /** @type {number[]} */
  #selected = [];
  /** @type {number[]} */
  #landed = [];
  /** A value of the legend that is looked at. @type {string | null} */
  #lit = null;
  #isAsked = false;
  /** What the map is shown beside of, as the address has it. */
  #shown = "";

  connectedCallback() {
    const zoom = zoomButtons(this.#plane, "Zoom in", "Zoom out", "Show all");
    this.append(make("header", {}, make("div", {}, make("h1", {}, "Map"), this.#summary),
      make("div", { class: "look-for" }, make("label", {}, "Colour by", this.#by), make("label", {}, "Beside", this.#beside), make("label", {}, this.#pictures, "Pictures"), this.#togetherLabel, this.#gather, this.#found, this.#anew, this.#renew)),
    this.#progress, this.#told, make("div", { class: "planes" },
      make("div", { class: "first" }, this.#caption, make("div", { class: "plane" }, this.#plane, zoom, this.#legend, this.#chosen)), this.#other));
    for (const plane of [this.#plane, this.#other]) {
      plane.addEventListener("pick", (/** @type {CustomEvent} */ event) => this.#map && go({ open: this.#map.ids[event.detail] }));
      plane.addEventListener("gather", (/** @type {CustomEvent} */ event) => this.#select(event.detail));
    }
    this.#other.addEventListener("point", (/** @type {CustomEvent} */ event) => this.#plane.twin(event.detail));
    this.#other.addEventListener("look", () => this.#lead(this.#other.plane, this.#plane));
    this.#plane.addEventListener("point", (/** @type {CustomEvent} */ event) => this.#compared && this.#other.twin(event.detail));
    this.#plane.addEventListener("look", () => this.#lead(this.#plane, this.#other.plane));
    this.addEventListener("keydown", (event) => event.key === "Escape" && (this.#select([]), this.#toggleGathering(false)));
    results.addEventListener("change", () => isShown("map") && this.#land());
    jobs.addEventListener("end", () => this.#failed());
    watch((now, before) => now.beside !== before.beside && this.#enter());
    new MutationObserver(() => this.#recolour()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#recolour());
    followJobs("map", { enter: () => this.#enter(), draw: () => this.#draw(), ended: (job) => this.#ended(job) });
  }

  #enter() {
    if (!isShown("map")) return;
    const name = collections.current?.name ?? "";
    const { beside } = asked();
    if (name !== this.#collection || beside !== this.#shown) {
      [this.#collection, this.#shown, this.#map, this.#compared, this.#isAsked] = [name, beside, null, null, false];
      this.#told.hidden = true;
      this.#select([]);
      this.#read();
    }
    this.#offer();
    this.#draw();
  }

  #offer() {
    const { current } = collections;
    const beside = current ? choices(current, collections.all, asked().weights) : [];
    if (!beside.some(([value]) => value === this.#shown)) beside.push([this.#shown, besideName(this.#shown)]);
    if (String([...this.#beside.options].map((one) => [one.value, one.text])) !== String(beside)) {
      this.#beside.replaceChildren(...beside.map(([value, words]) => make("option", { value }, words)));
    }
    this.#beside.value = this.#shown;
    const names = (collections.current?.attributes ?? []).filter((name) => !OF_ONE.has(name));
    const there = [...this.#by.options].map((option) => option.value).slice(1);
    if (this.#by.options.length && String(there) === String(names)) return;
    const { value } = this.#by;
    this.#by.replaceChildren(make("option", { value: CLUSTERS }, "clusters"), ...names.map((name) => make("option", { value: name }, called(name, ""))));
    this.#by.value = names.includes(value) ? value : CLUSTERS;
  }

  /** Read the map, or have it made where there is none yet. */
  async #read() {
    const [name, beside] = [this.#collection, this.#shown];
    const isStill = () => name === this.#collection && beside === this.#shown;
    try {
      const found = beside ? await api.readMapComparison(name, this.#by.value) : null;
      const map = found ? found.one : await api.readMap(name, this.#by.value);
      if (!isStill()) return;
      if (map.job && (!found || isOf(found, beside))) {
        [this.#map, this.#compared] = [map, found];
        this.#show();
      } else if (!this.#isAsked) this.#make(false);
    } catch (error) {
      if (isStill()) this.#say("Something went wrong", /** @type {Error} */ (error).message);
    }
    this.#draw();
  }

  /** @param {boolean} renew */
  #make(renew) {
    this.#isAsked = true;
    follow(() => (this.#shown ? this.#compare() : api.makeMap(this.#collection, renew)));
  }

  async #compare() {
    try {
      return await api.compareMaps(this.#collection, wanted(this.#shown));
    } catch (error) {
      this.#say("They cannot be compared", /** @type {Error} */ (error).message);
      throw error;
    }
  }

  #failed() {
    const job = jobs.of(this.#collection);
    if (isShown("map") && job?.kind === "comparison" && job.state === "failed") this.#say("They cannot be compared", job.error);
  }

  /** @param {import("../api-types.js").Job} job */
  #ended(job) {
    if (job.kind === "map" || job.kind === "comparison") {
      jobs.close(job.id);
      this.#read();
    } else if (!this.#map) this.#make(false);
    else this.#read();
  }

  #show() {
    const map = /** @type {MapColumns} */ (this.#map);
    if (!map.ids.length) return this.#say("Nothing to show", "This collection has no pictures yet.");
    try {
      this.#plane.hidden = false;
      this.#told.hidden = true;
      this.#plane.show(this.#collection, map);
      this.#other.hidden = !this.#compared;
      if (this.#compared) this.#other.show(this.#collection, this.#compared);
    } catch (error) {
      this.#plane.hidden = true;
      this.#say("No map here", `${/** @type {Error} */ (error).message} The command line draws it as a picture: lookalike map.`);
    }
    this.#recolour();
    return this.#land();
  }

  /** @param {string} title @param {string} said */
  #say(title, said) {
    this.#told.hidden = false;
    tell(this.#told, title, said);
  }

  #draw() {
    if (!isShown("map")) return;
    const job = jobs.of(this.#collection);
    const isBusy = job !== null && !isOver(job);
    showProgress(this.#progress, this.#collection);
    const map = this.#map;
    this.#anew.hidden = !map || map.is_current || isBusy;
    this.#renew.hidden = !map?.placed || isBusy;
    this.#renew.title = `${counted(map?.placed ?? 0, "picture was", "pictures were")} placed among the others since the map was laid out`;
    this.#summary.textContent = map ? [this.#said(map), ...map.remarks].join(". ") : "";
    this.querySelector(".planes")?.toggleAttribute("hidden", !map?.ids.length || this.#plane.hidden);
    this.#caption.hidden = this.#togetherLabel.hidden = !this.#compared;
    this.#other.hidden = !this.#compared;
    if (!this.#compared) return;
    this.#title.textContent = this.#collection;
    this.#known.textContent = sayPlane(this.#compared.one, this.#by.value);
    this.#other.describe(this.#compared, besideName(this.#shown), this.#by.value);
  }

  /** @param {MapColumns} map */
  #said(map) {
    if (this.#compared) return `${counted(map.ids.length, "picture")} in both; ${sayBoth(this.#compared)}`;
    return `${counted(map.ids.length, "picture")}, ${counted(map.clusters.length, "cluster")}; similar ones are near each other`;
  }

  /** @param {any} plane that was moved @param {any} other that goes with it, if both move together */
  #lead(plane, other) {
    if (this.#compared && this.#together.checked) other.follow(plane);
  }

  /** Dim all others; null for none. @param {number[] | null} items */
  #mean(items) {
    this.#plane.mean(items);
    if (this.#compared) this.#other.mean(items);
  }

  async #recolour() {
    const map = this.#map;
    if (!map || !isShown("map")) return;
    const by = this.#by.value;
    if (by !== map.by) {
      try {
        const both = this.#compared && await api.readMapComparison(this.#collection, by, map.job);
        const again = both ? both.one : await api.readMap(this.#collection, by, map.job);
        if (map !== this.#map || by !== this.#by.value) return;
        [map.values, map.by, map.is_current] = [again.values, by, again.is_current];
        if (both && this.#compared) {
          for (const side of /** @type {["one", "other"]} */ (["one", "other"])) {
            [this.#compared[side].same_value, this.#compared[side].values] = [both[side].same_value, both[side].values];
          }
        }
        this.#draw();
      } catch (error) {
        say(/** @type {Error} */ (error).message, { isError: true });
        return;
      }
    }
    this.#lit = null;
    const isDark = getComputedStyle(document.documentElement).colorScheme === "dark" ||
      (getComputedStyle(document.documentElement).colorScheme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
    const names = () => Array.from(map.cluster, (number) => map.clusters[number]?.name ?? null);
    const colours = map.values ? colouring(map.values, isDark) : categories(names(), isDark);
    this.#plane.colour(colours);
    if (this.#compared) this.#other.colour(colours);
    this.#mean(this.#selected.length ? this.#selected : null);
    this.#drawLegend(colours);
  }

  /** @param {import("../map-colours.js").Colouring} colours */
  #drawLegend({ legend, ends, colours, codes }) {
    const swatch = (/** @type {import("../map-colours.js").Rgb} */ colour) => {
      const one = make("i", {});
      one.style.background = css(colour);
      return one;
    };
    const bar = make("i", { class: "bar" });
    if (ends) bar.style.background = `linear-gradient(90deg, ${colours.slice(0, -1).filter((_, i) => i % 9 === 0).map(css).join(", ")})`;
    this.#legend.replaceChildren(
      ...(ends ? [make("li", {}, make("span", {}, ends[0]), bar, make("span", {}, ends[1]))] : []),
      ...legend.map((entry) => make("li", {}, make("button", {
        type: "button", class: "quiet", "aria-pressed": "false", disabled: entry.value === null,
        click: (/** @type {MouseEvent} */ event) => this.#light(entry, legend.indexOf(entry), codes, /** @type {HTMLElement} */ (event.currentTarget)),
      }, swatch(entry.colour), make("span", {}, entry.words), make("span", { class: "soft" }, entry.count.toLocaleString("en"))))));
  }

  /** Dim all that have another value. @param {import("../map-colours.js").Entry} entry @param {number} code @param {Int16Array} codes @param {HTMLElement} button */
  #light(entry, code, codes, button) {
    this.#lit = this.#lit === entry.value ? null : entry.value;
    for (const other of this.#legend.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button && this.#lit !== null));
    this.#mean(this.#lit === null ? null : [...codes.keys()].filter((i) => codes[i] === code));
  }

  /** Mark where the hits of the search are. */
  #land() {
    const map = this.#map;
    if (!map) return;
    const isSearch = asked().like.length > 0 && results.collection === this.#collection && results.state === "ready";
    const places = new Map(isSearch ? map.ids.map((id, i) => [id, i]) : []);
    const hits = isSearch ? results.items.flatMap((item) => (places.has(item.id) ? [{ item: /** @type {number} */ (places.get(item.id)), words: nameOf(item) }] : [])).slice(0, RINGED) : [];
    this.#landed = hits.map((hit) => hit.item);
    this.#found.hidden = !hits.length;
    this.#mark(this.#plane, map, hits, this.#landed);
    if (this.#compared) this.#mark(this.#other.plane, this.#compared.other, hits, this.#other.places(this.#landed));
  }

  /** Ring the hits in a plane, and name the middle of the first. @param {any} plane @param {MapColumns} map that it shows @param {{words: string}[]} hits @param {number[]} places of the hits in it */
  #mark(plane, { xs, ys }, hits, places) {
    const first = places.slice(0, LANDED);
    const middle = (/** @type {Float32Array} */ all) => first.map((i) => all[i]).sort((a, b) => a - b)[first.length >> 1];
    plane.mark(hits.map(({ words }, i) => ({ item: places[i], words })), hits.length ? { x: middle(xs), y: middle(ys), words: "your search" } : null);
  }

  /** @param {boolean} [is] */
  #toggleGathering(is = !this.#plane.isGathering) {
    for (const plane of [this.#plane, this.#other.plane]) {
      plane.isGathering = is;
      plane.classList.toggle("gathering", is);
    }
    this.#gather.setAttribute("aria-pressed", String(is));
  }

  /** @param {number[]} items */
  #select(items) {
    this.#selected = items;
    this.#mean(items.length ? items : null);
    this.#chosen.hidden = !items.length;
    if (!items.length) return;
    const button = (/** @type {string} */ name, /** @type {string} */ label, /** @type {() => void} */ click) =>
      make("button", { type: "button", class: "quiet", click }, icon(name), label);
    this.#chosen.replaceChildren(make("span", { role: "status" }, counted(items.length, "picture selected", "pictures selected")),
      button("alike", "Search by these", () => this.#search()), button("tag", "Tag", () => this.#tag()),
      button("file", "Save CSV", () => this.#save()), button("close", "Clear", () => this.#select([])));
  }

  /** By those that are evenly spread over what was selected. */
  #search() {
    const map = /** @type {MapColumns} */ (this.#map);
    const step = Math.max(1, this.#selected.length / EXAMPLES);
    const some = Array.from({ length: Math.min(EXAMPLES, this.#selected.length) }, (_, i) => this.#selected[Math.floor(i * step)]);
    const [first, ...others] = some.map((i) => `id:${map.ids[i]}`);
    use(first, "only");
    if (others.length) go({ like: [first, ...others] }, { replace: true });
  }

  #save() {
    const map = /** @type {MapColumns} */ (this.#map);
    const quoted = (/** @type {unknown} */ value) => `"${String(value ?? "").replaceAll('"', '""')}"`;
    const rows = this.#selected.map((i) => [map.ids[i], map.xs[i].toFixed(4), map.ys[i].toFixed(4), quoted(map.clusters[map.cluster[i]]?.name), ...(map.values ? [quoted(map.values[i])] : [])]);
    const head = ["id", "x", "y", "cluster", ...(map.values ? [quoted(map.by)] : [])];
    const url = URL.createObjectURL(new Blob([[head, ...rows].map((row) => `${row.join(",")}\r\n`).join("")], { type: "text/csv" }));
    make("a", { href: url, download: "selected.csv" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }

  #tag() {
    const name = make("input", { required: true, list: "map-names", autocomplete: "off", "aria-label": "Attribute" });
    const value = make("input", { required: true, autocomplete: "off", "aria-label": "Value" });
    const dialog = make("dialog", { class: "sheet", "aria-label": "Tag", close: () => dialog.remove() },
      make("form", { method: "dialog", submit: () => this.#setAll(name.value.trim(), value.value.trim()) },
        make("h2", {}, `Tag ${counted(this.#selected.length, "picture")}`),
        make("p", {}, make("label", {}, "Attribute", name)), make("p", {}, make("label", {}, "Value", value)),
        make("datalist", { id: "map-names" }, ...(collections.current?.attributes ?? []).map((one) => make("option", { value: one }))),
        make("div", { class: "actions" }, make("button", { type: "button", class: "quiet", click: () => dialog.close() }, "Cancel"), make("button", { class: "main" }, "Tag"))));
    this.append(dialog);
    dialog.showModal();
  }

  /** @param {string} name @param {string} value */
  async #setAll(name, value) {
    if (!name || !value) return;
    const map = /** @type {MapColumns} */ (this.#map);
    try {
      const { tagged } = await api.tagImages(this.#collection, this.#selected.map((i) => map.ids[i]), { [name]: value });
      say(`${counted(tagged, "picture")} tagged: ${name} ${value}.`);
    } catch (error) {
      say(`Nothing was tagged: ${/** @type {Error} */ (error).message}`, { isError: true });
    }
    await collections.refresh();
    map.by = "\0"; // its values are to be read again
    this.#offer();
    if ([...this.#by.options].some((option) => option.value === name)) this.#by.value = name;
    this.#recolour();
  }
}

customElements.define("map-view", MapView);
