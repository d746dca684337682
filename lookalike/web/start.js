/** Start the page: register its elements, and search whenever the address changes. */

import { asked, go, watch } from "./address.js";
import { Unreachable } from "./api.js";
import { choice, collections, jobs, live, paced, results } from "./page.js";
import "./elements/camera-dialog.js";
import "./elements/check-view.js";
import "./elements/choice-bar.js";
import "./elements/collection-picker.js";
import "./elements/drop-zone.js";
import "./elements/duplicates-view.js";
import "./elements/facet-lists.js";
import "./elements/hit-options.js";
import "./elements/known-copy.js";
import "./elements/light-box.js";
import "./elements/manage-view.js";
import "./elements/map-view.js";
import "./elements/new-pictures.js";
import "./elements/pair-dialog.js";
import "./elements/part-weights.js";
import "./elements/query-panel.js";
import "./elements/result-grid.js";
import "./elements/result-line.js";
import "./elements/saved-searches.js";
import "./elements/score-meaning.js";
import "./elements/sign-in.js";
import "./elements/stack-sheet.js";
import "./elements/theme-switch.js";

/** @typedef {import("./api-types.js").Asked} Asked */

const FOLLOW_MS = 2000; // between two looks at what grows
const PATIENCE_MS = 20_000; // with a server that does not answer

/** @param {Asked} one @param {Asked} other */
const isSameSearch = (one, other) =>
  ["collection", "like", "unlike", "crop", "weights", "where", "copies", "group_by", "diverse"].every(
    (name) => String(one[/** @type {keyof Asked} */ (name)]) === String(other[/** @type {keyof Asked} */ (name)]),
  );

const VIEWS = /** @type {Record<string, string>} */ ({ manage: "Collections", duplicates: "Duplicates", check: "Check", map: "Map" });

function showView() {
  const title = VIEWS[asked().view];
  document.body.dataset.view = title ? asked().view : "look";
  document.title = title ? `${title} – Lookalike` : "Lookalike";
}

/** Which collection was asked last. */
let shown = "";
const state = () => (collections.current ? `${collections.current.name} ${collections.current.created_at}` : "");

function search() {
  const { current } = collections;
  shown = state();
  if (current) results.ask(current.name, asked(), current.items);
}

watch((now, before) => {
  showView();
  const isOther = now.collection !== before.collection;
  if (isOther) choice.clear();
  const isBehind = !now.view && before.view && results.fresh > 0; // nobody has seen a place that would be lost
  if (!isSameSearch(now, before) || isBehind) search();
  if (String(now.like) !== String(before.like)) scrollTo({ top: 0, behavior: "instant" });
});

collections.addEventListener("change", () => {
  if (state() === shown) return follow();
  choice.clear();
  search();
});
collections.addEventListener("count", () => follow());

/** The number of items has changed: what is shown stays where it is. */
const follow = paced(() => collections.current && results.follow(collections.current.items), FOLLOW_MS, PATIENCE_MS);
const refresh = paced(() => collections.refresh(), FOLLOW_MS, PATIENCE_MS);
const catchUp = paced(async () => {
  await Promise.all([jobs.refresh(), collections.refresh()]);
  if (results.error instanceof Unreachable && !collections.error) results.again();
}, FOLLOW_MS, PATIENCE_MS);

live.addEventListener("open", () => catchUp());
live.addEventListener("job", (event) => jobs.tell(/** @type {CustomEvent} */ (event).detail));
live.addEventListener("collection", (event) => collections.tell(/** @type {CustomEvent} */ (event).detail) && refresh());
jobs.addEventListener("end", () => refresh());
addEventListener("online", () => catchUp());
addEventListener("back", () => {
  for (const picture of /** @type {NodeListOf<HTMLImageElement>} */ (document.querySelectorAll(".gone img"))) {
    picture.loading = "eager"; // what is not seen is not asked for otherwise
    picture.src = picture.src;
  }
});

/** On a phone the sheet with the sliders covers the results: while one is dragged, the style clears the view. */
const sheet = document.querySelector("#refine");
/** @param {Event} event */
function drag(event) {
  const slider = /** @type {HTMLInputElement} */ (event.target);
  if (slider.type !== "range") return;
  slider.closest("label")?.classList.add("dragged");
  sheet?.classList.add("dragging");
}
function drop() {
  sheet?.classList.remove("dragging");
  sheet?.querySelector(".dragged")?.classList.remove("dragged");
}
sheet?.addEventListener("input", drag);
for (const end of ["change", "pointerup", "touchend", "touchcancel"]) sheet?.addEventListener(end, drop); // no change where it ends as it began

document.querySelector("#brand")?.addEventListener("click", (event) => {
  event.preventDefault();
  const { collection } = asked();
  go({ view: "", collection, like: [], unlike: [], crop: "", weights: "", where: "", copies: "", group_by: "", diverse: "", open: "" });
});
for (const view of Object.keys(VIEWS)) {
  document.querySelector(`#${view}`)?.addEventListener("click", (event) => {
    event.preventDefault();
    go({ view: asked().view === view ? "" : view, open: "" });
  });
}

showView();
live.begin();
if ("serviceWorker" in navigator) navigator.serviceWorker.register("service-worker.js").catch(() => {});
