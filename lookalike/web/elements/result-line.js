/** Status line above the results: what they are, the colours of the parts, and loading. */

import { asked } from "../address.js";
import { counted } from "../formats.js";
import { icon } from "../icons.js";
import { make } from "../make.js";
import { isOver } from "../jobs.js";
import { collections, jobs, results } from "../page.js";
import { shortScore } from "../parts.js";
import { sayJob, VERBS } from "./job-progress.js";
import { legend } from "./part-bar.js";

const SLOW_MS = 5000; // after which a person wonders

class ResultLine extends HTMLElement {
  #slow = 0;
  #title = make("h1", {});
  #said = make("p", { class: "soft", role: "status" });
  #job = make("p", { class: "soft" }); // changes too often to be read out
  #legend = make("div", {});
  #progress = make("div", { class: "progress", "aria-hidden": "true" });

  connectedCallback() {
    const refine = make("button", { type: "button", class: "quiet refine-button", popovertarget: "refine" }, icon("sliders"), "Refine");
    this.append(make("div", { class: "words" }, this.#title, this.#said, this.#job), this.#legend, refine, this.#progress);
    results.addEventListener("change", () => this.#draw());
    collections.addEventListener("change", () => this.#draw());
    collections.addEventListener("count", () => this.#draw());
    jobs.addEventListener("change", () => this.#draw());
    this.#draw();
  }

  #draw() {
    const { like, where, group_by } = asked();
    const { current } = collections;
    const isSearch = like.length > 0;
    if (isSearch && results.isNothingLike) this.#title.textContent = "Nothing like this here";
    else this.#title.textContent = !isSearch ? (where ? "Filtered" : "Everything") : like.length > 1 ? "Most like these" : "Most like this";
    this.#said.textContent = current ? this.#words(current.items, where, group_by) : "";
    this.#job.textContent = current ? this.#work(current.name) : "";
    this.#legend.replaceChildren(...(isSearch && current ? [legend(current.parts)] : []));
    this.#progress.classList.toggle("running", results.isBusy);
    clearTimeout(this.#slow);
    if (results.isBusy) this.#slow = setTimeout(() => { this.#said.textContent = "Still searching: the server is busy…"; }, SLOW_MS);
  }

  /** What is being done to the collection. @param {string} name */
  #work(name) {
    const job = jobs.of(name);
    return job && !isOver(job) ? `${VERBS[job.kind].toLowerCase()}: ${sayJob(job)}` : "";
  }

  /** @param {number} all @param {string} where @param {string} group */
  #words(all, where, group) {
    if (results.state === "failed") return "";
    if (results.count !== null) return where ? `${results.count.toLocaleString("en")} of ${counted(all, "picture")}` : counted(all, "picture");
    const { best } = results;
    if (results.isNothingLike && best) return `the best of ${counted(all, "picture")}${where ? ", filtered," : ""} is unrelated, ${shortScore(best.score)}`;
    return results.state === "loading" ? "Searching…" : `among ${counted(all, "picture")}${where ? ", filtered" : ""}`;
  }
}

customElements.define("result-line", ResultLine);
