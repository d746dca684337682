/** The only file that talks to the server. */

/** @typedef {import("./words.js").Asked} Asked */
/** @typedef {import("./words.js").Collection} Collection */
/** @typedef {import("./words.js").Job} Job */

const VALUES = 50; // of an attribute: more are no list that one reads
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

/**
 * @param {string} path @param {RequestInit} [how] @param {number} [tries]
 * @returns {Promise<any>}
 */
async function ask(path, how = {}, tries = TRIES) {
  const answer = await fetch(path, how).catch((error) => {
    throw isAborted(error) ? error : new Unreachable("The server does not answer.");
  });
  if (answer.ok) return answer.json();
  const wait_s = Number(answer.headers.get("retry-after") ?? 1);
  if (answer.status === 429 && tries > 1) {
    await new Promise((resolve) => setTimeout(resolve, wait_s * 1000));
    how.signal?.throwIfAborted();
    return ask(path, how, tries - 1);
  }
  if (answer.status === 401) dispatchEvent(new Event("signin"));
  const problem = await answer.json().catch(() => ({}));
  throw new Problem(answer.status, problem.detail ?? `${answer.status} ${answer.statusText}`);
}

/** @param {string} method @param {unknown} body @param {AbortSignal} [signal] @returns {RequestInit} */
function sending(method, body, signal) {
  if (body instanceof FormData) return { method, body, signal };
  return { method, body: JSON.stringify(body), headers: { "content-type": "application/json" }, signal };
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

/** @returns {Promise<import("./words.js").Session>} */
export const showSession = () => ask("v1/session");

/** The browser keeps the key where no script sees it. @param {string} key */
export const signIn = (key) => ask("v1/session", sending("POST", { key }));

export const signOut = () => ask("v1/session", { method: "DELETE" });

/** @type {Promise<import("./words.js").Settings> | null} */
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
 * @param {AbortSignal} [signal] @returns {Promise<import("./words.js").Items>}
 */
export const listImages = (name, page, signal) => ask(`${at(name)}/images?${options(page)}`, { signal });

/** @param {string} name @param {string} id @returns {Promise<import("./words.js").Item>} */
export const showImage = (name, id) => ask(image(name, id));

/** @param {Asked} asked */
function query({ like, unlike, crop, weights, where }) {
  const said = Object.entries({ crop, weights, where }).filter(([, value]) => value);
  return { like, unlike, ...Object.fromEntries(said) };
}

/**
 * @param {string} name @param {Asked} asked @param {{limit: number, offset: number}} page
 * @param {AbortSignal} [signal] @returns {Promise<import("./words.js").Hits>}
 */
export const search = (name, asked, page, signal) =>
  ask(`${at(name)}/search`, sending("POST", { ...query(asked), ...page }, signal));

/** @param {string} name @param {string} id @param {Asked} asked @returns {Promise<import("./words.js").Found>} */
export const explain = (name, id, asked) => ask(`${image(name, id)}/explain`, sending("POST", query(asked)));

/** @param {string} name @param {string} id @param {Asked} asked @returns {Promise<import("./words.js").Heatmap>} */
export const heatmap = (name, id, asked) => ask(`${image(name, id)}/heatmap`, sending("POST", query(asked)));

/**
 * @param {string} name @param {string[]} attributes @param {string} where @param {AbortSignal} [signal]
 * @returns {Promise<Record<string, import("./words.js").Facet[]>>}
 */
export async function facets(name, attributes, where, signal) {
  const said = options({ where, limit: VALUES });
  for (const attribute of attributes) said.append("attribute", attribute);
  return (await ask(`${at(name)}/facets?${said}`, { signal })).facets;
}

/** @param {string} name @returns {Promise<{failures: import("./words.js").Failure[], count: number}>} */
export const failures = (name) => ask(`${at(name)}/failures`);

/** @param {string} name @returns {Promise<Job>} */
export const retryFailures = (name) => ask(`${at(name)}/failures/retry`, { method: "POST" });

/**
 * @param {string} name @param {File[]} files @param {Record<string, import("./words.js").Value>} attributes
 * @returns {Promise<{items: import("./words.js").Item[], refused: import("./words.js").Refused[]}>}
 */
export function putImages(name, files, attributes) {
  const form = new FormData();
  for (const file of files) form.append("image", file, file.name);
  if (Object.keys(attributes).length) form.append("attributes", JSON.stringify(attributes));
  return ask(`${at(name)}/images`, sending("POST", form));
}

/** Goes on when the page is left. @param {string} name @param {string} id */
export const removeImage = (name, id) => ask(image(name, id), { method: "DELETE", keepalive: true });

/** @param {Blob | string} picture a file, or an http address @returns {Promise<import("./words.js").Upload>} */
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

/** @param {string} id @param {(job: Job) => void} tell at each change @returns {() => void} stops it */
export function watchJob(id, tell) {
  const events = new EventSource(`v1/jobs/${id}/events`);
  for (const name of ["progress", "done", "failed", "cancelled"]) {
    events.addEventListener(name, (event) => {
      if (name !== "progress") events.close();
      tell(JSON.parse(event.data));
    });
  }
  return () => events.close();
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
