/** Updates a collection from its folders, or continues an interrupted update. */

import * as api from "../api.js";
import { counted } from "../formats.js";
import { isOver } from "../jobs.js";
import { icon } from "../icons.js";
import { make } from "../make.js";
import { say } from "../notices.js";
import { collections, jobs, live } from "../page.js";
import { confirmed } from "./remove.js";

/** Begin a job, and follow it from its first step. @param {() => Promise<import("../api-types.js").Job>} begin */
export async function follow(begin) {
  try {
    jobs.tell(await begin());
    live.hurry();
  } catch (error) {
    say(/** @type {Error} */ (error).message, { isError: true });
    jobs.refresh(); // another may have begun one
  }
}

class UpdateButtons extends HTMLElement {
  #draw = () => this.#show();
  #drawn = "";

  get name() {
    return this.getAttribute("collection") ?? "";
  }

  connectedCallback() {
    collections.addEventListener("change", this.#draw);
    jobs.addEventListener("change", this.#draw);
    this.#show();
  }

  disconnectedCallback() {
    collections.removeEventListener("change", this.#draw);
    jobs.removeEventListener("change", this.#draw);
  }

  #show() {
    const info = collections.all.find((one) => one.name === this.name);
    const job = jobs.of(this.name);
    const isBusy = job !== null && !isOver(job);
    const away = info?.away ?? 0;
    this.hidden = !info?.folders.length || isBusy;
    const drawn = `${info?.unfinished} ${away}`;
    if (drawn === this.#drawn) return; // a button that has the focus stays
    this.#drawn = drawn;
    this.replaceChildren(this.#button(info?.unfinished ? "Continue" : "Update", {}),
      this.#button("Compare new pictures", { check_duplicates: true }, "Updates, and says which new pictures are there already"),
      ...(away ? [make("button", { type: "button", class: "quiet", click: () => this.#remove(away) }, icon("trash"), "Remove missing pictures")] : []));
    this.prepend(...(info?.unfinished ? [make("span", { class: "soft" }, "Indexing was interrupted.")] : []));
  }

  /** @param {number} away items whose files are not there */
  async #remove(away) {
    const missing = collections.all.find((one) => one.name === this.name)?.missing ?? [];
    const said = "Their files are missing. If a disk is only disconnected, keep them: they return with it." +
      (missing.length ? ` These folders will no longer be indexed: ${missing.join(", ")}.` : "");
    const isWanted = await confirmed(`Remove ${counted(away, "picture")} from ${this.name}?`, said);
    if (isWanted) follow(() => api.indexCollection(this.name, { allow_removal: true }));
  }

  /** @param {string} label @param {{allow_removal?: boolean, check_duplicates?: boolean}} how @param {string} [title] */
  #button(label, how, title) {
    return make("button", { type: "button", class: "quiet", title, click: () => follow(() => api.indexCollection(this.name, how)) }, icon(how.check_duplicates ? "twice" : "retry"), label);
  }
}

customElements.define("update-buttons", UpdateButtons);
