/** Why two pictures are alike: both with their places, the parts of the score, their colours. */

import { asked, watch } from "../address.js";
import * as api from "../api.js";
import { nameOf } from "../formats.js";
import { icon } from "../icons.js";
import { iconButton, make } from "../make.js";
import { say } from "../notices.js";
import { collections } from "../page.js";
import { shortScore, tint } from "../parts.js";
import { placesOf } from "./heat-map.js";
import { pairPalette } from "./pair-palette.js";

/** @typedef {import("../api-types.js").Found} Found */
/** @typedef {import("../api-types.js").Pair} Pair */

const SIDE = 512; // pixels of a picture

class PairDialog extends HTMLElement {
  #dialog = make("dialog", { class: "sheet pair-dialog", "aria-labelledby": "pair-title",
    click: (/** @type {Event} */ event) => event.target === this.#dialog && this.#dialog.close() });

  connectedCallback() {
    this.append(this.#dialog);
    watch(() => this.#dialog.open && this.#dialog.close());
  }

  /** @param {string} collection @param {Found} one @param {Found} other */
  async show(collection, one, other) {
    const query = { ...asked(), like: [`id:${one.id}`], unlike: [], crop: "", where: "" };
    const pictures = [one, other].map((item) => picture(collection, item));
    const details = make("div", { class: "details", "aria-busy": "true" });
    const actions = make("div", { class: "actions" });
    this.#dialog.replaceChildren(
      make("header", {}, make("h2", { id: "pair-title" }, "Why they are alike"), iconButton("close", "Close", { click: () => this.#dialog.close() })),
      make("div", { class: "both" }, ...pictures), details, actions);
    this.#dialog.showModal();
    try {
      const pair = await api.pair(collection, other.id, query);
      const { heatmap, palette } = pair;
      details.replaceChildren(parts(pair), palette ? pairPalette(palette, ["left", "right"]) : reason("No colours", pair.why_no_palette));
      if (heatmap) {
        const most = Math.max(...[heatmap.query, heatmap.item].flatMap((rows) => rows?.flat() ?? []).map(Math.abs));
        [heatmap.query, heatmap.item].forEach((rows, at) => rows && pictures[at].querySelector(".seen")?.append(placesOf(rows, most)));
        actions.append(this.#places());
      } else {
        details.append(reason("No heat-map", pair.why_no_heatmap));
      }
      actions.append(make("button", { type: "button", class: "quiet", click: () => save(collection, other.id, query) }, icon("file"), "Save as a picture"));
    } catch (error) {
      details.replaceChildren(make("p", { role: "alert" }, /** @type {Error} */ (error).message));
    }
    details.removeAttribute("aria-busy");
  }

  /** A button that hides where they match, and shows it again. */
  #places() {
    const button = make("button", { type: "button", class: "quiet", "aria-pressed": "true", click: () => {
      const isPlain = this.#dialog.classList.toggle("plain");
      button.setAttribute("aria-pressed", String(!isPlain));
    } }, icon("heat"), "Where they match");
    this.#dialog.classList.remove("plain");
    return button;
  }
}

customElements.define("pair-dialog", PairDialog);

/** @param {string} collection @param {Found} item */
function picture(collection, item) {
  const name = nameOf(item);
  return make("figure", {},
    make("div", { class: "seen" }, make("img", { src: api.thumbnail(collection, item.id, SIDE), alt: name })), make("figcaption", { title: name }, name));
}

/** @param {Pair} pair */
function parts({ hit, parts }) {
  const all = collections.current?.parts ?? [];
  return make("section", { class: "why" }, make("p", {}, make("strong", { class: "score" }, shortScore(hit.score ?? 0)), " similarity, from"),
    make("dl", {}, ...parts.flatMap(({ name, weight, cosine, contribution }) => {
      const bar = make("i", { class: tint(name, all) });
      bar.style.setProperty("width", `${Math.max(0, contribution) * 100}%`);
      const track = make("b", {}, bar);
      track.style.setProperty("--weight", `${weight * 100}%`);
      return [make("dt", {}, name), make("dd", {}, track,
        make("span", {}, `${shortScore(weight)} × ${shortScore(cosine)} = `, make("strong", {}, shortScore(contribution))))];
    })));
}

/** @param {string} what @param {string} why */
const reason = (what, why) => make("p", { class: "soft" }, `${what}: ${why}`);

/** @param {string} collection @param {string} id @param {import("../api-types.js").Asked} query */
async function save(collection, id, query) {
  try {
    const url = URL.createObjectURL(await api.pairPicture(collection, id, query));
    make("a", { href: url, download: "pair.png" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  } catch (error) {
    say(`The picture cannot be saved: ${/** @type {Error} */ (error).message}`, { isError: true });
  }
}

/** @param {string} collection @param {Found} one @param {Found} other */
export function showPair(collection, one, other) {
  /** @type {PairDialog | null} */ (document.querySelector("pair-dialog"))?.show(collection, one, other);
}
