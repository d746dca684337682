/** The latest job of a collection: progress, result, and a button to cancel it. */

import * as api from "../api.js";
import { counted } from "../formats.js";
import { isOver } from "../jobs.js";
import { make } from "../make.js";
import { say } from "../notices.js";
import { jobs } from "../page.js";

/** @typedef {import("../api-types.js").Job} Job */

export const VERBS = { index: "Indexing", retry: "Retrying", duplicates: "Looking for duplicates", check: "Checking", map: "Laying out the map", comparison: "Comparing maps", calibration: "Calibrating" };

/** How far it is, or what it ended with. @param {Job} job */
export function sayJob(job) {
  const { state, done, total, is_building, error, notes = [] } = job;
  if (state === "waiting") return "waiting for the job before it";
  if (state === "failed") return Object.keys(job.missing ?? {}).length ? sayUnread(job).join("\n") : error;
  if (["duplicates", "check", "map", "comparison", "calibration"].includes(job.kind)) return sayLook(job);
  if (state === "running" && job.is_comparing) return "comparing with what is there";
  if (state === "running" && is_building) return "building the search graph";
  if (state === "running") return total ? `${done.toLocaleString("en")} of ${counted(total, "file")}` : "looking for files";
  const said = [`${state}: ${sayCounts(job)}`, ...sayAway(job), ...sayForgotten(job), ...notes, ...sayTable(job)].join("; ");
  return [said, ...sayCopies(job), ...sayUnread(job).map((reason) => `not indexed: ${reason}`)].join("\n");
}

/** @param {Job} job */
const sayLook = ({ state, step, done, total }) =>
  state === "running" ? `${step || "beginning"}: ${done.toLocaleString("en")} of ${total.toLocaleString("en")}` : state;

/** @param {Job} job */
const sayCounts = ({ added, updated, returned, removed, failed, still_failing }) =>
  [`${added} added`, updated && `${updated} updated`, returned && `${returned} restored`, removed && `${removed} removed`,
    failed + still_failing && `${failed + still_failing} could not be read`].filter(Boolean).join(", ");

/** @param {Job} job */
const sayAway = ({ away, away_example }) =>
  away ? [`${counted(away, "picture is", "pictures are")} kept although their files are missing, such as ${away_example}`] : [];

/** Folders that were not read, a line each, and what to do here about those that are missing. @param {Job} job */
function sayUnread({ unread = [], missing = {} }) {
  const facts = Object.values(missing);
  const others = unread.filter((said) => !facts.some((fact) => said.startsWith(fact)));
  return [
    ...facts.map((fact) => `${fact}. Bring it back and press Update; or if it is gone for good, press Remove missing pictures`),
    ...others,
  ];
}

/** What is new and was there already, a line each. @param {Job} job */
const sayCopies = ({ copied = 0, copies = [] }) =>
  [...copies.map(({ said }) => said), ...(copied > copies.length ? [`and ${counted(copied - copies.length, "other")} that were there already`] : [])];

/** Folders that are gone for good. @param {Job} job */
const sayForgotten = ({ forgotten = [] }) =>
  forgotten.map((folder) => `${folder} is gone: its pictures were removed, and it is no longer indexed`);

/** What of the table of attributes may not be meant. @param {Job} job */
const sayTable = ({ remarks, unmatched_rows, unmatched_row, images_without_row, image_without_row }) => [
  ...remarks,
  ...(unmatched_rows ? [`${counted(unmatched_rows, "row")} of attributes match no picture here (${unmatched_row})`] : []),
  ...(images_without_row ? [`${counted(images_without_row, "picture has", "pictures have")} no row of attributes (${image_without_row})`] : []),
];

class JobProgress extends HTMLElement {
  /** @type {Job | null} */
  #job = null;
  #title = make("strong", {});
  #said = make("span", { class: "soft", role: "status" });
  #bar = make("progress", { "aria-label": "Progress" });
  #end = make("button", { type: "button", class: "quiet", click: () => this.#press() });
  #draw = () => this.#show(jobs.of(this.getAttribute("collection") ?? ""));

  connectedCallback() {
    if (!this.firstChild) this.append(this.#title, this.#said, this.#end, this.#bar);
    jobs.addEventListener("change", this.#draw);
    this.#draw();
  }

  disconnectedCallback() {
    jobs.removeEventListener("change", this.#draw);
  }

  /** @param {Job | null} job */
  #show(job) {
    this.#job = job;
    this.hidden = !job;
    if (!job) return;
    const isEnded = isOver(job);
    this.#title.textContent = `${VERBS[job.kind]}: ${job.collection}`;
    this.#said.textContent = sayJob(job);
    this.#end.textContent = isEnded ? "Close" : "Cancel";
    this.classList.toggle("failed", job.state === "failed");
    this.#bar.hidden = isEnded;
    if (job.total) [this.#bar.max, this.#bar.value] = [job.total, job.done];
    else this.#bar.removeAttribute("value");
  }

  async #press() {
    const job = /** @type {Job} */ (this.#job);
    if (isOver(job)) return jobs.close(job.id);
    try {
      jobs.tell(await api.cancelJob(job.id));
    } catch (error) {
      say(/** @type {Error} */ (error).message, { isError: true });
      jobs.refresh(); // it may be of a server that has been stopped since
    }
  }
}

customElements.define("job-progress", JobProgress);
