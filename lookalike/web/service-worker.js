/** Service worker: caches the page's own files for offline use; never caches API responses. */

const SHELL = "lookalike-shell";
const FILES = [
  "./", "manifest.webmanifest", "theme.js", "start.js", "address.js", "api.js", "choice.js",
  "collections.js", "duplicates.js", "exact.js", "examples.js", "formats.js", "icons.js", "job-view.js", "jobs.js",
  "live.js", "make.js", "map-beside.js", "map-camera.js", "map-colours.js", "map-drawing.js", "map-grid.js", "map-pictures.js",
  "motion.js", "nearness.js", "notices.js", "page.js", "parts.js",
  "removal.js", "results.js", "saved.js", "where.js",
  ...["add-images", "camera-dialog", "card", "check-view", "choice-bar", "collection-card", "collection-picker",
    "drop-zone", "duplicate-blink", "duplicate-list", "duplicate-review", "duplicates-view",
    "facet-lists", "heat-map", "hit-options", "job-progress", "kinds-of-view", "known-copy", "light-box", "manage-view",
    "map-beside", "map-plane", "map-view",
    "new-collection", "new-pictures", "pair-dialog", "pair-palette", "part-bar", "part-weights", "query-panel", "query-sources",
    "region-picker", "remove", "result-grid", "result-line", "saved-searches", "score-meaning", "sign-in", "stack-sheet", "states",
    "theme-switch", "update-buttons",
  ].map((name) => `elements/${name}.js`),
  ...["tokens", "base", "frame", "query", "refine", "grid", "light-box", "manage", "duplicates", "check", "pair", "map"]
    .map((name) => `style/${name}.css`),
  "icons/icon.svg", "icons/icon-192.png",
];

const worker = /** @type {any} */ (self);

worker.addEventListener("install", (/** @type {any} */ event) => {
  // A request that runs through a worker ends with its page, and what a page sends as it goes must not.
  event.addRoutes?.({ condition: { urlPattern: new URL("v1/*", worker.location.href).href }, source: "network" })?.catch(() => {});
  event.waitUntil(caches.open(SHELL).then((shell) => shell.addAll(FILES)).then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (/** @type {any} */ event) => {
  event.waitUntil(worker.clients.claim());
});

/** The server's file where it answers, so that a new version is seen at once; else the one that was kept. */
worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const url = new URL(event.request.url);
  const path = url.pathname.slice(new URL("./", worker.location.href).pathname.length) || "./";
  if (event.request.method !== "GET" || url.origin !== worker.location.origin || !FILES.includes(path)) return;
  event.respondWith(fetch(event.request)
    .then(async (answer) => {
      if (answer.ok) await (await caches.open(SHELL)).put(path, answer.clone());
      return answer;
    })
    .catch(async () => (await caches.match(path)) ?? Response.error()));
});

/** What a page that goes wants to have sent; the worker outlives it. */
worker.addEventListener("message", (/** @type {any} */ event) => {
  if (event.data?.send) event.waitUntil(fetch(event.data.send, event.data.how));
});
