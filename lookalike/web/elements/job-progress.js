/** One job as it goes on, told by the server's events. */

import * as api from "../api.js";
import { counted } from "../formats.js";
import { make } from "../make.js";
import { say } from "../notices.js";
import { collections } from "../page.js";

/** @typedef {import("../words.js").Job} Job */

class JobProgress extends HTMLElement {
  #stop = () => {};
  #title = make("strong", {});
  #said = make("span", { class: "soft", role: "status" });
  #bar = make("progress", { "aria-label": "Progress" });
  #cancel = make("button", { type: "button", class: "quiet", click: () => this.#end() }, "Cancel");

  get job() {
    return this.getAttribute("job") ?? "";
  }

  connectedCallback() {
    this.append(this.#title, this.#said, this.#cancel, this.#bar);
    this.#stop = api.watchJob(this.job, (job) => this.#show(job));
  }

  disconnectedCallback() {
    this.#stop();
  }

  /** @param {Job} job */
  #show(job) {
    const verb = job.kind === "index" ? "Indexing" : "Trying again";
    this.#title.textContent = `${verb}: ${job.collection}`;
    if (job.total) [this.#bar.max, this.#bar.value] = [job.total, job.done];
    this.#said.textContent = this.#words(job);
    const isOver = job.state !== "waiting" && job.state !== "running";
    this.#cancel.textContent = isOver ? "Close" : "Cancel";
    this.classList.toggle("over", isOver);
    this.#bar.hidden = isOver;
    if (isOver) collections.refresh();
  }

  /** @param {Job} job */
  #words({ state, done, total, added, updated, failed, still_failing, is_building, error }) {
    if (state === "waiting") return "waits for the one before";
    if (state === "failed") return error;
    if (state === "running") return is_building ? "building the search graph" : `${done.toLocaleString("en")} of ${counted(total, "file")}`;
    const said = [`${added} added`, updated && `${updated} updated`, failed + still_failing && `${failed + still_failing} could not be read`];
    return `${state}: ${said.filter(Boolean).join(", ")}`;
  }

  async #end() {
    if (this.classList.contains("over")) return this.remove();
    await api.cancelJob(this.job).catch((error) => say(error.message, { isError: true }));
  }
}

customElements.define("job-progress", JobProgress);
