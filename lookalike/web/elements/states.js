/** What stands where the pictures would: while they come, when there are none, and when something went wrong. */

import { asked, go } from "../address.js";
import { Problem, Unreachable } from "../api.js";
import { icon } from "../icons.js";
import { make } from "../make.js";
import { collections, results } from "../page.js";

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
  if (what === "items") return told("Nothing here yet", "This collection has no pictures.", manage);
  const { collection } = asked();
  if (collection && collections.all.length) {
    return told("No such collection", `No collection “${collection}” is served.`, button("Look at another", () => go({ collection: "" })));
  }
  return told("No collection is served", "Make one from a folder of pictures.", manage);
}

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
