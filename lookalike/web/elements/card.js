/** A result in the grid: picture, score with its parts, and actions. */

import { asked, href } from "../address.js";
import * as api from "../api.js";
import { counted, nameOf } from "../formats.js";
import { icon } from "../icons.js";
import { make } from "../make.js";
import { sayParts, shortScore } from "../parts.js";
import { partBar } from "./part-bar.js";

/** @typedef {import("../api-types.js").Found} Found */
/** @typedef {HTMLLIElement & {item: Found, show: (item: Found, parts: string[], isChosen: boolean) => void}} Card */

const SIDE = 320; // pixels of a thumbnail: sharp where a card is 160 wide on a fine screen

/** @param {string} collection @param {Found} item @returns {Card} */
export function makeCard(collection, item) {
  const name = nameOf(item);
  const link = make("a", { class: "picture", "data-do": "like", draggable: "true" },
    make("img", { src: api.thumbnail(collection, item.id, SIDE), alt: "", loading: "lazy", decoding: "async" }));
  const edge = make("div", { class: "edge" });
  const stack = make("button", { type: "button", class: "stack", "data-do": "stack" });
  const pick = make("input", { type: "checkbox", "data-do": "choose", "aria-label": `Select ${name}` });
  const card = /** @type {Card} */ (make("li", { class: "card" }, link, edge, stack,
    make("label", { class: "pick", title: "Select" }, pick),
    make("span", { class: "actions" },
      action("unlike", "minus", "Less like this", name), action("and", "plus", "And like this", name), action("open", "expand", "Open", name))));
  for (const kind of ["error", "load"]) card.querySelector("img")?.addEventListener(kind, () => card.classList.toggle("gone", kind === "error"));
  card.item = item;
  card.show = (found, parts, isChosen) => {
    card.item = found;
    const { score, parts: given = {}, relevance } = found;
    link.href = href({ like: [`id:${found.id}`], unlike: [], crop: "", open: "" });
    const said = [`More like ${name}`, ...(relevance ? [relevance] : []), ...(score === undefined ? [] : [sayParts(score, given)])];
    link.setAttribute("aria-label", said.join(", "));
    pick.checked = isChosen;
    card.classList.toggle("chosen", isChosen);
    card.classList.toggle("is-query", asked().like.includes(`id:${found.id}`));
    const count = found.beneath_count ?? 0;
    stack.hidden = !count;
    stack.replaceChildren(icon("stack"), `+${count.toLocaleString("en")}`);
    stack.title = `Show ${counted(count, "picture")} beneath`;
    stack.setAttribute("aria-label", `${stack.title}: ${name}`);
    edge.replaceChildren(...(score === undefined
      ? [make("span", { class: "name" }, name)]
      : [make("span", { class: "score" }, shortScore(score)), ...(relevance ? [make("span", { class: `level ${relevance}` }, relevance)] : []), partBar(given, parts)]));
  };
  return card;
}

/** @param {string} what @param {string} name @param {string} label @param {string} item */
const action = (what, name, label, item) =>
  make("button", { type: "button", class: "icon", "data-do": what, title: label, "aria-label": `${label}: ${item}` }, icon(name));
