/** Selects a region of the query picture to search by, with mouse, finger or keys. */

import { asked, go, watch } from "../address.js";
import { icon } from "../icons.js";
import { keepRatio, make } from "../make.js";

/** @typedef {{x: number, y: number, w: number, h: number}} Box fractions of the picture */

const LEAST = 0.04; // of a side: less is a click, not a box
const STEP = 0.02; // of a side, for each press of a key
const CORNERS = ["nw", "ne", "sw", "se"];

/** @param {string} crop @returns {Box | null} */
function parseBox(crop) {
  const [x, y, w, h] = crop.split(",").map(Number);
  return crop && w > 0 && h > 0 ? { x, y, w, h } : null;
}

/** @param {Box} box */
const formatBox = ({ x, y, w, h }) => [x, y, w, h].map((value) => +value.toFixed(3)).join(",");
/** @param {number} value @param {number} least @param {number} most */
const clamp = (value, least, most) => Math.min(most, Math.max(least, value));

/** @param {number} x @param {number} y @param {number} w @param {number} h within the picture, not too small @returns {Box} */
function within(x, y, w, h) {
  const [width, height] = [clamp(w, LEAST, 1), clamp(h, LEAST, 1)];
  return { x: clamp(x, 0, 1 - width), y: clamp(y, 0, 1 - height), w: width, h: height };
}

class RegionPicker extends HTMLElement {
  /** @type {Box | null} */
  #box = null;
  #frame = make("div", { class: "frame" });
  #seen = make("div", { class: "seen" });
  #region = make("div", {
    class: "region", tabindex: 0, role: "application", "aria-roledescription": "region", hidden: true,
    "aria-label": "Region to search by. Arrows move it, with Shift they change its size, Delete takes it away.",
    keydown: (/** @type {KeyboardEvent} */ event) => this.#press(event),
  });
  #toggle = make("button", { type: "button", class: "quiet region-toggle", "aria-pressed": "false", click: () => this.#switch() }, icon("crop"), "Region");
  /** From where to where the pointer draws, moves or sizes. @type {((x: number, y: number) => Box) | null} */
  #drag = null;

  connectedCallback() {
    const picture = make("img", { src: this.getAttribute("src"), alt: "The picture that is searched by", draggable: "false" });
    for (const kind of ["error", "load"]) picture.addEventListener(kind, () => this.classList.toggle("gone", kind === "error"));
    if (!this.#region.firstChild) this.#region.append(...CORNERS.map((corner) => make("i", { class: `corner ${corner}` })));
    picture.addEventListener("load", () => keepRatio(picture));
    this.#seen.replaceChildren(picture, this.#region);
    this.#frame.append(this.#seen, this.#toggle);
    this.replaceChildren(this.#frame);
    this.#frame.addEventListener("pointerdown", (event) => this.#begin(event));
    this.#frame.addEventListener("pointermove", (event) => this.#move(event));
    this.#frame.addEventListener("pointerup", () => this.#end());
    this.#frame.addEventListener("pointercancel", () => this.#end());
    watch(() => this.isConnected && this.#show(parseBox(asked().crop)));
    this.#show(parseBox(asked().crop));
  }

  /** @param {Box | null} box */
  #show(box) {
    this.#box = box;
    this.#region.hidden = !box;
    this.#toggle.setAttribute("aria-pressed", String(Boolean(box)));
    this.classList.toggle("drawn", Boolean(box));
    if (!box) return;
    for (const [name, value] of [["left", box.x], ["top", box.y], ["width", box.w], ["height", box.h]]) {
      this.#region.style.setProperty(String(name), `${Number(value) * 100}%`);
    }
  }

  #switch() {
    if (this.#box) return go({ crop: "" });
    go({ crop: formatBox({ x: 0.25, y: 0.25, w: 0.5, h: 0.5 }) });
    this.#region.focus();
  }

  /** @param {PointerEvent} event */
  #begin(event) {
    const isFinger = event.pointerType === "touch" && !this.#box; // which scrolls the page
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.button || isFinger || this.#toggle.contains(target)) return;
    const { x, y } = this.#at(event);
    const box = this.#box;
    if (box && target.classList.contains("corner")) this.#drag = this.#sizing(box, target.classList[1]);
    else if (box && this.#region.contains(target)) this.#drag = (toX, toY) => within(box.x + toX - x, box.y + toY - y, box.w, box.h);
    else this.#drag = (toX, toY) => ({ x: Math.min(x, toX), y: Math.min(y, toY), w: Math.abs(toX - x), h: Math.abs(toY - y) });
    this.#frame.setPointerCapture(event.pointerId);
    event.preventDefault();
  }

  /** @param {Box} box @param {string} corner @returns {(x: number, y: number) => Box} */
  #sizing(box, corner) {
    const fixedX = corner.includes("w") ? box.x + box.w : box.x;
    const fixedY = corner.includes("n") ? box.y + box.h : box.y;
    return (x, y) => ({ x: Math.min(x, fixedX), y: Math.min(y, fixedY), w: Math.abs(x - fixedX), h: Math.abs(y - fixedY) });
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (!this.#drag) return;
    const { x, y } = this.#at(event);
    this.#show(this.#drag(x, y));
  }

  #end() {
    if (!this.#drag) return;
    this.#drag = null;
    const box = this.#box;
    if (!box) return;
    if (box.w < LEAST || box.h < LEAST) this.#show(parseBox(asked().crop));
    else go({ crop: formatBox(box) });
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const box = this.#box;
    if (!box) return;
    if (event.key === "Delete" || event.key === "Backspace" || event.key === "Escape") {
      event.preventDefault();
      go({ crop: "" });
      this.#toggle.focus();
      return;
    }
    const steps = /** @type {Record<string, number[]>} */ ({ ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] });
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const moved = event.shiftKey
      ? within(box.x, box.y, Math.min(box.w + step[0], 1 - box.x), Math.min(box.h + step[1], 1 - box.y))
      : within(box.x + step[0], box.y + step[1], box.w, box.h);
    go({ crop: formatBox(moved) }, { replace: true });
  }

  /** @param {PointerEvent} event */
  #at(event) {
    const { left, top, width, height } = this.#seen.getBoundingClientRect();
    return { x: clamp((event.clientX - left) / width, 0, 1), y: clamp((event.clientY - top) / height, 0, 1) };
  }
}

customElements.define("region-picker", RegionPicker);
