/** Removes items after a confirmation. */

import { counted } from "../formats.js";
import { make } from "../make.js";
import { choice } from "../page.js";
import { Removal } from "../removal.js";

/** @typedef {import("../api-types.js").Found} Found */

/** @param {string} collection @param {Found[]} items */
export async function removeItems(collection, items) {
  const removal = new Removal(collection, items);
  const said = "Image files in indexed folders stay where they are; copies that the collection keeps are deleted.";
  const warning = removal.canBeUndone ? "" : " So many are removed at once: this cannot be undone.";
  if (!(await confirmed(`Remove ${counted(items.length, "picture")} from ${collection}?`, said + warning))) return;
  choice.clear();
  removal.begin();
}

/** @param {string} title @param {string} said @returns {Promise<boolean>} */
export function confirmed(title, said) {
  return new Promise((resolve) => {
    const button = (/** @type {string} */ label, /** @type {string} */ value, /** @type {string} */ kind) =>
      make("button", { value, class: kind }, label);
    const dialog = make("dialog", { class: "sheet", "aria-labelledby": "confirm-title", close: () => {
      resolve(dialog.returnValue === "yes");
      dialog.remove();
    } }, make("form", { method: "dialog" }, make("h2", { id: "confirm-title" }, title), make("p", { class: "soft" }, said),
      make("div", { class: "actions" }, button("Cancel", "no", "quiet"), button("Remove", "yes", "main"))));
    document.body.append(dialog);
    dialog.showModal();
  });
}
