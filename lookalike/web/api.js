/** The API client: the only file that sends requests to the server. */

import { readJson, writeJson } from "./exact.js";

/** @typedef {import("./api-types.js").Asked} Asked */
/** @typedef {import("./api-types.js").Collection} Collection */
/** @typedef {import("./api-types.js").Job} Job */

const VALUES = 50; // of an attribute: more are no list that one reads
const SILENT_MS = 45_000; // of a stream, which shows signs of life each 15 s
const KEPT_ALIVE = 60_000; // bytes that browsers send for a page that has gone: 64 KiB
const TRIES = 4; // of a request that the server is too busy to accept

/** What the server says is wrong. */
export class Problem extends Error {
  /** @param {number} status @param {string} detail */
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

/** The server does not answer at all. */
export class Unreachable extends Error {}

/** @param {unknown} error whether it only says that nobody waits for the answer any more */
export const isAborted = (error) => error instanceof DOMException && error.name === "AbortError";

let isAway = false;

/**
 * Every request goes through here; the window is told `back` by the first that is answered after one that was not.
 *
 * @param {string} path @param {RequestInit} [how] @param {number} [tries]
 * @returns {Promise<Response>}
 */
async function answered(path, how = {}, tries = TRIES) {
  const answer = await fetch(path, how).catch((error) => {
    if (isAborted(error)) throw error;
    isAway = true;
    throw new Unreachable("The server does not answer.");
  });
  if (isAway) dispatchEvent(new Event("back"));
  isAway = false;
  if (answer.ok) return answer;
  const wait_s = Number(answer.headers.get("retry-after") ?? 1);
  if (answer.status === 429 && tries > 1) {
    await new Promise((resolve) => setTimeout(resolve, wait_s * 1000));
    how.signal?.throwIfAborted();
    return answered(path, how, tries - 1);
  }
  if (answer.status === 401) dispatchEvent(new Event("signin"));
  const problem = await answer.json().catch(() => ({}));
  throw new Problem(answer.status, problem.detail ?? `${answer.status} ${answer.statusText}`);
}

/** @param {string} path @param {RequestInit} [how] @returns {Promise<any>} */
const ask = async (path, how) => readJson(await (await answered(path, how)).text());

/** @param {string} method @param {unknown} body @param {AbortSignal} [signal] @returns {RequestInit} */
function sending(method, body, signal) {
  if (body instanceof FormData) return { method, body, signal };
  return { method, body: writeJson(body), headers: { "content-type": "application/json" }, signal };
}

/** @param {string} name */
const at = (name) => `v1/collections/${encodeURIComponent(name)}`;
/** @param {string} name @param {string} id */
const image = (name, id) => `${at(name)}/images/${encodeURIComponent(id)}`;

/** @param {Record<string, string | number | null | undefined>} options without those that are empty */
function options(options) {
  const given = Object.entries(options).filter(([, value]) => value);
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
}

/** @returns {Promise<Collection[]>} */
export const listCollections = async () => (await ask("v1/collections")).collections;

/** @returns {Promise<import("./api-types.js").Session>} */
export const showSession = () => ask("v1/session");

/** The browser keeps the key where no script sees it. @param {string} key */
export const signIn = (key) => ask("v1/session", sending("POST", { key }));

export const signOut = () => ask("v1/session", { method: "DELETE" });

/** @type {Promise<import("./api-types.js").Settings> | null} */
let settings = null;

/** Asked once, for they stay as long as the server runs; again where that failed. */
export function showSettings() {
  settings ??= ask("v1/settings").catch((error) => {
    settings = null;
    throw error;
  });
  return settings;
}

/** @param {{name: string, folder: string, attributes?: string}} wanted @returns {Promise<Job>} */
export const makeCollection = (wanted) => ask("v1/collections", sending("POST", wanted));

/**
 * @param {string} name @param {{where?: string, limit?: number, cursor?: string | null}} page
 * @param {AbortSignal} [signal] @returns {Promise<import("./api-types.js").Items>}
 */
export const listImages = (name, page, signal) => ask(`${at(name)}/images?${options(page)}`, { signal });

/** @param {string} name @param {string} id @returns {Promise<import("./api-types.js").Item>} */
export const showImage = (name, id) => ask(image(name, id));

/** @param {Asked} asked */
function query({ like, unlike, crop, weights, where, copies, group_by, diverse }) {
  const options = { crop, weights, where, copies, group_by, diverse: Number(diverse) || 0 };
  const said = Object.entries(options).filter(([, value]) => value);
  return { like, unlike, ...Object.fromEntries(said) };
}

/**
 * @param {string} name @param {Asked} asked @param {{limit: number, offset: number}} page
 * @param {AbortSignal} [signal] @returns {Promise<import("./api-types.js").Hits>}
 */
export const search = (name, asked, page, signal) =>
  ask(`${at(name)}/search`, sending("POST", { ...query(asked), ...page }, signal));

/** @param {string} name @param {string} id @param {Asked} asked @returns {Promise<import("./api-types.js").Found>} */
export const explain = (name, id, asked) => ask(`${image(name, id)}/explain`, sending("POST", query(asked)));

/** @param {string} name @param {string} id @param {Asked} asked @returns {Promise<import("./api-types.js").Heatmap>} */
export const heatmap = (name, id, asked) => ask(`${image(name, id)}/heatmap`, sending("POST", query(asked)));

/** Why an item is like what is asked. @param {string} name @param {string} id @param {Asked} asked @returns {Promise<import("./api-types.js").Pair>} */
export const pair = (name, id, asked) => ask(`${image(name, id)}/pair`, sending("POST", query(asked)));

/** The same, drawn. @param {string} name @param {string} id @param {Asked} asked @returns {Promise<Blob>} */
export const pairPicture = async (name, id, asked) => (await answered(`${image(name, id)}/pair.png`, sending("POST", query(asked)))).blob();

/**
 * @param {string} name @param {string[]} attributes @param {string} where @param {AbortSignal} [signal]
 * @returns {Promise<Record<string, import("./api-types.js").Facet[]>>}
 */
export async function facets(name, attributes, where, signal) {
  const said = options({ where, limit: VALUES });
  for (const attribute of attributes) said.append("attribute", attribute);
  return (await ask(`${at(name)}/facets?${said}`, { signal })).facets;
}

/**
 * Bring a collection up to date with its folders, or go on where that was cut short.
 *
 * @param {string} name @param {{retry_failed?: boolean, allow_removal?: boolean, check_duplicates?: boolean}} [how] @returns {Promise<Job>}
 */
export const indexCollection = (name, how = {}) => ask(`${at(name)}/index`, sending("POST", { folder: null, ...how }));

/** @param {string} name @returns {Promise<{failures: import("./api-types.js").Failure[], count: number}>} */
export const failures = (name) => ask(`${at(name)}/failures`);

/** @param {string} name @returns {Promise<Job>} */
export const retryFailures = (name) => ask(`${at(name)}/failures/retry`, { method: "POST" });

/**
 * @param {string} name @param {File[]} files @param {Record<string, import("./api-types.js").Value>} attributes
 * @returns {Promise<{items: import("./api-types.js").Item[], refused: import("./api-types.js").Refused[], copies?: import("./api-types.js").Copy[]}>}
 */
export function putImages(name, files, attributes) {
  const form = new FormData();
  for (const file of files) form.append("image", file, file.name);
  if (Object.keys(attributes).length) form.append("attributes", writeJson(attributes));
  return ask(`${at(name)}/images?check_duplicates=true`, sending("POST", form));
}

/** All in one request. @param {string} name @param {string[]} ids @returns {Promise<import("./api-types.js").Removed>} */
export const removeImages = (name, ids) => ask(`${at(name)}/images/remove`, sending("POST", { ids }));

/** What scores mean. @param {string} name @param {string} weights of the search, as text; empty for the collection's @returns {Promise<import("./api-types.js").Calibration>} */
export const readCalibration = (name, weights) => ask(`${at(name)}/calibration?${options({ weights })}`);

/** Find out what scores mean. @param {string} name @returns {Promise<Job>} */
export const calibrate = (name) => ask(`${at(name)}/calibration`, sending("POST", {}));

/** Look for what is there twice. @param {string} name @param {import("./api-types.js").Tier[]} tiers @returns {Promise<Job>} */
export const findDuplicates = (name, tiers) => ask(`${at(name)}/duplicates`, sending("POST", { tiers }));

/**
 * What the last search found, without what was settled since.
 *
 * @param {string} name @param {{tiers?: import("./api-types.js").Tier[], limit: number, offset?: number}} page
 * @param {AbortSignal} [signal] @returns {Promise<import("./api-types.js").Duplicates>}
 */
export function listDuplicates(name, { tiers = [], limit, offset }, signal) {
  const said = options({ limit, offset });
  for (const tier of tiers) said.append("tiers", tier);
  return ask(`${at(name)}/duplicates?${said}`, { signal });
}

/** Look for what needs attention. @param {string} name @param {string | null} labels the attribute that holds them @returns {Promise<Job>} */
export const startCheck = (name, labels) => ask(`${at(name)}/check`, sending("POST", { labels }));

/**
 * What the last check found, a page of each kind.
 *
 * @param {string} name @param {{kinds?: string[], limit: number, offset?: number}} page
 * @returns {Promise<import("./api-types.js").Health>}
 */
export function readCheck(name, { kinds = [], limit, offset }) {
  const said = options({ limit, offset });
  for (const kind of kinds) said.append("kinds", kind);
  return ask(`${at(name)}/check?${said}`);
}

/** Lay the collection out as a map; what is laid out already stays, but where all is to be made anew. @param {string} name @param {boolean} renew @returns {Promise<Job>} */
export const makeMap = (name, renew) => ask(`${at(name)}/map`, sending("POST", { renew }));

/** All pages of the last map, or comparison, by one job. @param {string} address @param {string} by @param {string} [job] that made it @returns {Promise<any[]>} */
async function mapPages(address, by, job) {
  /** @type {any[]} */
  const pages = [];
  for (let offset = 0; offset !== null; offset = pages[pages.length - 1].next_offset) {
    pages.push(await ask(`${address}?${options({ colour_by: by, offset, job: job ?? pages[0]?.job })}`));
  }
  return pages;
}

/** @param {any[]} pages @param {string} column @returns {any} */
const joined = (pages, column) => (pages.length > 1 ? pages.flatMap((page) => page[column]) : pages[0][column]);

/** The columns of one plane. @param {any[]} pages */
const planeOf = (pages) => ({
  ids: joined(pages, "ids"), cluster: Int16Array.from(joined(pages, "cluster")),
  xs: Float32Array.from(joined(pages, "x")), ys: Float32Array.from(joined(pages, "y")),
});

/**
 * The last map, with the values of the attribute `by`, or none.
 *
 * @param {string} name @param {string} by @param {string} [job] that made it @returns {Promise<import("./api-types.js").MapColumns>}
 */
export async function readMap(name, by, job) {
  const pages = await mapPages(`${at(name)}/map`, by, job);
  const [first] = pages;
  return { ...first, ...planeOf(pages), by, job: first.job ?? "", values: first.values && joined(pages, "values") };
}

/** Compare it with another map. @param {string} name @param {{other?: string, weights?: Record<string, number>}} wanted @returns {Promise<Job>} */
export const compareMaps = (name, wanted) => ask(`${at(name)}/map/comparison`, sending("POST", wanted));

/**
 * The last comparison, with the values of the attribute `by`, or none.
 *
 * @param {string} name @param {string} by @param {string} [job] that made it @returns {Promise<import("./api-types.js").MapComparison>}
 */
export async function readMapComparison(name, by, job) {
  const pages = await mapPages(`${at(name)}/map/comparison`, by, job);
  const [first] = pages;
  const side = (/** @type {"one" | "other"} */ which) => ({
    ...first[which], ...planeOf(pages.map((page) => page[which])), side: which, by, job: first.job ?? "", is_current: first.is_current,
  });
  const match = Int32Array.from(joined(pages, "match"));
  const [one, other] = [side("one"), side("other")];
  const values = first.values && joined(pages, "values");
  const theirs = values && Array.from(match, (row) => values[row]);
  return {
    job: first.job ?? "", compared_with: first.compared_with, kept: first.kept, match,
    one: { ...one, values }, other: { ...other, ids: Array.from(match, (row) => one.ids[row]), values: theirs },
  };
}

/** The small pictures of 64 of its items, as one. @param {string} name @param {string} job @param {number} offset @param {string} [side] of a comparison */
export const mapThumbnails = async (name, job, offset, side) =>
  (await answered(`${at(name)}/map${side ? "/comparison" : ""}/thumbnails?${options({ job, offset, side })}`)).blob();

/** Set some and keep the others; null removes one. @param {string} name @param {string} id @param {Record<string, import("./api-types.js").Value | null>} changes */
export const setAttributes = (name, id, changes) => ask(image(name, id), sending("PATCH", { attributes: changes }));

/** The same of any number, in one request. @param {string} name @param {string[]} ids @param {Record<string, import("./api-types.js").Value | null>} attributes @returns {Promise<{tagged: number, unknown: string[]}>} */
export const tagImages = (name, ids, attributes) => ask(`${at(name)}/images`, sending("PATCH", { ids, attributes }));

/** What shows the same picture, the surest first. @param {string} name @param {string} image `upload:...` or `id:...` @returns {Promise<import("./api-types.js").Copy[]>} */
export const copiesOf = async (name, image) => (await ask(`${at(name)}/duplicates/of`, sending("POST", { image }))).copies;

/** Never ask about these again. @param {string} name @param {string[]} ids @returns {Promise<{pairs: number}>} */
export const noteDistinct = (name, ids) => ask(`${at(name)}/duplicates/distinct`, sending("POST", { ids }));

/** @param {string} name @param {string[]} ids @returns {Promise<{pairs: number}>} */
export const forgetDistinct = (name, ids) => ask(`${at(name)}/duplicates/not-distinct`, sending("POST", { ids }));

/** @param {string} name @param {string[]} ids @returns {Promise<import("./api-types.js").Moved>} */
export const quarantine = (name, ids) => ask(`${at(name)}/quarantine`, sending("POST", { ids }));

/** @param {string} name @returns {Promise<import("./api-types.js").Action[]>} the latest first */
export const quarantined = async (name) => (await ask(`${at(name)}/quarantine`)).actions;

/** @param {string} name @param {string} action @returns {Promise<import("./api-types.js").Moved>} */
export const undoQuarantine = (name, action) => ask(`${at(name)}/quarantine/undo`, sending("POST", { action }));

/** Whether so many can be removed as the page goes. @param {string[]} ids */
export const canRemoveOnLeaving = (ids) => new Blob([JSON.stringify({ ids })]).size < KEPT_ALIVE;

/**
 * Without an answer, as the page goes: by the service worker, which lives on, and by the page itself;
 * browsers may end what a page sends through a worker. What is removed twice is removed once.
 *
 * @param {string} name @param {string[]} ids
 */
export function removeOnLeaving(name, ids) {
  const [path, how] = [`${at(name)}/images/remove`, sending("POST", { ids })];
  navigator.serviceWorker?.controller?.postMessage({ send: path, how });
  answered(path, { ...how, keepalive: true }).catch(() => {});
}

/** @param {Blob | string} picture a file, or an http address @returns {Promise<import("./api-types.js").Upload>} */
export function upload(picture) {
  if (typeof picture === "string") return ask("v1/uploads", sending("POST", { url: picture }));
  const form = new FormData();
  form.append("image", picture, picture instanceof File ? picture.name : "picture.jpg");
  return ask("v1/uploads", sending("POST", form));
}

/** @returns {Promise<Job[]>} */
export const listJobs = async () => (await ask("v1/jobs")).jobs;

/** @param {string} id @returns {Promise<Job>} */
export const cancelJob = (id) => ask(`v1/jobs/${id}`, { method: "DELETE" });

/**
 * All that happens, until the server ends it; fails where the server is away, or silent for too long.
 *
 * @param {(name: string, data: any) => void} tell `open` at first, then each event @param {AbortSignal} signal
 */
export async function watchEvents(tell, signal) {
  const silence = new AbortController();
  const { body } = await answered("v1/events", { signal: AbortSignal.any([signal, silence.signal]), cache: "no-store" });
  const reader = /** @type {ReadableStream<Uint8Array>} */ (body).getReader();
  const decoder = new TextDecoder();
  tell("open", null);
  for (let rest = "", timer = 0; ;) {
    timer = setTimeout(() => silence.abort(), SILENT_MS);
    const { done, value } = await reader.read().finally(() => clearTimeout(timer));
    if (done) return;
    const blocks = (rest + decoder.decode(value, { stream: true })).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) tellBlock(block, tell);
  }
}

/** @param {string} block lines of one event, or a sign of life @param {(name: string, data: any) => void} tell */
function tellBlock(block, tell) {
  const name = /^event: ?(.*)$/m.exec(block)?.[1];
  const data = [...block.matchAll(/^data: ?(.*)$/gm)].map(([, line]) => line).join("\n");
  if (name && data) tell(name, JSON.parse(data));
}

/** @param {string} name @param {string} id @param {number} size */
export const thumbnail = (name, id, size) => `${image(name, id)}/thumbnail?size=${size}`;

/** @param {string} name @param {string} id */
export const original = (name, id) => `${image(name, id)}/original`;

/** The picture of an example, or "" where it has none here. @param {string} name @param {string} example @param {number} size */
export function picture(name, example, size) {
  const [kind, rest] = [example.slice(0, example.indexOf(":")), example.slice(example.indexOf(":") + 1)];
  if (kind === "id") return thumbnail(name, rest, size);
  return kind === "upload" ? `v1/uploads/${encodeURIComponent(rest)}?size=${size}` : "";
}
