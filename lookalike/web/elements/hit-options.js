/** Which of the pictures found are shown: copies once, one of each group, more variety. */

import { asked, go, watch } from "../address.js";
import { make } from "../make.js";
import { collections, paced, results } from "../page.js";

const LIVE_MS = 160; // between two searches while the slider is dragged, as with the weights
const PATIENCE_MS = 3000; // with one search, before the next is asked for in its place
const STEPS = 20;
const OF_ONE = new Set(["name", "source", "address", "path", "bytes", "brightness", "taken_at"]); // of one picture each, mostly

class HitOptions extends HTMLElement {
  #once = make("input", { type: "checkbox", change: () => go({ copies: this.#once.checked ? "once" : "" }) });
  #group = make("select", { "aria-label": "One per", change: () => go({ group_by: this.#group.value }) });
  #variety = make("input", { type: "range", min: 0, max: STEPS, value: 0, "aria-label": "More variety", input: () => {
    this.#tell();
    this.#ask();
  } });
  #reset = make("button", { type: "button", class: "quiet", click: () => go({ copies: "", group_by: "", diverse: "" }) }, "Reset");
  #offered = "";
  /** The variety that the slider itself has asked for: it may be further by now. */
  #sent = "";
  #ask = paced(() => this.#search(), LIVE_MS, PATIENCE_MS);

  connectedCallback() {
    this.append(
      make("header", {}, make("h2", {}, "Results"), this.#reset),
      make("label", { class: "option" }, this.#once, "Show copies once"),
      make("label", { class: "option" }, make("span", {}, "One per"), this.#group),
      make("label", { class: "option" }, make("span", {}, "More variety"), this.#variety));
    watch(() => this.#show());
    collections.addEventListener("change", () => this.#show());
    this.#show();
  }

  #show() {
    const { like, copies, group_by, diverse } = asked();
    this.hidden = !like.length;
    this.#reset.disabled = !copies && !group_by && !diverse;
    this.#once.checked = copies === "once";
    this.#offer(group_by);
    if (diverse !== this.#sent) this.#variety.value = String(Math.round((Number(diverse) || 0) * STEPS));
    this.#sent = diverse;
    this.#tell();
  }

  /** @param {string} chosen which is offered even where no picture has it */
  #offer(chosen) {
    const names = (collections.current?.attributes ?? []).filter((name) => !OF_ONE.has(name));
    const offered = chosen && !names.includes(chosen) ? [...names, chosen] : names;
    if (String(offered) !== this.#offered || !this.#group.options.length) {
      this.#offered = String(offered);
      this.#group.replaceChildren(make("option", { value: "" }, "picture"),
        ...offered.map((name) => make("option", { value: name }, name.replaceAll("_", " "))));
    }
    this.#group.value = chosen;
  }

  #tell() {
    this.#variety.style.setProperty("--value", `${(Number(this.#variety.value) / STEPS) * 100}%`);
  }

  /** @returns {Promise<void>} when the hits are there */
  async #search() {
    const share = Number(this.#variety.value) / STEPS;
    this.#sent = share ? String(share) : "";
    go({ diverse: this.#sent }, { replace: true });
    await results.settled;
  }
}

customElements.define("hit-options", HitOptions);
