/** The results in a grid that loads more on scrolling; arrow keys move between them. */

import { asked, go } from "../address.js";
import { use } from "../examples.js";
import { make } from "../make.js";
import { fly, moving } from "../motion.js";
import { whileNear } from "../nearness.js";
import { choice, collections, jobs, results } from "../page.js";
import { makeCard } from "./card.js";
import { showStack } from "./stack-sheet.js";
import { emptyState, endState, failedState, nothingState, skeletons, stateKey } from "./states.js";

/** @typedef {import("./card.js").Card} Card */

const ASPECTS = { least: 0.72, most: 1.4 }; // width to height of the boxes

class ResultGrid extends HTMLElement {
  /** @type {Map<string, Card>} */
  #cards = new Map();
  #collection = "";
  /** @type {string[]} */
  #parts = [];
  /** The card that Tab leads to. @type {Card | null} */
  #current = null;
  #list = make("ul", { class: "grid", "aria-label": "Pictures", click: (/** @type {Event} */ event) => this.#click(/** @type {MouseEvent} */ (event)),
    keydown: (/** @type {KeyboardEvent} */ event) => this.#press(event), focusin: (/** @type {FocusEvent} */ event) => this.#focus(event),
    dragstart: (/** @type {DragEvent} */ event) => this.#carry(event) });
  #state = make("div", { class: "state" });
  #end = make("div", { class: "end", "aria-hidden": "true" });
  #lookAhead = () => {};
  #said = "";

  connectedCallback() {
    this.append(this.#list, this.#state, this.#end);
    results.addEventListener("change", () => this.#draw());
    choice.addEventListener("change", () => this.#mark());
    collections.addEventListener("change", () => this.#draw());
    jobs.addEventListener("change", () => results.items.length || this.#draw());
    this.#lookAhead = whileNear(this.#end, () => results.more());
    this.#draw();
  }

  #draw() {
    if (this.#collection !== results.collection) {
      [this.#collection, this.#current] = [results.collection, null];
      this.#cards.clear();
      this.#list.replaceChildren();
    }
    this.setAttribute("aria-busy", String(results.isBusy));
    const error = results.error ?? (collections.isKnown ? null : collections.error);
    const isEmpty = !results.items.length;
    this.#list.hidden = Boolean(results.error) && results.isNew; // they are no answer to what is asked now
    this.classList.toggle("stale", results.isBusy && results.isNew && !isEmpty && results.state === "ready");
    if (error) this.#say(`failed ${error}`, () => failedState(error));
    else if (collections.isKnown && !collections.current) this.#say("collection", () => emptyState("collection"));
    else if (isEmpty && results.state === "loading") this.#say("loading", skeletons);
    else if (isEmpty && results.isCut) this.#say("nothing", nothingState);
    else if (isEmpty) this.#say(asked().where ? "where" : "items", () => emptyState(asked().where ? "where" : "items"));
    else if (results.isCut) this.#say("end", endState);
    else this.#say("", null);
    this.#lay();
    this.#lookAhead();
  }

  /** What has the focus there keeps it, as long as the same is said. @param {string} what @param {(() => Node) | null} state */
  #say(what, state) {
    const said = what && `${what}\n${stateKey()}`;
    if (said === this.#said) return;
    this.#said = said;
    this.#state.replaceChildren(...(state ? [state()] : []));
  }

  #lay() {
    const parts = collections.current?.parts ?? [];
    const areOther = parts.join() !== this.#parts.join();
    this.#parts = parts;
    const cards = results.items.map((item) => {
      const known = this.#cards.get(item.id);
      const card = known ?? this.#make(item);
      if (!known || areOther || known.item !== item) card.show(item, parts, choice.has(item.id));
      return card;
    });
    const before = /** @type {Card[]} */ ([...this.#list.children]);
    const isLonger = before.every((card, at) => card === cards[at]);
    if (isLonger && before.length === cards.length) return;
    this.#shape();
    if (isLonger) this.#list.append(...cards.slice(before.length));
    else moving(before, () => this.#order(before, cards));
    if (!this.#current?.isConnected) this.#lead(cards[0] ?? null);
  }

  /** @param {import("../api-types.js").Found} item */
  #make(item) {
    const card = makeCard(this.#collection, item);
    this.#cards.set(item.id, card);
    this.#reach(card, false);
    return card;
  }

  /** @param {Card[]} before @param {Card[]} cards what is to be shown, in this order */
  #order(before, cards) {
    const kept = new Set(cards);
    for (const card of before) {
      if (kept.has(card)) continue;
      card.remove();
      this.#cards.delete(card.item.id);
    }
    let place = this.#list.firstElementChild;
    for (const card of cards) {
      if (place === card) place = place.nextElementSibling;
      else this.#list.insertBefore(card, place);
    }
  }

  /** Boxes of the shape that most pictures have, known before any of them is here. */
  #shape() {
    const shapes = results.items.slice(0, 60)
      .map(({ attributes: { width, height } }) => Number(width) / Number(height)).filter(Number.isFinite).sort((a, b) => a - b);
    const middle = shapes[Math.floor(shapes.length / 2)] ?? 1;
    const aspect = String(Math.min(ASPECTS.most, Math.max(ASPECTS.least, middle)));
    if (this.style.getPropertyValue("--aspect") !== aspect) this.style.setProperty("--aspect", aspect); // all cards are styled anew
  }

  #mark() {
    for (const card of this.#cards.values()) {
      const isChosen = choice.has(card.item.id);
      if (card.classList.contains("chosen") !== isChosen) card.show(card.item, collections.current?.parts ?? [], isChosen);
    }
  }

  /** @param {Card | null} card whether Tab leads to it @param {boolean} isReached */
  #reach(card, isReached) {
    for (const control of card?.querySelectorAll("a, button, input") ?? []) /** @type {HTMLElement} */ (control).tabIndex = isReached ? 0 : -1;
  }

  /** @param {Card | null} card */
  #lead(card) {
    if (card === this.#current) return;
    this.#reach(this.#current, false);
    this.#reach(card, true);
    this.#current = card;
  }

  /** @param {FocusEvent} event */
  #focus(event) {
    this.#lead(/** @type {HTMLElement} */ (event.target).closest(".card"));
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const target = /** @type {HTMLElement} */ (event.target).closest("[data-do]");
    const card = /** @type {Card | null} */ (target?.closest(".card"));
    if (!target || !card || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const example = `id:${card.item.id}`;
    const what = target.getAttribute("data-do");
    if (what === "choose") return choice.set(card.item, /** @type {HTMLInputElement} */ (target).checked);
    event.preventDefault();
    if (what === "stack") return showStack(this.#collection, card.item);
    if (what === "open") return go({ open: card.item.id });
    if (what === "and") return use(example, "like");
    if (what === "unlike") return use(example, "unlike");
    const picture = /** @type {HTMLImageElement} */ (card.querySelector("img"));
    fly(picture, document.querySelector("query-panel figure") ?? document.querySelector("query-panel"));
    use(example, "only");
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const card = target.closest(".card");
    if (!card || !target.matches("a")) return;
    if (event.key === " ") {
      event.preventDefault();
      return go({ open: /** @type {Card} */ (card).item.id });
    }
    const cards = [...this.#list.children];
    const at = cards.indexOf(card);
    const columns = getComputedStyle(this.#list).gridTemplateColumns.split(" ").length;
    const steps = /** @type {Record<string, number>} */ ({ ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + columns, ArrowUp: at - columns, Home: 0, End: cards.length - 1 });
    const next = cards[steps[event.key]];
    if (!next) return;
    event.preventDefault();
    /** @type {HTMLElement} */ (next.querySelector("a")).focus();
  }

  /** A card that is dragged onto the page is an example, as a file is. @param {DragEvent} event */
  #carry(event) {
    const card = /** @type {Card | null} */ (/** @type {HTMLElement} */ (event.target).closest?.(".card"));
    if (card) event.dataTransfer?.setData("application/x-lookalike", `id:${card.item.id}`);
  }
}

customElements.define("result-grid", ResultGrid);
