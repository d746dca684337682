/** What scores mean in a collection: the least score of each level, and a button that finds it out. */

import { asked, watch } from "../address.js";
import * as api from "../api.js";
import { counted } from "../formats.js";
import { isOver } from "../jobs.js";
import { make } from "../make.js";
import { say } from "../notices.js";
import { collections, jobs, results } from "../page.js";
import { shortScore } from "../parts.js";
import { sayJob } from "./job-progress.js";
import { follow } from "./update-buttons.js";

/** @typedef {import("../api-types.js").Calibration} Calibration */

const SOON_MS = 300; // after the last change of the weights
const LEVELS = /** @type {("same" | "similar" | "related")[]} */ (["same", "similar", "related"]);

class ScoreMeaning extends HTMLElement {
  #button = make("button", { type: "button", class: "quiet", title: "Find out what scores mean here, from a sample of the pictures", click: () => this.#calibrate() }, "Calibrate");
  #levels = make("dl", {});
  #said = make("p", { class: "soft", role: "status" });
  #timer = 0;
  #read = "";

  connectedCallback() {
    this.append(make("header", {}, make("h2", {}, "Scores"), this.#button), this.#levels, this.#said);
    watch(() => this.#soon());
    collections.addEventListener("change", () => this.#soon());
    results.addEventListener("change", () => this.#soon());
    jobs.addEventListener("change", () => this.#work());
    jobs.addEventListener("end", () => this.#ended());
    this.#soon();
  }

  #soon() {
    const { like, weights, view } = asked();
    const { current } = collections;
    this.hidden = !like.length || !current;
    const key = [current?.name, weights, results.best === null].join("\n");
    if (this.hidden || view || key === this.#read) return;
    this.#read = key;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#show(), SOON_MS);
  }

  async #show() {
    const { current } = collections;
    if (!current) return;
    const key = this.#read;
    const made = await api.readCalibration(current.name, asked().weights).catch(() => null);
    if (key === this.#read && made) this.#draw(made);
  }

  /** @param {Calibration} made */
  #draw({ made_at, items, rate, label, least_scores: all }) {
    const least = all[String(rate)];
    const rows = least ? LEVELS.filter((level) => least[level] !== null) : [];
    this.#levels.replaceChildren(...rows.flatMap((level) => [make("dt", { class: `level ${level}` }, level), make("dd", {}, `from ${shortScore(Number(least[level]))}`)]));
    this.#said.textContent = made_at
      ? `By ${counted(items, "picture")}${label ? ` and their ${label.replaceAll("_", " ")}` : ""}; each holds for ${Math.round(100 * Number(rate))} of 100.`
      : "What a score means here is not known yet.";
    this.#work();
  }

  get #job() {
    const job = jobs.of(collections.current?.name ?? "");
    return job?.kind === "calibration" ? job : null;
  }

  #work() {
    const job = jobs.of(collections.current?.name ?? "");
    this.#button.disabled = job !== null && !isOver(job);
    const mine = this.#job;
    if (mine && !isOver(mine)) this.#said.textContent = `Calibrating: ${sayJob(mine)}`;
  }

  #calibrate() {
    const name = collections.current?.name ?? "";
    follow(() => api.calibrate(name));
  }

  async #ended() {
    const job = this.#job;
    if (!job || !isOver(job)) return;
    jobs.close(job.id); // so that its end is seen once
    if (job.state === "failed") say(job.error, { isError: true });
    await this.#show();
    if (job.state === "done" && asked().like.length) await results.again();
  }
}

customElements.define("score-meaning", ScoreMeaning);
