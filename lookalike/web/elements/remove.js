/** Removes items: asked first, and only carried out once the time for undoing it is over. */

import { removeImage } from "../api.js";
import { counted } from "../formats.js";
import { make } from "../make.js";
import { say } from "../notices.js";
import { choice, collections, results } from "../page.js";

/** @typedef {import("../words.js").Found} Found */

/** @param {string} collection @param {Found[]} items */
export async function removeItems(collection, items) {
  const what = counted(items.length, "picture");
  if (!(await confirmed(`Remove ${what} from ${collection}?`, "Image files in indexed folders stay where they are; copies that the collection keeps are deleted."))) return;
  const ids = items.map((item) => item.id);
  results.hide(ids, true);
  choice.clear();
  say(`Removed ${what}.`, {
    action: "Undo",
    onAction: () => {
      results.hide(ids, false);
      results.ask(results.collection, /** @type {import("../words.js").Asked} */ (results.asked));
    },
    onEnd: () => carryOut(collection, ids),
  });
}

/** @param {string} collection @param {string[]} ids */
async function carryOut(collection, ids) {
  const outcomes = await Promise.allSettled(ids.map((id) => removeImage(collection, id)));
  const failed = outcomes.filter((one) => one.status === "rejected");
  if (failed.length) say(`${counted(failed.length, "picture")} could not be removed: ${failed[0].reason.message}`, { isError: true });
  results.hide(ids, false);
  collections.refresh();
}

/** @param {string} title @param {string} said @returns {Promise<boolean>} */
function confirmed(title, said) {
  return new Promise((resolve) => {
    const button = (/** @type {string} */ label, /** @type {string} */ value, /** @type {string} */ kind) =>
      make("button", { value, class: kind }, label);
    const dialog = make("dialog", { class: "sheet", "aria-labelledby": "confirm-title", close: () => {
      resolve(dialog.returnValue === "yes");
      dialog.remove();
    } }, make("form", { method: "dialog" }, make("h2", { id: "confirm-title" }, title), make("p", { class: "soft" }, said),
      make("div", { class: "deeds" }, button("Keep", "no", "quiet"), button("Remove", "yes", "main"))));
    document.body.append(dialog);
    dialog.showModal();
  });
}
