/** Animations: items move to their new places, except where the user prefers reduced motion. */

const MOVE = { duration: 320, easing: "cubic-bezier(.2, .8, .2, 1)" };
const WATCHED = 120; // elements whose places are measured: those that can be in sight

const isWanted = () => !matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Change the page; the elements move to their new places (FLIP). @param {Iterable<Element>} elements @param {() => void} change */
export function moving(elements, change) {
  if (!isWanted()) return change();
  const before = new Map();
  for (const element of elements) {
    if (before.size >= WATCHED) break;
    const place = element.getBoundingClientRect();
    if (place.bottom > 0 && place.top < innerHeight) before.set(element, place);
  }
  change();
  for (const [element, from] of before) {
    const to = element.isConnected ? element.getBoundingClientRect() : from;
    const [x, y] = [from.left - to.left, from.top - to.top];
    if (x || y) element.animate([{ transform: `translate(${x}px, ${y}px)` }, {}], MOVE);
  }
}

/** A picture flies from one element to the place of another. @param {HTMLImageElement} from @param {Element | null} to */
export function fly(from, to) {
  if (!to || !isWanted()) return;
  const [start, end] = [from.getBoundingClientRect(), to.getBoundingClientRect()];
  if (!end.width || end.bottom < 0) return;
  const copy = /** @type {HTMLImageElement} */ (from.cloneNode());
  copy.className = "flying";
  copy.alt = "";
  const place = (/** @type {DOMRect} */ rect) =>
    ({ left: `${rect.left}px`, top: `${rect.top}px`, width: `${rect.width}px`, height: `${rect.height}px` });
  document.body.append(copy);
  copy.animate([{ ...place(start), opacity: 1 }, { ...place(end), opacity: 0.6 }], { ...MOVE, fill: "forwards" })
    .finished.finally(() => copy.remove());
}
