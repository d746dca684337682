/** Detect that the end of the list is near, measured anew after every change. */

const AHEAD = 1400; // pixels below or beside the window

/** @param {Element} mark */
function isNear(mark) {
  const isShown = mark.getClientRects().length > 0;
  const { top, left } = mark.getBoundingClientRect();
  return isShown && top < innerHeight + AHEAD && left < innerWidth + AHEAD;
}

/**
 * Act while the mark is within reach: after scrolling, after any change of size, and when asked.
 *
 * @param {Element} mark @param {() => void} act whatever moves the mark out of reach, some of it each time
 * @returns {() => void} looks again, before the next frame
 */
export function whileNear(mark, act) {
  let frame = 0;
  const look = () => {
    frame = 0;
    if (isNear(mark)) act();
  };
  const lookSoon = () => { frame ||= requestAnimationFrame(look); };
  addEventListener("scroll", lookSoon, { passive: true, capture: true }); // of what scrolls within the page too
  addEventListener("resize", lookSoon);
  const sizes = new ResizeObserver(lookSoon); // also where the view is shown again, or zoomed
  for (const element of [document.body, mark.parentElement]) if (element) sizes.observe(element);
  return lookSoon;
}
