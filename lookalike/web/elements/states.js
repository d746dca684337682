/** Shown in place of results: loading, no results, errors. */

import { asked, go } from "../address.js";
import { Problem, Unreachable } from "../api.js";
import { icon } from "../icons.js";
import { make } from "../make.js";
import { isOver } from "../jobs.js";
import { collections, jobs, results } from "../page.js";
import "./job-progress.js";
import "./update-buttons.js";

const SKELETONS = 18;

export function skeletons() {
  const boxes = Array.from({ length: SKELETONS }, () => make("li", { class: "skeleton" }));
  return make("ul", { class: "grid", "aria-label": "Loading pictures" }, ...boxes);
}

/** @param {string} title @param {string} said @param {...(Node | false)} actions */
function state(title, said, ...actions) {
  return make("div", { class: "told", role: "status" }, make("h2", {}, title), make("p", {}, said), make("div", { class: "actions" }, ...actions));
}

/** @param {string} label @param {() => void} click @param {string} [name] */
const button = (label, click, name) =>
  make("button", { type: "button", class: "main", click }, name ? icon(name) : null, label);

/** @param {"collection" | "items" | "where"} what there is none of */
export function emptyState(what) {
  if (what === "where") {
    return state("No matches", "No picture matches these filters.", button("Clear the filters", () => go({ where: "" })));
  }
  const manage = button("Add pictures", () => go({ view: "manage", open: "" }), "plus");
  if (what === "items") return noItems(manage);
  const { collection } = asked();
  if (collection && collections.all.length) {
    return state("No such collection", `This server has no collection “${collection}”.`, button("Open another", () => go({ collection: "" })));
  }
  return state("No collections yet", "Create one from a folder of pictures.", manage);
}

/** @param {Node} manage */
function noItems(manage) {
  const { name = "", unfinished = false } = collections.current ?? {};
  const job = jobs.of(name);
  const actions = make("update-buttons", { collection: name });
  const progress = make("job-progress", { collection: name });
  if (job && !isOver(job)) return state("Indexing", "Pictures appear here as they are read.", progress);
  if (unfinished || job) return state("No pictures yet", "The pictures of its folder are not indexed.", progress, actions);
  return state("No pictures yet", "This collection has no pictures.", manage, actions);
}

/** Where all that was found is unrelated to what is asked for. */
export function nothingState() {
  const said = "No picture of this collection is similar to it. The best score here is no better than chance.";
  return state("All of them are unrelated", said, button("Show them all the same", () => results.showAll()));
}

/** Below the last that is related. */
export function endState() {
  const rest = make("button", { type: "button", class: "quiet", click: () => results.showAll() }, "Show them");
  return make("p", { class: "results-end", role: "status" }, "Results end here: the others are unrelated.", rest);
}

/** What `emptyState` and `failedState` go by: as long as it is the same, what stands there stays. */
export const stateKey = () => {
  const { current, isKnown, all } = collections;
  const job = current && jobs.of(current.name);
  return [current?.name, current?.unfinished, current?.folders.length, isKnown, all.length > 0, job?.id, job && isOver(job), asked().collection, navigator.onLine].join("\n");
};

/** @param {unknown} error */
export function failedState(error) {
  const again = button("Try again", () => (collections.isKnown ? results.again() : collections.refresh()), "retry");
  if (error instanceof Unreachable) {
    const isOffline = !navigator.onLine;
    return state(isOffline ? "You are offline" : "The server cannot be reached",
      isOffline ? "The search continues when you are online again." : "It may be starting, or have been stopped. Your search is kept in the address bar.", again);
  }
  if (error instanceof Problem && error.status === 401) {
    return state("Not signed in", "This server shows its pictures only with a key.", button("Sign in", () => dispatchEvent(new Event("signin"))));
  }
  const start = button("Start over", () => go({ like: [], unlike: [], crop: "", where: "", weights: "" }));
  const isOurs = error instanceof Problem && error.status < 500;
  return state(isOurs ? "This search is not possible" : "Something went wrong", /** @type {Error} */ (error).message, again, isOurs && start);
}
