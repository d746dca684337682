/** Makes a collection from a folder on the server, if its operator allows that. */

import * as api from "../api.js";
import { make } from "../make.js";
import { collections, jobs, live } from "../page.js";

class NewCollection extends HTMLElement {
  #said = make("p", { role: "alert" });

  connectedCallback() {
    const field = (/** @type {string} */ name, /** @type {string} */ label, /** @type {Record<string, any>} */ traits) =>
      make("label", {}, make("span", {}, label), make("input", { type: "text", name, ...traits }));
    const form = make("form", { submit: (/** @type {Event} */ event) => {
      event.preventDefault();
      this.#make(form);
    } },
      field("name", "Name", { required: true, pattern: "[A-Za-z0-9][A-Za-z0-9._\\-]{0,63}", title: "Letters, digits, dots, dashes" }),
      field("folder", "Folder on the server", { required: true, placeholder: "/photos/shop", list: "roots" }),
      field("attributes", "Table of attributes (optional)", { placeholder: "/photos/shop/attributes.csv" }),
      make("button", { type: "submit", class: "main" }, "Create"));
    const list = make("datalist", { id: "roots" });
    const open = (/** @type {Event} */ event) => /** @type {HTMLDetailsElement} */ (event.target).open && this.#tell(form, list);
    this.append(make("details", { toggle: open }, make("summary", {}, "New collection from a folder"), form, list, this.#said));
  }

  /** Which folders are allowed, where the server says it. @param {HTMLFormElement} form @param {HTMLElement} list */
  async #tell(form, list) {
    const settings = await api.showSettings().catch(() => null);
    list.replaceChildren(...(settings?.roots ?? []).map((root) => make("option", { value: root })));
    if (!settings || settings.makes_collections) return;
    form.hidden = true;
    this.#said.textContent = "This server does not create collections; its operator allows it with --root and --home.";
  }

  /** @param {HTMLFormElement} form */
  async #make(form) {
    const read = () => JSON.stringify([...new FormData(form)]);
    const sent = read();
    const given = Object.fromEntries(JSON.parse(sent).filter((/** @type {string[]} */ [, value]) => value));
    this.#said.textContent = "";
    try {
      jobs.tell(await api.makeCollection(/** @type {any} */ (given)));
      if (read() === sent) form.reset(); // what was typed meanwhile stays
      live.hurry();
      collections.refresh();
    } catch (error) {
      this.#said.textContent = /** @type {Error} */ (error).message;
    }
  }
}

customElements.define("new-collection", NewCollection);
