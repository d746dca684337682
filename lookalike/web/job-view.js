/** What the duplicates, check and map views share: each shows what a job of the current collection has found. */

import { asked, watch } from "./address.js";
import { make } from "./make.js";
import { collections, jobs } from "./page.js";

/** @typedef {import("./api-types.js").Job} Job */

export const FAILED = "The last run failed";

/** Whether this view is shown, of a collection. @param {string} view */
export const isShown = (view) => asked().view === view && collections.current !== null;

/**
 * Call `enter` now and when the view or the collection may be another one, `draw` when a job has gone on, and `ended`
 * once for each job of the collection that is done while the view is shown.
 * @param {string} view @param {{ enter: () => void, draw: () => void, ended: (job: Job) => void }} calls
 */
export function followJobs(view, { enter, draw, ended }) {
  let last = ""; // the job whose end was seen
  collections.addEventListener("change", enter);
  jobs.addEventListener("change", draw);
  jobs.addEventListener("end", () => {
    const job = jobs.of(collections.current?.name ?? "");
    if (!isShown(view) || job?.state !== "done" || job.id === last) return;
    last = job.id;
    ended(job);
  });
  watch((now, before) => (now.view !== before.view || now.collection !== before.collection) && enter());
  enter();
}

/** Show the progress of this collection's job. @param {HTMLElement} place @param {string} collection */
export function showProgress(place, collection) {
  if (place.firstElementChild?.getAttribute("collection") !== collection) place.replaceChildren(make("job-progress", { collection }));
}

/** Show a title and a sentence; what is there already stays. @param {HTMLElement} place @param {string} title @param {string} said */
export function tell(place, title, said) {
  if (place.textContent !== title + said) place.replaceChildren(make("h2", {}, title), make("p", {}, said));
}
