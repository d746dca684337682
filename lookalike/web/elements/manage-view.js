/** Collections view: their contents, failures, and ways to add pictures. */

import { watch } from "../address.js";
import { make } from "../make.js";
import { collections, jobs } from "../page.js";
import "./collection-card.js";
import "./job-progress.js";
import "./new-collection.js";

class ManageView extends HTMLElement {
  #jobs = make("div", { class: "jobs" });
  #cards = make("div", { class: "collections" });

  connectedCallback() {
    this.append(
      make("header", {}, make("h1", {}, "Collections")), this.#jobs, this.#cards, make("new-collection", {}));
    collections.addEventListener("change", () => this.#draw());
    jobs.addEventListener("change", () => this.#drawJobs());
    watch((now, before) => now.view !== before.view && now.view && collections.refresh());
  }

  /** Those of collections that have no card: the others stand on theirs. */
  #drawJobs() {
    const served = new Set(collections.all.map(({ name }) => name));
    const wanted = jobs.shown.map(({ collection }) => collection).filter((name) => !served.has(name));
    const present = [...this.#jobs.children].map((one) => one.getAttribute("collection"));
    if (wanted.join("\n") !== present.join("\n")) this.#jobs.replaceChildren(...wanted.map((collection) => make("job-progress", { collection })));
  }

  #draw() {
    this.#drawJobs();
    if (collections.error) {
      this.#cards.replaceChildren(make("p", { role: "alert" }, /** @type {Error} */ (collections.error).message));
      return;
    }
    const present = new Map([...this.#cards.children].map((card) => [card.getAttribute("name"), card]));
    const cards = collections.all.map(({ name }) => present.get(name) ?? make("collection-card", { name }));
    const isSame = cards.length === this.#cards.children.length && cards.every((card, at) => this.#cards.children[at] === card);
    if (!isSame) this.#cards.replaceChildren(...cards); // what is being written in one stays
  }
}

customElements.define("manage-view", ManageView);
