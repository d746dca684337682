/** Turn files, camera frames, addresses and items into examples in the address bar. */

import { asked, go } from "./address.js";
import * as api from "./api.js";
import { say } from "./notices.js";

/** @typedef {"only" | "like" | "unlike"} How only: a new search; else beside the examples there are */

const SHOWN = /^image\/(jpeg|png|webp|gif|avif|bmp)$/; // by every browser; others the server shows
const MAX_EXAMPLES = 32; // in one search, as the server has it

/** The pictures of examples that this page sent itself, so that they are seen at once. @type {Map<string, string>} */
const sent = new Map();

/** @param {string} collection @param {string} example @param {number} size */
export const pictureOf = (collection, example, size) =>
  sent.get(example) ?? api.picture(collection, example, size);

/** @param {string} example `#rrggbb`, or "" */
export const colourOf = (example) => (example.startsWith("colour:") ? example.slice("colour:".length) : "");

/** @param {string} example @param {How} how */
export function use(example, how) {
  const { like, unlike } = asked();
  if (how === "only" || !like.length) {
    go({ like: [example], unlike: [], crop: "", open: "", view: "" });
  } else if (like.length + unlike.length >= MAX_EXAMPLES) {
    say(`A search takes ${MAX_EXAMPLES} pictures; take one out first.`);
  } else if (![...like, ...unlike].includes(example)) {
    go({ [how]: [...asked()[how], example], open: "", view: "" });
  }
}

/** @param {string} example */
export function drop(example) {
  const [first] = asked().like;
  const like = asked().like.filter((one) => one !== example);
  const unlike = like.length ? asked().unlike.filter((one) => one !== example) : [];
  go({ like, unlike, crop: first === example ? "" : asked().crop });
}

/** From like to unlike or back; the last `like` stays one. @param {string} example */
export function turn(example) {
  const { like, unlike, crop } = asked();
  if (unlike.includes(example)) {
    go({ unlike: unlike.filter((one) => one !== example), like: [...like, example] });
  } else if (like.length > 1) {
    go({ like: like.filter((one) => one !== example), unlike: [...unlike, example], crop: like[0] === example ? "" : crop });
  } else {
    say("A search needs at least one picture to be like.");
  }
}

/** Send a picture to the server and search by it. @param {Blob | string} picture a file, or an http address @param {How} how */
export async function take(picture, how) {
  const preview = typeof picture === "string" ? "" : URL.createObjectURL(picture);
  dispatchEvent(new CustomEvent("taking", { detail: { preview, how } }));
  try {
    const { id } = await api.upload(picture);
    if (preview && SHOWN.test(/** @type {Blob} */ (picture).type)) sent.set(id, preview);
    use(id, how);
  } catch (error) {
    if (preview) URL.revokeObjectURL(preview);
    say(`This picture cannot be used: ${/** @type {Error} */ (error).message}`, { isError: true });
  } finally {
    dispatchEvent(new Event("taken"));
  }
}

/** Of what was dropped or pasted: the first picture, or an address. @param {DataTransfer | null} data @returns {File | string | null} */
export function pictureIn(data) {
  const file = [...(data?.files ?? [])].find((one) => one.type.startsWith("image/") || /\.(heic|jp2|avif)$/i.test(one.name));
  if (file) return file;
  const text = (data?.getData("text/uri-list") || data?.getData("text/plain") || "").trim().split("\n")[0];
  return /^https?:\/\/\S+$/.test(text) ? text : null;
}
