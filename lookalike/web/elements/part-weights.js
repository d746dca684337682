/** A slider for each part: how much it counts in this search. */

import { asked, go, watch } from "../address.js";
import { make } from "../make.js";
import { collections, debounced } from "../page.js";
import { formatWeights, parseWeights, shares, tint } from "../parts.js";

const LIVE_MS = 160; // between two rankings while a slider is dragged; browsers take 200 addresses in 30 s
const STEPS = 100;

class PartWeights extends HTMLElement {
  /** @type {Map<string, HTMLInputElement>} */
  #sliders = new Map();
  #said = make("p", { class: "soft", role: "status" });
  #reset = make("button", { type: "button", class: "quiet", click: () => go({ weights: "" }) }, "Reset");
  #rank = debounced(() => this.#ask(), LIVE_MS);

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
      this.replaceChildren(make("header", {}, make("h2", {}, "What counts"), this.#reset), ...rows, this.#said);
    }
    this.#show();
  }

  /** @param {string} part */
  #slider(part) {
    return make("input", { type: "range", min: 0, max: STEPS, name: part, "aria-label": `How much ${part} counts`, input: () => {
      this.#tell();
      this.#rank();
    } });
  }

  #show() {
    const given = asked().weights;
    const own = collections.current?.weights ?? {};
    const weights = shares(given ? parseWeights(given) : own);
    for (const [part, slider] of this.#sliders) {
      if (slider !== document.activeElement || !slider.matches(":active")) slider.value = String(Math.round((weights[part] ?? 0) * STEPS));
    }
    this.#reset.disabled = !given;
    this.hidden = !asked().like.length || this.#sliders.size < 2;
    this.#tell();
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

  #ask() {
    const weights = this.#values();
    const isNothing = Object.values(weights).every((weight) => weight === 0);
    this.#said.textContent = isNothing ? "Something must count: move one of them up." : "";
    if (!isNothing) go({ weights: formatWeights(weights) }, { replace: true });
  }
}

customElements.define("part-weights", PartWeights);
