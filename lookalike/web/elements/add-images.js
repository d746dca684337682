/** Drop area that adds pictures to a collection, with attributes for all of them. */

import * as api from "../api.js";
import { numberOf } from "../exact.js";
import { counted } from "../formats.js";
import { icon } from "../icons.js";
import { make } from "../make.js";
import { collections } from "../page.js";

const AT_A_TIME = 16; // files of one request: progress is seen, and a body stays small

class AddImages extends HTMLElement {
  #report = make("div", { class: "report", role: "status" });
  #bar = make("progress", { hidden: true, "aria-label": "Sent" });
  #rows = make("div", { class: "rows" });

  connectedCallback() {
    if (this.firstChild) return;
    const input = make("input", { type: "file", accept: "image/*,.heic,.heif,.jp2,.avif", multiple: true, change: () => {
      this.#add([...(input.files ?? [])]);
      input.value = "";
    } });
    const place = make("label", { class: "place" }, input, icon("plus"), make("span", {}, "Add pictures: drop them here, or choose"));
    for (const [kind, isOver] of /** @type {[string, boolean][]} */ ([["dragenter", true], ["dragover", true], ["dragleave", false], ["drop", false]])) {
      place.addEventListener(kind, (event) => { event.preventDefault(); place.classList.toggle("over", isOver); });
    }
    place.addEventListener("drop", (event) => this.#add([...(event.dataTransfer?.files ?? [])]));
    const attributes = make("details", {}, make("summary", {}, "With attributes"), this.#rows,
      make("button", { type: "button", class: "quiet", click: () => this.#row().focus() }, icon("plus"), "Another"));
    this.#row();
    this.append(place, attributes, this.#bar, this.#report);
  }

  #row() {
    const name = make("input", { type: "text", placeholder: "name", "aria-label": "Attribute" });
    const value = make("input", { type: "text", placeholder: "value", "aria-label": "Its value" });
    this.#rows.append(make("div", { class: "row" }, name, value));
    return name;
  }

  /** Numbers and truths as what they are; several values stand between semicolons. */
  get #attributes() {
    const rows = [...this.#rows.children].map((row) => [...row.querySelectorAll("input")].map((input) => input.value.trim()));
    return Object.fromEntries(rows.filter(([name, value]) => name && value).map(([name, value]) => [name, valueOf(value)]));
  }

  /** @param {File[]} files */
  async #add(files) {
    const collection = this.getAttribute("collection") ?? "";
    const attributes = this.#attributes;
    /** @type {string[]} */
    const refused = [];
    /** @type {string[]} */
    const copies = [];
    let added = 0;
    [this.#bar.hidden, this.#bar.max, this.#bar.value] = [!files.length, files.length, 0];
    for (let start = 0; start < files.length; start += AT_A_TIME) {
      const some = files.slice(start, start + AT_A_TIME);
      try {
        const put = await api.putImages(collection, some, attributes);
        added += put.items.length;
        copies.push(...(put.copies ?? []).map(({ said }) => said));
        refused.push(...put.refused.map(({ index, detail }) => `${some[index].name}: ${detail}`));
      } catch (error) {
        refused.push(`${some.map((file) => file.name).join(", ")}: ${/** @type {Error} */ (error).message}`);
      }
      this.#bar.value = start + some.length;
    }
    this.#bar.hidden = true;
    this.#report.replaceChildren(
      make("p", {}, `Added ${counted(added, "picture")}${refused.length ? `, ${refused.length} refused:` : "."}`),
      make("ul", {}, ...refused.map((reason) => make("li", {}, reason))),
      copies.length ? make("p", {}, "There already:") : "",
      make("ul", {}, ...copies.map((said) => make("li", {}, said))));
    collections.refresh();
  }
}

/** @param {string} text @returns {import("../api-types.js").Value} */
function valueOf(text) {
  if (text.includes(";")) return text.split(";").map((one) => one.trim()).filter(Boolean);
  if (text === "true" || text === "false") return text === "true";
  return text !== "" && Number.isFinite(Number(text)) ? numberOf(text) : text;
}

customElements.define("add-images", AddImages);
