/** One group of duplicates: side by side or blinking, and what is to be done with it. */

import { asked } from "../address.js";
import * as api from "../api.js";
import { counted, nameOf, shown, sized } from "../formats.js";
import { icon } from "../icons.js";
import { make } from "../make.js";
import { say } from "../notices.js";
import { duplicates } from "../page.js";
import { DuplicateBlink } from "./duplicate-blink.js";

/** @typedef {import("../api-types.js").Group} Group */
/** @typedef {import("../api-types.js").Member} Member */

const SIDE = 1024; // pixels; the largest that the server makes
const ASPECTS = { least: 0.6, most: 2 }; // of the boxes, which all have the shape of the first picture
const SWIPE = 60; // pixels, to be no touch

class DuplicateReview extends HTMLElement {
  #isBlinking = false;
  /** The number among the others of the one that blinks against the one to keep. */
  #other = 0;
  #drawn = "";
  #title = make("h2", {});
  #why = make("p", { class: "soft" });
  #place = make("span", { class: "soft place", role: "status" });
  #pictures = make("div", { class: "members" });
  #blink = new DuplicateBlink();
  #startX = 0;
  #previous = this.#button("left", "Previous", "←", () => duplicates.step(-1));
  #next = this.#button("right", "Next", "→", () => duplicates.step(1));
  #mode = this.#button("blink", "Blink", "B", () => this.#setBlinking(!this.#isBlinking));
  #move = this.#button("aside", "Move the others aside", "M", () => this.#moveOthers());
  #distinct = this.#button("close", "Not the same", "N", () => this.#notSame());
  #undo = this.#button("undo", "Undo", "U", () => this.#takeBack());

  connectedCallback() {
    this.#move.classList.replace("quiet", "main");
    const keys = make("p", { class: "keys soft" }, make("kbd", {}, "1"), " to ", make("kbd", {}, "9"), " keep that one, ",
      make("kbd", {}, "Space"), " turn over, ", make("kbd", {}, "↑"), make("kbd", {}, "↓"), " another to blink with");
    this.append(
      make("header", {}, make("div", {}, this.#title, this.#why), make("div", { class: "steps" }, this.#previous, this.#place, this.#next)),
      this.#pictures, this.#blink,
      make("div", { class: "deeds" }, this.#move, this.#distinct, this.#mode, this.#undo), keys);
    for (const place of /** @type {HTMLElement[]} */ ([this.#pictures, this.#blink])) {
      place.addEventListener("pointerdown", (event) => { this.#startX = event.clientX; });
      place.addEventListener("pointerup", (event) => this.#swipe(event.clientX - this.#startX));
    }
    duplicates.addEventListener("change", () => this.#draw());
    document.addEventListener("keydown", (event) => this.#press(event));
  }

  /** @param {string} name @param {string} label @param {string} key @param {() => void} click */
  #button(name, label, key, click) {
    return make("button", { type: "button", class: "quiet", "aria-keyshortcuts": key, click }, icon(name), make("span", {}, label), make("kbd", { "aria-hidden": "true" }, key));
  }

  #draw() {
    const { group, groups, keep, canUndo, found, movesFiles } = duplicates;
    this.hidden = !group && !canUndo;
    this.#undo.disabled = !canUndo;
    for (const one of [this.#previous, this.#next, this.#mode, this.#move, this.#distinct]) one.hidden = !group;
    this.#move.hidden = !group || !movesFiles;
    const state = group ? `${duplicates.collection} ${group.number} ${group.members.map(({ id }) => id)}` : "";
    if (state !== this.#drawn) this.#drawGroup(group);
    this.#drawn = state;
    if (!group) return;
    this.#previous.disabled = duplicates.at === 0;
    this.#next.disabled = duplicates.at >= groups.length - 1;
    const isAll = found?.next_offset === null;
    this.#place.textContent = `${(duplicates.at + 1).toLocaleString("en")} of ${groups.length.toLocaleString("en")}${isAll ? "" : "+"}`;
    for (const figure of this.#pictures.children) {
      const isKept = figure.getAttribute("item") === keep;
      figure.classList.toggle("kept", isKept);
      figure.querySelector("button")?.setAttribute("aria-pressed", String(isKept));
    }
    this.#drawBlink(group);
  }

  /** @param {Group | null} group */
  #drawGroup(group) {
    this.#other = 0;
    this.#title.textContent = group ? `${group.tier} · ${Math.round(100 * group.confidence)} % sure` : "All settled";
    this.#why.textContent = group
      ? `${group.why}; ${counted(group.members.length, "picture")}, all but one are ${sized(group.freed)}`
      : "No group is left of these.";
    this.#pictures.replaceChildren(...(group?.members.map((member, at) => this.#figure(group, member, at)) ?? []));
    const { width, height } = group?.members[0].attributes ?? {};
    const aspect = Number(width) / Number(height);
    this.#pictures.style.setProperty("--aspect", String(Number.isFinite(aspect) ? Math.min(ASPECTS.most, Math.max(ASPECTS.least, aspect)) : 1));
    for (const { id } of duplicates.groups[duplicates.at + 1]?.members.slice(0, 2) ?? []) new Image().src = api.thumbnail(duplicates.collection, id, SIDE);
  }

  /** @param {Group} group @param {Member} member @param {number} at */
  #figure(group, member, at) {
    const { width, height, format, taken_at } = member.attributes;
    const facts = [width && height && `${shown(width)} × ${shown(height)}`, format && shown(format), sized(member.size), taken_at && shown(taken_at).replace("T", " ")];
    const isBest = member.id === group.best;
    const picture = make("img", { alt: nameOf(member), loading: "lazy", decoding: "async", draggable: "false", src: api.thumbnail(duplicates.collection, member.id, SIDE) });
    picture.addEventListener("error", () => figure.classList.add("gone"));
    const figure = make("figure", { item: member.id },
      make("a", { href: api.original(duplicates.collection, member.id), target: "_blank", rel: "noopener", "aria-label": `The file of ${nameOf(member)}` }, picture),
      make("figcaption", {}, make("strong", {}, nameOf(member)),
        make("span", { class: "facts" }, facts.filter(Boolean).join(" · ")),
        make("span", { class: "path" }, member.source),
        make("span", { class: "choices" },
          make("button", { type: "button", class: "quiet", click: () => duplicates.choose(member.id) }, icon("check"), "Keep this", at < 9 && make("kbd", { "aria-hidden": "true" }, String(at + 1))),
          group.members.length > 2 && make("button", { type: "button", class: "quiet", click: () => this.#notSame(member) }, icon("close"), "Not one of these"),
          isBest && make("span", { class: "soft" }, `suggested: ${group.why_best}`))));
    return figure;
  }

  /** @param {Group} group */
  #drawBlink(group) {
    this.#mode.setAttribute("aria-pressed", String(this.#isBlinking));
    this.#blink.hidden = !this.#isBlinking;
    this.#pictures.classList.toggle("small", this.#isBlinking);
    if (!this.#isBlinking) return this.#blink.stop();
    const kept = group.members.find(({ id }) => id === duplicates.keep) ?? group.members[0];
    const others = group.members.filter(({ id }) => id !== kept.id);
    const other = others[this.#other % others.length];
    const source = (/** @type {Member} */ { id }) => api.thumbnail(duplicates.collection, id, SIDE);
    this.#blink.show([source(kept), source(other)], [`keep: ${nameOf(kept)}`, nameOf(other)]);
  }

  /** @param {boolean} isBlinking */
  #setBlinking(isBlinking) {
    this.#isBlinking = isBlinking;
    this.#draw();
  }

  async #moveOthers() {
    if (!duplicates.group || !duplicates.movesFiles) return;
    await this.#tried(async () => {
      const moved = await duplicates.moveOthers();
      if (moved) this.#said(`${counted(moved.moved.length, "file")} moved aside.${moved.failed.length ? ` ${moved.failed.join("; ")}` : ""}`, moved.failed.length > 0);
    });
  }

  /** @param {Member} [member] of them all, if it is not given */
  async #notSame(member) {
    if (!duplicates.group) return;
    await this.#tried(async () => {
      const noted = await duplicates.notSame(member?.id);
      if (noted) this.#said(member ? `${nameOf(member)} is none of these: remembered.` : "Not the same: remembered.");
    });
  }

  /** @param {string} text @param {boolean} [isError] */
  #said(text, isError = false) {
    say(text, { isError, actions: { Undo: () => this.#takeBack() } });
  }

  async #takeBack() {
    if (duplicates.canUndo) await this.#tried(() => duplicates.undo());
  }

  /** @param {() => Promise<unknown>} act */
  async #tried(act) {
    try {
      await act();
    } catch (error) {
      say(/** @type {Error} */ (error).message, { isError: true });
    }
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (asked().view !== "duplicates" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.repeat && !event.key.startsWith("Arrow")) return; // a key that is held down settles one group
    if (target.closest("input, select, textarea, dialog, [popover]")) return;
    if (event.key === " " && target.closest("button, a, summary")) return;
    const member = duplicates.group?.members[Number(event.key) - 1];
    const acts = /** @type {Record<string, () => void>} */ ({
      ArrowRight: () => duplicates.step(1), ArrowLeft: () => duplicates.step(-1),
      ArrowDown: () => this.#turnTo(1), ArrowUp: () => this.#turnTo(-1),
      b: () => this.#setBlinking(!this.#isBlinking), m: () => this.#moveOthers(), n: () => this.#notSame(), u: () => this.#takeBack(),
      " ": () => (this.#isBlinking ? this.#blink.turn() : this.#setBlinking(true)),
    });
    const act = member ? () => duplicates.choose(member.id) : acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || (event.key.startsWith("Arrow") && !this.#isBlinking && /Up|Down/.test(event.key))) return;
    event.preventDefault();
    act();
  }

  /** Another to blink with. @param {number} by */
  #turnTo(by) {
    const others = duplicates.others.length;
    if (!this.#isBlinking || !others) return;
    this.#other = (this.#other + by + others) % others;
    this.#draw();
  }

  /** @param {number} far in pixels, to the right */
  #swipe(far) {
    if (Math.abs(far) > SWIPE) duplicates.step(far < 0 ? 1 : -1);
  }
}

customElements.define("duplicate-review", DuplicateReview);
