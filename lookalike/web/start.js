/** Begins the page: makes its elements known, and asks whenever the address bar asks something else. */

import { asked, go, watch } from "./address.js";
import { choice, collections, results } from "./page.js";
import "./elements/camera-dialog.js";
import "./elements/choice-bar.js";
import "./elements/collection-picker.js";
import "./elements/drop-zone.js";
import "./elements/facet-lists.js";
import "./elements/light-box.js";
import "./elements/manage-view.js";
import "./elements/part-weights.js";
import "./elements/query-panel.js";
import "./elements/result-grid.js";
import "./elements/result-line.js";
import "./elements/saved-searches.js";
import "./elements/sign-in.js";
import "./elements/theme-switch.js";

/** @typedef {import("./words.js").Asked} Asked */

/** @param {Asked} one @param {Asked} other */
const isSameSearch = (one, other) =>
  ["collection", "like", "unlike", "crop", "weights", "where"].every(
    (name) => String(one[/** @type {keyof Asked} */ (name)]) === String(other[/** @type {keyof Asked} */ (name)]),
  );

function showView() {
  document.body.dataset.view = asked().view === "manage" ? "manage" : "look";
  document.title = asked().view === "manage" ? "Collections – Lookalike" : "Lookalike";
}

function search() {
  const { current } = collections;
  if (current) results.ask(current.name, asked());
}

watch((now, before) => {
  showView();
  const isOther = now.collection !== before.collection;
  if (isOther) choice.clear();
  if (!isSameSearch(now, before)) search();
  if (String(now.like) !== String(before.like)) scrollTo({ top: 0, behavior: "instant" });
});

let shown = "";
collections.addEventListener("change", () => {
  const { current } = collections;
  const state = current ? `${current.name} ${current.items} ${current.created_at}` : "";
  if (state !== shown) search();
  shown = state;
});

addEventListener("online", () => collections.refresh());
document.querySelector("#brand")?.addEventListener("click", (event) => {
  event.preventDefault();
  const { collection } = asked();
  go({ view: "", collection, like: [], unlike: [], crop: "", weights: "", where: "", open: "" });
});
document.querySelector("#manage")?.addEventListener("click", (event) => {
  event.preventDefault();
  go({ view: asked().view === "manage" ? "" : "manage", open: "" });
});

showView();
collections.refresh();
if ("serviceWorker" in navigator) navigator.serviceWorker.register("service-worker.js").catch(() => {});
