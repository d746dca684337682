/** Sliders for the weights of the parts in this search. */

import { asked, go, watch } from "../address.js";
import { make } from "../make.js";
import { collections, paced, results } from "../page.js";
import { formatWeights, parseWeights, shares, tint } from "../parts.js";

const LIVE_MS = 160; // between two rankings while a slider is dragged; browsers take 200 addresses in 30 s
const PATIENCE_MS = 3000; // with one ranking, before the next is asked for in its place
const STEPS = 100;

class PartWeights extends HTMLElement {
  /** @type {Map<string, HTMLInputElement>} */
  #sliders = new Map();
  #said = make("p", { class: "soft", role: "status" });
  #reset = make("button", { type: "button", class: "quiet", click: () => go({ weights: "" }) }, "Reset");
  #rank = paced(() => this.#ask(), LIVE_MS, PATIENCE_MS);
  /** The weights that the sliders themselves have asked for: they may be further by now. */
  #sent = "";
  #isMoved = false;

  connectedCallback() {
    watch((now, before) => (now.weights !== before.weights || now.like.length !== before.like.length) && this.#show());
    collections.addEventListener("change", () => this.#draw());
    this.#draw();
  }

  #draw() {
    const parts = collections.current?.parts ?? [];
    if (String(parts) !== String([...this.#sliders.keys()])) {
      this.#sliders = new Map(parts.map((part) => [part, this.#slider(part)]));
      const rows = [...this.#sliders].map(([part, slider]) =>
        make("label", { class: `weight ${tint(part, parts)}` }, make("span", {}, part), slider, make("output", {})));
      this.replaceChildren(make("header", {}, make("h2", {}, "Weights"), this.#reset), ...rows, this.#said);
    }
    this.#show();
  }

  /** @param {string} part */
  #slider(part) {
    return make("input", { type: "range", min: 0, max: STEPS, name: part, "aria-label": `Weight of ${part}`, input: () => {
      this.#isMoved = true;
      this.#tell();
      this.#rank();
    } });
  }

  #show() {
    const given = asked().weights;
    if (!given || given !== this.#sent) this.#set(given ? parseWeights(given) : shares(collections.current?.weights ?? {}));
    this.#reset.disabled = !given;
    this.hidden = !asked().like.length || this.#sliders.size < 2;
    this.#tell();
  }

  /** @param {import("../parts.js").Weights} weights */
  #set(weights) {
    [this.#sent, this.#isMoved] = ["", false];
    const fitting = Math.max(...Object.values(weights)) > 1 ? shares(weights) : weights;
    for (const [part, slider] of this.#sliders) slider.value = String(Math.round((fitting[part] ?? 0) * STEPS));
  }

  #values() {
    return Object.fromEntries([...this.#sliders].map(([part, slider]) => [part, Number(slider.value) / STEPS]));
  }

  /** The share of each, since only the proportions count. */
  #tell() {
    const parted = shares(this.#values());
    for (const [part, slider] of this.#sliders) {
      const output = /** @type {HTMLOutputElement} */ (slider.nextElementSibling);
      output.value = `${Math.round(parted[part] * 100)}%`;
      slider.style.setProperty("--value", `${slider.value}%`);
    }
  }

  /** @returns {Promise<void>} when the ranking is there */
  async #ask() {
    if (!this.#isMoved) return; // set anew while this waited
    const weights = this.#values();
    const isNothing = Object.values(weights).every((weight) => weight === 0);
    this.#said.textContent = isNothing ? "Every weight is zero: raise one of them." : "";
    if (isNothing) return;
    this.#sent = formatWeights(weights);
    go({ weights: this.#sent }, { replace: true });
    await results.settled;
  }
}

customElements.define("part-weights", PartWeights);
