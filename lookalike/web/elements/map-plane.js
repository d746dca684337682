/** The plane of a map: zoomed and panned with mouse, fingers or keys; items are pointed at, opened, and gathered by a line. */

import * as api from "../api.js";
import { make } from "../make.js";
import { Camera } from "../map-camera.js";
import { css } from "../map-colours.js";
import { Drawing } from "../map-drawing.js";
import { Grid } from "../map-grid.js";
import { Pictures, withRoom } from "../map-pictures.js";

/** @typedef {import("../api-types.js").MapColumns} MapColumns */
/** @typedef {import("../map-colours.js").Colouring} Colouring */

const REACH = 14; // pixels from an item at which it is still meant
const TOUCH = 6; // pixels that a finger may stray, to be no pan
const STEP = 80; // pixels of an arrow key
const FASTER = 1.0016; // zoom of a pixel of the wheel
const DIM = 38; // opacity, to 255, of what is not meant
const REST_MS = 120; // without movement, before pictures are asked for
const SPACE = [52, 200]; // pixels of a picture's side: at first, and at most
const SHARP = 84; // pixels of a side, from which on the atlas is too coarse
const MOST_SHARP = 60; // pictures that are shown one by one
const LABEL = 6; // pixels between two labels

class MapPlane extends HTMLElement {
  #canvas = make("canvas", { tabindex: 0, role: "application", "aria-label": "Map: arrow keys move, plus and minus zoom, Enter opens the picture in the middle" });
  #labels = make("div", { class: "labels" });
  #line = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  #stroke = document.createElementNS("http://www.w3.org/2000/svg", "path");
  #marks = make("div", { class: "marks" });
  #sharp = make("div", { class: "sharp", "aria-hidden": "true" });
  /** Pictures that are shown one by one. @type {Map<number, HTMLImageElement>} */
  #sharpened = new Map();
  #card = make("div", { class: "pointed", hidden: true });
  #ring = make("i", { class: "twin", hidden: true });
  #twin = -1;
  /** Whether what is drawn next follows another plane. */
  #isLed = false;
  camera = new Camera();
  /** @type {Drawing | null} */
  #drawing = null;
  /** @type {MapColumns | null} */
  #map = null;
  /** @type {Grid | null} */
  #grid = null;
  /** @type {Pictures | null} */
  #pictures = null;
  /** @type {Colouring | null} */
  #colouring = null;
  /** Those that are not dimmed; null for all. @type {Set<number> | null} */
  #meant = null;
  /** @type {{item: number, words: string}[]} */
  #marked = [];
  /** @type {{x: number, y: number, words: string} | null} */
  #pin = null;
  #isDue = false;
  /** Whether all is to be seen, also in another size: nobody has moved it. */
  #isWhole = true;
  #restTimer = 0;
  #hasPictures = true;
  isGathering = false;
  /** @type {[number, number][]} */
  #gathered = [];
  /** @type {Map<number, {x: number, y: number}>} pointers that are down */
  #pointers = new Map();
  #strayed = 0;
  #pointed = -1;
  /** Milliseconds that the last frames took, for who measures. @type {number[]} */
  frames = [];

  connectedCallback() {
    if (this.#canvas.isConnected) return;
    this.#line.append(this.#stroke);
    this.#line.setAttribute("class", "line");
    this.#line.setAttribute("aria-hidden", "true");
    this.append(this.#canvas, this.#sharp, this.#labels, this.#marks, this.#ring, this.#line, this.#card);
    const hear = (/** @type {string} */ name, /** @type {(event: any) => void} */ act, passive = true) => this.#canvas.addEventListener(name, act, { passive });
    hear("wheel", (event) => this.#wheel(event), false);
    hear("pointerdown", (event) => this.#down(event));
    hear("pointermove", (event) => this.#move(event));
    hear("pointerup", (event) => this.#up(event));
    hear("pointercancel", (event) => this.#up(event));
    hear("pointerleave", () => this.#point(-1));
    hear("dblclick", (event) => this.#zoom(2, event.offsetX, event.offsetY));
    hear("keydown", (event) => this.#press(event), false);
    hear("focus", () => this.#pointAtMiddle());
    hear("blur", () => this.#point(-1));
    hear("webglcontextlost", (event) => event.preventDefault(), false);
    hear("webglcontextrestored", () => {
      this.#drawing = new Drawing(this.#canvas);
      this.#begin();
    });
    new ResizeObserver(() => this.#resize()).observe(this);
  }

  get isReady() {
    return this.#map !== null;
  }

  /** Show a map. @param {string} collection @param {MapColumns} map */
  show(collection, map) {
    this.#drawing ??= new Drawing(this.#canvas); // or an error, which says what is missing
    const isSame = this.#map?.job === map.job && this.#map?.side === map.side && this.collection === collection;
    [this.collection, this.#map] = [collection, map];
    if (isSame) return;
    this.#meant = null;
    this.twin(-1);
    this.#grid = new Grid(map.xs, map.ys);
    this.#begin();
    this.#resize();
    this.whole();
    this.#drawLabels();
  }

  collection = "";

  #begin() {
    const map = this.#map;
    if (!map) return;
    const drawing = /** @type {Drawing} */ (this.#drawing);
    const places = new Float32Array(2 * map.ids.length);
    for (let i = 0; i < map.ids.length; i++) places.set([map.xs[i], map.ys[i]], 2 * i);
    drawing.place(places);
    this.#pictures?.stop();
    this.#sharp.replaceChildren();
    this.#sharpened.clear();
    this.#pictures = new Pictures(this.collection, map.job, (slot, sheet) => this.#drawing?.keep(slot, sheet), map.side);
    this.#pictures.addEventListener("load", () => this.redraw());
    this.#paint();
  }

  /** @param {Colouring} colouring */
  colour(colouring) {
    this.#colouring = colouring;
    this.#paint();
  }

  /** Dim all others; null for none. @param {number[] | null} items */
  mean(items) {
    this.#meant = items && new Set(items);
    this.#paint();
  }

  /** Ring these items. @param {{item: number, words: string}[]} items @param {{x: number, y: number, words: string} | null} pin */
  mark(items, pin) {
    [this.#marked, this.#pin] = [items, pin];
    this.#marks.replaceChildren(...items.map(({ words }) => make("i", { title: words })), ...(pin ? [make("b", {}, pin.words)] : []));
    this.redraw();
  }

  /** Ring the item that another plane points at; -1 for none. @param {number} item */
  twin(item) {
    if (item === this.#twin) return;
    this.#twin = item;
    this.#ring.hidden = item < 0;
    if (item >= 0) this.#placeRing();
  }

  #placeRing() {
    const map = this.#map;
    if (this.#twin < 0 || !map) return;
    const [x, y] = this.camera.pixel(map.xs[this.#twin], map.ys[this.#twin]);
    this.#ring.style.transform = `translate(${x}px, ${y}px)`;
  }

  /** See the same part of the plane as another one. @param {MapPlane} other */
  follow(other) {
    this.#isLed = true;
    this.#isWhole = false;
    [this.camera.x, this.camera.y] = [other.camera.x, other.camera.y];
    this.camera.scale = other.camera.scale * this.#whole / other.#whole;
    this.redraw();
  }

  /** @param {boolean} has */
  set pictures(has) {
    this.#hasPictures = has;
    this.redraw();
  }

  whole() {
    this.#fit();
    this.#isWhole = true;
    this.redraw();
  }

  #fit() {
    if (this.#map?.ids.length) this.camera.fit(boxOf(this.#map.xs, this.#map.ys));
    this.#whole = this.camera.scale;
  }

  /** The scale at which all is seen. */
  #whole = 1;

  /** @param {number[]} items */
  lookAt(items) {
    const map = this.#map;
    if (!map || !items.length) return;
    this.#isWhole = false;
    this.camera.fit(boxOf(Float32Array.from(items, (i) => map.xs[i]), Float32Array.from(items, (i) => map.ys[i])));
    this.redraw();
  }

  /** @param {number} factor */
  closer(factor) {
    this.#zoom(factor, this.camera.width / 2, this.camera.height / 2);
  }

  #paint() {
    const [map, colouring] = [this.#map, this.#colouring];
    if (!map || !colouring || colouring.codes.length !== map.ids.length) return;
    const bytes = new Uint8Array(4 * map.ids.length);
    for (let i = 0; i < map.ids.length; i++) {
      const [r, g, b] = colouring.colours[colouring.codes[i]];
      const at = 4 * i;
      bytes[at] = r;
      bytes[at + 1] = g;
      bytes[at + 2] = b;
      bytes[at + 3] = this.#meant && !this.#meant.has(i) ? DIM : 255;
    }
    this.#drawing?.colour(bytes);
    this.redraw();
  }

  redraw() {
    if (this.#isDue || !this.#map) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      this.draw();
    });
    clearTimeout(this.#restTimer);
    this.#restTimer = setTimeout(() => this.#pictures?.want(this.#shown), REST_MS);
  }

  /** Items that have room for their picture. @type {number[]} */
  #shown = [];

  draw() {
    const [map, drawing, grid, colouring] = [this.#map, this.#drawing, this.#grid, this.#colouring];
    if (!map || !drawing || !grid || !colouring || !this.offsetWidth) return;
    const begun = performance.now();
    this.#shown = this.#hasPictures ? withRoom(grid, this.camera, map.xs, map.ys, this.camera.scale / this.#whole) : [];
    const pictures = this.#shown.flatMap((i) => {
      const slot = this.#pictures?.slot(i) ?? null;
      if (slot === null) return [];
      const alpha = this.#meant && !this.#meant.has(i) ? 2 * DIM / 255 : 1;
      const [r, g, b] = colouring.colours[colouring.codes[i]];
      return [{ x: map.xs[i], y: map.ys[i], slot, within: i % 64, colour: [r / 255, g / 255, b / 255, alpha] }];
    });
    drawing.draw(this.camera, devicePixelRatio, this.#pointSize, pictures, this.#side);
    this.dataset.pictures = String(pictures.length);
    this.#sharpen();
    this.#placeLabels();
    this.#placeMarks();
    this.#placeRing();
    if (!this.#isLed) this.#tell("look", null);
    this.#isLed = false;
    this.frames.push(performance.now() - begun);
    if (this.frames.length > 200) this.frames.shift();
  }

  /** Show the pictures one by one where they are few and large. */
  #sharpen() {
    const [map, colouring] = [/** @type {MapColumns} */ (this.#map), /** @type {Colouring} */ (this.#colouring)];
    const side = this.#side;
    const wanted = side >= SHARP && this.#shown.length <= MOST_SHARP ? this.#shown : [];
    const there = new Set(wanted);
    for (const [item, picture] of this.#sharpened) {
      if (there.has(item)) continue;
      picture.remove();
      this.#sharpened.delete(item);
    }
    for (const item of wanted) {
      let picture = this.#sharpened.get(item);
      if (!picture) {
        picture = make("img", { src: api.thumbnail(this.collection, map.ids[item], 384), alt: "", draggable: "false" });
        this.#sharpened.set(item, picture);
        this.#sharp.append(picture);
      }
      const [x, y] = this.camera.pixel(map.xs[item], map.ys[item]);
      picture.style.width = picture.style.height = `${side}px`;
      picture.style.transform = `translate(${x - side / 2}px, ${y - side / 2}px)`;
      picture.style.borderColor = css(colouring.colours[colouring.codes[item]]);
      picture.style.opacity = this.#meant && !this.#meant.has(item) ? "0.3" : "";
    }
  }

  /** Until the graphics are done too: for who measures. */
  finish() {
    this.#drawing?.finish();
  }

  /** How much closer than all, where items would lie evenly. */
  get #closeness() {
    const apart = this.camera.scale * 2 / Math.sqrt(this.#map?.ids.length || 1);
    return Math.max(1, apart / 60);
  }

  get #pointSize() {
    const apart = this.camera.scale * 2 / Math.sqrt(this.#map?.ids.length || 1);
    return Math.min(11, Math.max(2.5, 2 + apart / 7));
  }

  get #side() {
    return Math.min(SPACE[1], SPACE[0] * Math.sqrt(this.#closeness));
  }

  #resize() {
    const [width, height] = [this.clientWidth, this.clientHeight];
    if (!width || !height) return;
    [this.#canvas.width, this.#canvas.height] = [width, height].map((one) => Math.round(one * devicePixelRatio));
    this.camera.resize(width, height, this.#map?.ids.length ?? 1);
    if (this.#isWhole) this.#fit();
    this.draw(); // at once: a canvas that has another size is empty
  }

  #drawLabels() {
    const map = this.#map;
    if (!map) return;
    this.#labels.replaceChildren(...map.clusters.map((one, number) => make("button", {
      type: "button", title: `${one.why} (${one.count.toLocaleString("en")})`, "data-number": number,
      click: () => this.lookAt([...map.cluster.keys()].filter((i) => map.cluster[i] === number)),
    }, one.name)));
  }

  /** The larger clusters first; a name that would cover another's is not shown. */
  #placeLabels() {
    /** @type {[number, number, number, number][]} */
    const taken = [];
    const places = /** @type {HTMLElement[]} */ ([...this.#labels.children]).map((label, number) => {
      const one = /** @type {MapColumns} */ (this.#map).clusters[number];
      const [x, y] = this.camera.pixel(one.x, one.y);
      const half = (Number(label.dataset.wide) || 40) / 2;
      const box = /** @type {[number, number, number, number]} */ ([x - half - LABEL, y - 12 - LABEL, x + half + LABEL, y + 12 + LABEL]);
      const isIn = box[0] > 0 && box[1] > 0 && box[2] < this.camera.width && box[3] < this.camera.height;
      const isFree = isIn && !taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]);
      if (isFree) taken.push(box);
      return { label, x, y, isFree };
    });
    for (const { label, x, y, isFree } of places) {
      label.style.visibility = isFree ? "visible" : "hidden";
      label.style.transform = `translate(${x}px, ${y}px) translate(-50%, -50%)`;
      if (!label.dataset.wide && label.offsetWidth) label.dataset.wide = String(label.offsetWidth);
    }
  }

  #placeMarks() {
    const map = /** @type {MapColumns} */ (this.#map);
    const marks = /** @type {HTMLElement[]} */ ([...this.#marks.children]);
    marks.forEach((mark, number) => {
      const at = this.#marked[number] ? [map.xs[this.#marked[number].item], map.ys[this.#marked[number].item]] : [this.#pin?.x ?? 0, this.#pin?.y ?? 0];
      const [x, y] = this.camera.pixel(at[0], at[1]);
      mark.style.transform = `translate(${x}px, ${y}px)`;
    });
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 30 : 1) * (event.ctrlKey ? 4 : 1);
    this.#zoom(FASTER ** -pixels, event.offsetX, event.offsetY);
  }

  /** @param {number} factor @param {number} x @param {number} y */
  #zoom(factor, x, y) {
    this.camera.zoom(factor, x, y);
    this.#isWhole = false;
    this.#point(-1);
    this.redraw();
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.button) return;
    this.#canvas.setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
    this.#strayed = 0;
    const begins = (this.isGathering || event.shiftKey) && this.#pointers.size === 1;
    this.#gathered = begins ? [this.camera.place(event.offsetX, event.offsetY)] : [];
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return event.pointerType === "mouse" ? this.#point(this.#under(event.offsetX, event.offsetY)) : undefined;
    const [dx, dy] = [event.offsetX - before.x, event.offsetY - before.y];
    this.#strayed += Math.abs(dx) + Math.abs(dy);
    if (this.#strayed < TOUCH) return undefined;
    const others = [...this.#pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    this.#pointers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
    if (this.#gathered.length && !others.length) return this.#gather(event);
    this.#gathered = [];
    this.#drawLine();
    if (others.length) {
      const [other] = others;
      const apart = (/** @type {{x: number, y: number}} */ one) => Math.hypot(one.x - other.x, one.y - other.y) || 1;
      const now = { x: event.offsetX, y: event.offsetY };
      this.camera.zoom(apart(now) / apart(before), (now.x + other.x) / 2, (now.y + other.y) / 2);
      this.camera.pan(dx / 2, dy / 2);
    } else this.camera.pan(dx, dy);
    this.#isWhole = false;
    this.#point(-1);
    return this.redraw();
  }

  /** @param {PointerEvent} event */
  #up(event) {
    if (!this.#pointers.delete(event.pointerId)) return;
    const line = this.#gathered;
    this.#gathered = [];
    this.#drawLine();
    if (this.#strayed >= TOUCH) {
      if (line.length && event.type === "pointerup") this.#tell("gather", this.#grid?.within(line) ?? []);
      return;
    }
    const item = this.#under(event.offsetX, event.offsetY);
    if (event.type === "pointerup" && item >= 0 && !this.#pointers.size) this.#tell("pick", item);
  }

  /** @param {PointerEvent} event */
  #gather(event) {
    this.#gathered.push(this.camera.place(event.offsetX, event.offsetY));
    this.#drawLine();
  }

  #drawLine() {
    const corners = this.#gathered.map(([x, y]) => this.camera.pixel(x, y).map((one) => one.toFixed(1)).join(" "));
    this.#stroke.setAttribute("d", corners.length > 1 ? `M${corners.join("L")}Z` : "");
  }

  /** @param {string} name @param {unknown} detail */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /** What a pixel is of: a picture, or a point. @param {number} px @param {number} py */
  #under(px, py) {
    const map = this.#map;
    if (!map || !this.#grid) return -1;
    const half = this.#side / 2;
    const shown = this.#shown.findLast((i) => {
      const [x, y] = this.camera.pixel(map.xs[i], map.ys[i]);
      return Math.abs(px - x) <= half && Math.abs(py - y) <= half && this.#pictures?.slot(i) !== null;
    });
    return shown ?? this.#grid.nearest(...this.camera.place(px, py), REACH / this.camera.scale);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const moves = /** @type {Record<string, [number, number]>} */ ({ ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] });
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    this.#isWhole &&= !moves[event.key];
    if (moves[event.key]) this.camera.pan(...moves[event.key]);
    else if (event.key === "+" || event.key === "=") this.closer(1.5);
    else if (event.key === "-") this.closer(1 / 1.5);
    else if (event.key === "0") this.whole();
    else if (event.key === "Enter" && this.#pointed >= 0) return this.#tell("pick", this.#pointed);
    else return undefined;
    event.preventDefault();
    this.redraw();
    return this.#pointAtMiddle();
  }

  #pointAtMiddle() {
    if (!this.#canvas.matches(":focus-visible")) return;
    const { width, height } = this.camera;
    this.#point(this.#grid?.nearest(...this.camera.place(width / 2, height / 2), Math.max(width, height) / this.camera.scale) ?? -1);
  }

  /** Say what an item is, beside it. @param {number} item */
  #point(item) {
    this.#canvas.style.cursor = item >= 0 && !this.isGathering ? "pointer" : "";
    const map = this.#map;
    if (item < 0 || !map) {
      if (this.#pointed >= 0) this.#tell("point", -1);
      this.#pointed = -1;
      this.#card.hidden = true;
      return;
    }
    const [x, y] = this.camera.pixel(map.xs[item], map.ys[item]);
    this.#card.style.transform = `translate(${Math.min(x + 14, this.camera.width - 190)}px, ${Math.min(y + 14, this.camera.height - 210)}px)`;
    if (item === this.#pointed) return;
    this.#pointed = item;
    this.#tell("point", item);
    this.#card.hidden = false;
    const colour = this.#colouring?.colours[this.#colouring.codes[item]];
    const swatch = make("i", {});
    if (colour) swatch.style.background = css(colour);
    const said = map.values?.[item] ?? map.clusters[map.cluster[item]]?.name ?? "";
    this.#card.replaceChildren(make("img", { src: api.thumbnail(this.collection, map.ids[item], 256), alt: "" }),
      make("p", { role: "status" }, swatch, String(said) || map.ids[item]));
  }
}

/** @param {Float32Array} xs @param {Float32Array} ys @returns {[number, number, number, number]} */
function boxOf(xs, ys) {
  let [left, bottom, right, top] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < xs.length; i++) {
    [left, right] = [Math.min(left, xs[i]), Math.max(right, xs[i])];
    [bottom, top] = [Math.min(bottom, ys[i]), Math.max(top, ys[i])];
  }
  return [left, bottom, right, top];
}

customElements.define("map-plane", MapPlane);
