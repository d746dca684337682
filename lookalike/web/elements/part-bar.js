/** Stacked bar of a score: as long as the score, in the colours of the parts. */

import { make } from "../make.js";
import { tint } from "../parts.js";

/** @param {Record<string, number>} given what each part gives to the score @param {string[]} parts of the collection */
export function partBar(given, parts) {
  const bar = make("span", { class: "part-bar", "aria-hidden": "true" });
  for (const [name, value] of Object.entries(given)) {
    const piece = make("i", { class: tint(name, parts), title: `${name} ${value.toFixed(2)}` });
    piece.style.setProperty("width", `${Math.max(0, Math.min(1, value)) * 100}%`);
    bar.append(piece);
  }
  return bar;
}

/** Which colour is which part. @param {string[]} parts */
export function legend(parts) {
  return make("ul", { class: "legend", "aria-label": "Colours of the parts" },
    ...parts.map((name) => make("li", {}, make("i", { class: tint(name, parts) }), name)));
}
