/** The collections: what they hold, what failed, and how pictures come in. */

import { asked, watch } from "../address.js";
import * as api from "../api.js";
import { make } from "../make.js";
import { collections } from "../page.js";
import "./collection-card.js";
import "./job-progress.js";
import "./new-collection.js";

class ManageView extends HTMLElement {
  #jobs = make("div", { class: "jobs" });
  #cards = make("div", { class: "collections" });

  connectedCallback() {
    this.append(
      make("header", {}, make("h1", {}, "Collections")), this.#jobs, this.#cards, make("new-collection", {}));
    this.addEventListener("job", (event) => this.#watch(/** @type {CustomEvent} */ (event).detail.id));
    collections.addEventListener("change", () => this.#draw());
    watch((now, before) => now.view !== before.view && this.#open());
    this.#open();
  }

  async #open() {
    if (asked().view !== "manage") return;
    collections.refresh();
    const jobs = await api.listJobs().catch(() => []);
    for (const job of jobs) if (job.state === "waiting" || job.state === "running") this.#watch(job.id);
  }

  /** @param {string} id */
  #watch(id) {
    if (this.#jobs.querySelector(`[job="${CSS.escape(id)}"]`)) return;
    this.#jobs.append(make("job-progress", { job: id }));
  }

  #draw() {
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
