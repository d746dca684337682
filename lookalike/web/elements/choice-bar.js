/** Actions on the selected items: copy, download, remove, explain two. */

import { asCsv, asJson, counted } from "../formats.js";
import { icon } from "../icons.js";
import { make } from "../make.js";
import { say } from "../notices.js";
import { choice, results } from "../page.js";
import { showPair } from "./pair-dialog.js";
import { removeItems } from "./remove.js";

class ChoiceBar extends HTMLElement {
  #said = make("span", { role: "status" });
  #explain = make("button", { type: "button", class: "quiet", title: "Why they are alike", click: () => showPair(results.collection, choice.items[0], choice.items[1]) },
    icon("alike"), "Explain");

  connectedCallback() {
    const button = (/** @type {string} */ label, /** @type {() => void} */ click, /** @type {string} */ name = "") =>
      make("button", { type: "button", class: "quiet", click }, name ? icon(name) : null, label);
    this.hidden = true;
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", "Selected pictures");
    this.append(this.#said,
      button("Clear", () => choice.clear(), "close"),
      button("Remove", () => removeItems(results.collection, choice.items), "trash"), // on a phone, what stands further on is scrolled to
      this.#explain,
      button("Copy CSV", () => copy(asCsv(choice.items))), button("Copy JSON", () => copy(asJson(choice.items))),
      button("Save CSV", () => download("chosen.csv", "text/csv", asCsv(choice.items))),
      button("Save JSON", () => download("chosen.json", "application/json", asJson(choice.items))));
    choice.addEventListener("change", () => {
      this.hidden = !choice.items.length;
      this.#explain.hidden = choice.items.length !== 2;
      document.body.toggleAttribute("data-choosing", !this.hidden);
      this.#said.textContent = counted(choice.items.length, "picture selected", "pictures selected");
    });
  }
}

/** @param {string} text */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    say(`Copied ${counted(choice.items.length, "picture")}.`);
  } catch {
    say("This browser does not allow copying; save it instead.", { isError: true });
  }
}

/** @param {string} name @param {string} type @param {string} text */
function download(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  make("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

customElements.define("choice-bar", ChoiceBar);
