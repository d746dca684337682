/** A collection: counts, how it was made, failures, and an area to add pictures. */

import { go } from "../address.js";
import * as api from "../api.js";
import { counted } from "../formats.js";
import { icon } from "../icons.js";
import { make } from "../make.js";
import { collections } from "../page.js";
import { follow } from "./update-buttons.js";
import "./add-images.js";
import "./job-progress.js";

const MARKED = "away is not missing"; // the pictures whose files are missing

class CollectionCard extends HTMLElement {
  #facts = make("div", { class: "facts" });
  #failures = make("details", { class: "failures", toggle: () => this.#list() });

  get name() {
    return this.getAttribute("name") ?? "";
  }

  connectedCallback() {
    if (!this.firstChild) {
      const update = make("update-buttons", { collection: this.name });
      this.append(make("h2", {}, this.#link(this.name)), this.#facts, make("job-progress", { collection: this.name }), update, this.#failures, make("add-images", { collection: this.name }));
    }
    collections.addEventListener("change", this.#draw);
    collections.addEventListener("count", this.#draw);
    this.#draw();
  }

  disconnectedCallback() {
    collections.removeEventListener("change", this.#draw);
    collections.removeEventListener("count", this.#draw);
  }

  /** Its pictures, or those that fit. @param {string} text @param {string} [where] */
  #link(text, where = "") {
    const query = new URLSearchParams({ collection: this.name, ...(where && { where }) });
    return make("a", { href: `?${query}`, click: (/** @type {Event} */ event) => {
      event.preventDefault();
      go({ view: "", collection: this.name, like: [], unlike: [], crop: "", weights: "", where, open: "" });
    } }, text);
  }

  #draw = () => {
    const info = collections.all.find((one) => one.name === this.name);
    if (!info) return;
    const made = new Date(info.created_at);
    this.#facts.replaceChildren(
      make("p", { class: "big" }, make("strong", {}, info.items.toLocaleString("en")), ` ${info.items === 1 ? "picture" : "pictures"}`),
      ...(info.away ? [make("p", { class: "away" }, this.#link(`${info.away.toLocaleString("en")} missing`, MARKED))] : []),
      make("p", { class: "soft" }, `by ${info.parts.join(", ")}`, Number.isNaN(+made) ? "" : ` · since ${made.toLocaleDateString()}`),
      ...info.folders.map((folder) => make("p", { class: "path" }, folder,
        ...(info.missing?.includes(folder) ? [make("span", { class: "away" }, " was missing at the last update; its pictures are kept")] : []))));
    this.#failures.hidden = !info.failures;
    if (this.#failures.dataset.count === String(info.failures)) return;
    this.#failures.dataset.count = String(info.failures);
    this.#failures.replaceChildren(make("summary", {}, `${counted(info.failures, "file")} could not be read`), make("div", {}));
    this.#list();
  };

  async #list() {
    const place = this.#failures.lastElementChild;
    if (!this.#failures.open || !place) return;
    try {
      const { failures, count } = await api.failures(this.name);
      place.replaceChildren(
        make("ul", {}, ...failures.map(({ source, reason }) => make("li", {}, make("span", { class: "path" }, source), make("span", {}, reason)))),
        make("p", { class: "soft" }, count > failures.length ? `and ${counted(count - failures.length, "other")}` : ""),
        make("button", { type: "button", class: "quiet", click: () => follow(() => api.retryFailures(this.name)) }, icon("retry"), "Retry"));
    } catch (error) {
      place.replaceChildren(make("p", { role: "alert" }, /** @type {Error} */ (error).message));
    }
  }
}

customElements.define("collection-card", CollectionCard);
