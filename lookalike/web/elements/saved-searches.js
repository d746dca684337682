/** Saves this search by a name, and lists the saved ones. */

import { asked, format, watch } from "../address.js";
import { icon } from "../icons.js";
import { iconButton, make } from "../make.js";
import { collections } from "../page.js";
import { forget, save, savedSearches } from "../saved.js";

class SavedSearches extends HTMLElement {
  #sheet = make("div", { id: "saved", popover: "auto", class: "sheet", role: "dialog", "aria-label": "Saved searches", beforetoggle: () => this.#draw() });

  connectedCallback() {
    this.append(make("button", { type: "button", class: "icon", popovertarget: "saved", "aria-label": "Saved searches", title: "Saved searches" }, icon("star")), this.#sheet);
    watch(() => this.#sheet.matches(":popover-open") && this.#sheet.hidePopover());
  }

  #draw() {
    const rows = savedSearches().map(({ name, search }) => make("li", {},
      make("a", { href: search || location.pathname }, name),
      iconButton("trash", `Delete ${name}`, { click: () => { forget(name); this.#draw(); } })));
    const list = rows.length ? make("ul", {}, ...rows) : make("p", { class: "soft" }, "None yet. They are kept in this browser.");
    this.#sheet.replaceChildren(make("h2", {}, "Saved searches"), ...this.#form(), list);
  }

  #form() {
    const now = asked();
    const isWorth = now.like.length > 0 || now.where;
    const name = make("input", { type: "text", required: true, maxlength: 60, placeholder: "Name of this search", "aria-label": "Name of this search" });
    const keep = (/** @type {Event} */ event) => {
      event.preventDefault();
      const collection = collections.current?.name ?? now.collection;
      save({ name: name.value.trim(), search: format({ ...now, collection, open: "", view: "" }) });
      this.#draw();
    };
    return isWorth ? [make("form", { submit: keep }, name, make("button", { type: "submit", class: "main" }, "Save"))] : [];
  }
}

customElements.define("saved-searches", SavedSearches);
