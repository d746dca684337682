/** Check view: pictures that need attention, by kind, each with what can be done about it. */

import { go, href } from "../address.js";
import * as api from "../api.js";
import { counted, nameOf } from "../formats.js";
import { icon } from "../icons.js";
import { FAILED, followJobs, isShown, showProgress, tell } from "../job-view.js";
import { isOver } from "../jobs.js";
import { make } from "../make.js";
import { say } from "../notices.js";
import { collections, jobs } from "../page.js";
import { follow } from "./update-buttons.js";
import { kindsOfView } from "./kinds-of-view.js";
import "./job-progress.js";

/** @typedef {import("../api-types.js").Health} Health */
/** @typedef {import("../api-types.js").Finding} Finding */
/** @typedef {import("../api-types.js").Suspect} Suspect */

const PAGE = 24; // pictures of each kind that are read at once
const SIDE = 256; // pixels of a thumbnail
const LABELS = 30; // of which the numbers of pictures are shown
const READ = new Set(["name", "format", "width", "height", "bytes", "brightness", "colours", "taken_at", "away"]);
const TITLES = /** @type {Record<string, string>} */ ({
  mislabelled: "Wrong labels", outlier: "Like nothing else", hub: "Like very many", blank: "Blank", dark: "Dark",
  blurred: "Blurred", tiny: "Tiny", unreadable: "Cannot be read",
});

class CheckView extends HTMLElement {
  #summary = make("p", { class: "soft", role: "status" });
  #labels = make("select", { "aria-label": "Attribute that holds the labels" });
  #start = make("button", { type: "button", class: "main", click: () => this.#check() }, "Check");
  #progress = make("div", {});
  #balance = make("section", { class: "balance", hidden: true });
  #findings = make("div", { class: "findings" });
  #told = make("div", { class: "told", hidden: true });
  #collection = "";
  #offered = "";
  /** What the last check found; null if there was none. @type {Health | null} */
  #found = null;
  /** @type {unknown} */
  #error = null;

  connectedCallback() {
    this.append(kindsOfView(),
      make("header", {}, make("div", {}, make("h1", {}, "Check"), this.#summary),
        make("div", { class: "look-for" }, make("label", {}, "Labels", this.#labels), this.#start)),
      this.#progress, this.#told, this.#findings, this.#balance);
    followJobs("check", { enter: () => this.#enter(), draw: () => this.#draw(), ended: (job) => this.#ended(job) });
  }

  #enter() {
    const name = collections.current?.name;
    if (isShown("check") && name && name !== this.#collection) this.#load(name);
    this.#draw();
  }

  /** @param {import("../api-types.js").Job} job */
  #ended(job) {
    if (job.kind !== "check") return;
    jobs.close(job.id);
    this.#load(job.collection);
  }

  #check() {
    const name = collections.current?.name;
    if (name) follow(() => api.startCheck(name, this.#labels.value || null));
  }

  /** @param {string} name */
  async #load(name) {
    [this.#collection, this.#found, this.#error] = [name, null, null];
    this.#findings.replaceChildren();
    try {
      const found = await api.readCheck(name, { limit: PAGE });
      if (name !== this.#collection) return;
      this.#found = found.job === null ? null : found;
      if (found.label) this.#labels.value = found.label;
      this.#findings.replaceChildren(...found.findings.map((finding) => this.#section(finding)));
    } catch (error) {
      if (name !== this.#collection) return;
      this.#error = error;
    }
    this.#draw();
  }

  #draw() {
    if (!isShown("check")) return;
    const name = collections.current?.name ?? "";
    const job = jobs.of(name);
    this.#start.disabled = job !== null && !isOver(job);
    showProgress(this.#progress, name);
    this.#offer();
    const found = this.#found;
    this.#start.textContent = found ? "Check again" : "Check";
    const count = found?.findings.reduce((sum, one) => sum + one.count, 0) ?? 0;
    const failure = jobs.failureOf(name, "check");
    this.#summary.textContent = found ? [`${counted(count, "finding")} among ${counted(found.items, "picture")}`, ...found.remarks.map((said) => said.split(":")[0]), ...(failure ? [`${FAILED}: ${failure}`] : [])].join("; ") : "";
    this.#drawBalance();
    this.#told.hidden = count > 0;
    const [title, said] = this.#error ? ["Something went wrong", /** @type {Error} */ (this.#error).message]
      : failure ? [FAILED, failure]
      : found ? ["Nothing to attend to", `None of ${counted(found.items, "picture")} stands out.`]
        : ["What needs attention?", "Wrong labels, pictures like nothing else, blank, dark, blurred and tiny ones. Nothing is changed before you say so."];
    tell(this.#told, title, said);
  }

  #offer() {
    const names = (collections.current?.attributes ?? []).filter((name) => !READ.has(name));
    if (String(names) === this.#offered && this.#labels.options.length) return;
    this.#offered = String(names);
    const before = this.#labels.value || this.#found?.label || names.find((name) => name === "category") || "";
    this.#labels.replaceChildren(make("option", { value: "" }, "are not checked"),
      ...names.map((name) => make("option", { value: name }, `are in ${name.replaceAll("_", " ")}`)));
    this.#labels.value = names.includes(before) ? before : "";
  }

  #drawBalance() {
    const balance = Object.entries(this.#found?.balance ?? {});
    this.#balance.hidden = balance.length < 2;
    const label = this.#found?.label ?? "";
    const state = JSON.stringify([label, balance]);
    if (this.#balance.hidden || this.#balance.dataset.state === state) return;
    this.#balance.dataset.state = state;
    const most = balance[0][1];
    this.#balance.replaceChildren(make("h2", {}, `Pictures of each ${label.replaceAll("_", " ")}`),
      make("ol", {}, ...balance.slice(0, LABELS).map(([name, count]) => {
        const bar = make("span", { class: "bar-of", "aria-hidden": "true" });
        bar.style.width = `${Math.max(1, (100 * count) / most)}%`;
        return make("li", {}, make("span", { class: "name", title: name }, name), make("span", { class: "track" }, bar), make("span", { class: "soft" }, count.toLocaleString("en")));
      })),
      balance.length > LABELS && make("p", { class: "soft" }, `and ${counted(balance.length - LABELS, "label")} with fewer`) || "");
  }

  /** @param {Finding} finding */
  #section(finding) {
    const list = make("ul", { class: "suspects" }, ...finding.suspects.map((one) => this.#card(finding, one)));
    let shown = PAGE;
    const more = make("button", { type: "button", class: "quiet", hidden: finding.count <= shown, click: async () => {
      more.disabled = true;
      try {
        const page = await api.readCheck(this.#collection, { kinds: [finding.kind], limit: PAGE, offset: shown });
        shown += PAGE;
        list.append(...(page.findings[0]?.suspects ?? []).map((one) => this.#card(finding, one)));
        more.hidden = page.next_offset === null;
      } catch (error) {
        say(/** @type {Error} */ (error).message, { isError: true });
      }
      more.disabled = false;
    } }, "Show more");
    return make("section", { "aria-label": TITLES[finding.kind] },
      make("h2", {}, TITLES[finding.kind], make("span", { class: "soft" }, finding.count.toLocaleString("en"))),
      make("p", { class: "soft" }, `${capital(finding.meaning)}.`), list, more);
  }

  /** @param {Finding} finding @param {Suspect} one */
  #card(finding, one) {
    const picture = make("img", { alt: "", loading: "lazy", decoding: "async", src: api.thumbnail(this.#collection, one.id, SIDE) });
    const open = make("a", { class: "picture", href: href({ open: one.id }), "aria-label": `Open ${nameOf(one)}`, click: (/** @type {MouseEvent} */ event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go({ open: one.id });
    } }, picture);
    const card = make("li", {}, open, make("span", { class: "name", title: one.source }, nameOf(one)), make("span", { class: "soft" }, one.why));
    for (const kind of ["error", "load"]) picture.addEventListener(kind, () => card.classList.toggle("gone", kind === "error"));
    const label = this.#found?.label;
    if (one.suggestion && label && label !== "folder") {
      card.append(make("button", { type: "button", class: "quiet", click: () => this.#set(card, one, label) }, icon("check"), `Set ${one.suggestion}`));
    }
    return card;
  }

  /** Give it the suggested label; taken back by the notice. @param {HTMLElement} card @param {Suspect} one @param {string} label */
  async #set(card, one, label) {
    const before = one.attributes[label] ?? null;
    const collection = this.#collection;
    try {
      await api.setAttributes(collection, one.id, { [label]: one.suggestion });
      card.hidden = true;
      say(`${nameOf(one)} is now ${one.suggestion}.`, { actions: { Undo: async () => {
        await api.setAttributes(collection, one.id, { [label]: before });
        card.hidden = false;
      } } });
    } catch (error) {
      say(/** @type {Error} */ (error).message, { isError: true });
    }
  }
}

/** @param {string} text */
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

customElements.define("check-view", CheckView);
