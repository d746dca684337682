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
  return make("ul", { class: "grid", "aria-label": "Pictures are being looked for" }, ...boxes);
}

/** @param {string} title @param {string} said @param {...(Node | false)} deeds */
function told(title, said, ...deeds) {
  return make("div", { class: "told", role: "status" }, make("h2", {}, title), make("p", {}, said), make("div", { class: "deeds" }, ...deeds));
}

/** @param {string} label @param {() => void} click @param {string} [name] */
const button = (label, click, name) =>
  make("button", { type: "button", class: "main", click }, name ? icon(name) : null, label);

/** @param {"collection" | "items" | "where"} what there is none of */
export function emptyState(what) {
  if (what === "where") {
    return told("Nothing fits", "No picture is all that was narrowed to.", button("Take the narrowing away", () => go({ where: "" })));
  }
  const manage = button("Add pictures", () => go({ view: "manage", open: "" }), "plus");
  if (what === "items") return noItems(manage);
  const { collection } = asked();
  if (collection && collections.all.length) {
    return told("No such collection", `No collection “${collection}” is served.`, button("Look at another", () => go({ collection: "" })));
  }
  return told("No collection is served", "Make one from a folder of pictures.", manage);
}

/** @param {Node} manage */
function noItems(manage) {
  const { name = "", unfinished = false } = collections.current ?? {};
  const job = jobs.of(name);
  const deeds = make("update-buttons", { collection: name });
  const progress = make("job-progress", { collection: name });
  if (job && !isOver(job)) return told("Being indexed", "The pictures come here as they are read.", progress);
  if (unfinished || job) return told("Nothing here yet", "The pictures of its folder have not come in.", progress, deeds);
  return told("Nothing here yet", "This collection has no pictures.", manage, deeds);
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
    return told(isOffline ? "You are offline" : "The server is away",
      isOffline ? "The search goes on when the network is back." : "It may be starting, or have been stopped. What you asked for is kept in the address bar.", again);
  }
  if (error instanceof Problem && error.status === 401) {
    return told("Not signed in", "This server shows its pictures to those who have a key.", button("Sign in", () => dispatchEvent(new Event("signin"))));
  }
  const start = button("Begin anew", () => go({ like: [], unlike: [], crop: "", where: "", weights: "" }));
  const isOurs = error instanceof Problem && error.status < 500;
  return told(isOurs ? "This cannot be searched" : "Something went wrong", /** @type {Error} */ (error).message, again, isOurs && start);
}
