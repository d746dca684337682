/** Duplicates view: what is there twice, looked for on request, and reviewed group by group. */

import * as api from "../api.js";
import { TIERS, USUAL } from "../duplicates.js";
import { counted, sized } from "../formats.js";
import { icon } from "../icons.js";
import { FAILED, followJobs, isShown, showProgress, tell } from "../job-view.js";
import { isOver } from "../jobs.js";
import { make } from "../make.js";
import { say } from "../notices.js";
import { collections, duplicates, jobs } from "../page.js";
import { follow } from "./update-buttons.js";
import { kindsOfView } from "./kinds-of-view.js";
import "./duplicate-list.js";
import "./duplicate-review.js";
import "./job-progress.js";

/** @typedef {import("../api-types.js").Tier} Tier */

class DuplicatesView extends HTMLElement {
  #summary = make("p", { class: "soft", role: "status" });
  #look = make("button", { type: "button", class: "main", click: () => this.#find() });
  #similar = make("input", { type: "checkbox" });
  #progress = make("div", {});
  #tiers = make("div", { class: "tiers", role: "group", "aria-label": "Kinds" });
  #told = make("div", { class: "told", hidden: true });
  #work = make("div", { class: "work" }, make("duplicate-list", {}), make("duplicate-review", {}));
  #moved = make("details", { class: "moved", hidden: true });
  #drawnMoved = "";

  connectedCallback() {
    const look = make("div", { class: "look-for" }, make("label", {}, this.#similar, "similar ones too"), this.#look);
    this.append(kindsOfView(), make("header", {}, make("div", {}, make("h1", {}, "Duplicates"), this.#summary), look),
      this.#progress, this.#tiers, this.#told, this.#work, this.#moved);
    this.addEventListener("click", (event) => {
      const isByPointer = event.detail > 0; // then the focus would only take the space bar from the review
      if (isByPointer) /** @type {HTMLElement} */ (event.target).closest("button")?.blur();
    });
    duplicates.addEventListener("change", () => this.#draw());
    followJobs("duplicates", { enter: () => this.#enter(), draw: () => this.#draw(), ended: (job) => this.#ended(job) });
  }

  #enter() {
    const name = collections.current?.name;
    if (isShown("duplicates") && name && name !== duplicates.collection) duplicates.load(name, []);
    this.#draw();
  }

  /** @param {import("../api-types.js").Job} job */
  #ended(job) {
    if (job.kind !== "duplicates") return;
    jobs.close(job.id);
    duplicates.renew(job.collection);
  }

  #find() {
    const name = collections.current?.name;
    if (name) follow(() => api.findDuplicates(name, this.#similar.checked ? TIERS : USUAL));
  }

  #draw() {
    if (!isShown("duplicates")) return;
    const name = collections.current?.name ?? "";
    const { found, groups, error, isBusy } = duplicates;
    const job = jobs.of(name);
    const isLooking = job !== null && !isOver(job);
    this.#look.disabled = isLooking;
    const label = found?.job ? "Look again" : "Look for duplicates";
    if (this.#look.textContent !== label) this.#look.replaceChildren(label);
    showProgress(this.#progress, name);
    const failure = jobs.failureOf(name, "duplicates");
    this.#summary.textContent = found?.job ? this.#sum(found) + (failure && `. ${FAILED}: ${failure}`) : "";
    this.#drawTiers();
    this.#drawMoved();
    const hasWork = groups.length > 0 || duplicates.canUndo;
    this.#work.hidden = !hasWork;
    this.#told.hidden = hasWork || (isBusy && !error);
    if (this.#told.hidden) return;
    const [title, said] = error ? ["Something went wrong", /** @type {Error} */ (error).message]
      : failure ? [FAILED, failure]
      : found?.job ? ["Nothing twice", found.total ? "All that was found is settled." : `None of ${counted(found.items, "picture")} is there twice.`]
        : ["What is there twice?", "Copies, smaller versions, edited ones and bursts are found by their pixels. Nothing is moved before you say so."];
    tell(this.#told, title, said);
  }

  /** @param {import("../api-types.js").Duplicates} found */
  #sum({ total, freed, items, found_at, added, removed, remarks }) {
    const then = new Date(1000 * found_at);
    const isToday = then.toDateString() === new Date().toDateString();
    const when = then.toLocaleString([], { ...(isToday ? {} : { day: "numeric", month: "short" }), hour: "2-digit", minute: "2-digit" });
    const came = added ? [`${counted(added, "picture")} came since, and ${added === 1 ? "was" : "were"} not looked at`] : [];
    const went = removed ? [`${counted(removed, "picture")} went since`] : [];
    return [`${counted(total, "group")} among ${counted(items, "picture")}; ${sized(freed)} could be freed; looked for at ${when}`, ...came, ...went, ...remarks].join(". ");
  }

  #drawTiers() {
    const { found, tiers } = duplicates;
    const counts = TIERS.filter((tier) => found?.tiers[tier]);
    const state = counts.map((tier) => `${tier} ${found?.tiers[tier]} ${tiers.includes(tier)}`).join();
    this.#tiers.hidden = !counts.length;
    if (this.#tiers.dataset.state === state || !found) return;
    const focused = this.#tiers.contains(document.activeElement) ? document.activeElement?.getAttribute("value") : null;
    this.#tiers.dataset.state = state;
    this.#tiers.replaceChildren(...counts.map((tier) => make("button", {
      type: "button", class: "quiet", value: tier, "aria-pressed": String(tiers.includes(tier)),
      click: () => duplicates.load(duplicates.collection, tiers.includes(tier) ? tiers.filter((one) => one !== tier) : [...tiers, tier]),
    }, tier, make("span", { class: "soft" }, (found.tiers[tier] ?? 0).toLocaleString("en")))));
    if (focused) /** @type {HTMLElement | null} */ (this.#tiers.querySelector(`[value="${focused}"]`))?.focus();
  }

  #drawMoved() {
    const { actions } = duplicates;
    this.#moved.hidden = !actions.length;
    const state = JSON.stringify(actions);
    if (state === this.#drawnMoved) return;
    this.#drawnMoved = state;
    const files = actions.reduce((sum, one) => sum + one.files, 0);
    this.#moved.replaceChildren(make("summary", {}, `${counted(files, "file")} moved aside`),
      make("ul", {}, ...actions.map((one) => make("li", {}, make("span", {}, `${timeOf(one.name)}: ${counted(one.files, "file")}`),
        make("button", { type: "button", class: "quiet", click: () => this.#bringBack(one.name) }, icon("undo"), "Bring back")))));
  }

  /** @param {string} action */
  async #bringBack(action) {
    try {
      const { moved, failed } = await duplicates.bringBack(action);
      say(`${counted(moved.length, "file")} brought back.${failed.length ? ` ${failed.join("; ")}` : ""}`, { isError: failed.length > 0 });
    } catch (error) {
      say(/** @type {Error} */ (error).message, { isError: true });
    }
  }
}

/** When an action was, from its name: `2026-05-01T101530.123456Z`. @param {string} name */
function timeOf(name) {
  const when = new Date(name.replace(/T(\d\d)(\d\d)(\d\d)(\.\d{3})\d*Z$/, "T$1:$2:$3$4Z"));
  return Number.isNaN(+when) ? name : when.toLocaleString();
}

customElements.define("duplicates-view", DuplicatesView);
