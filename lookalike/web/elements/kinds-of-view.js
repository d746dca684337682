/** Links between the views in which a collection is looked through: what is there twice, what needs attention. */

import { asked, go, href, watch } from "../address.js";
import { make } from "../make.js";

const VIEWS = { duplicates: "Duplicates", check: "Check" };

export function kindsOfView() {
  const links = Object.entries(VIEWS).map(([view, title]) => make("a", { class: "button quiet", "data-view": view, click: (/** @type {MouseEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go({ view });
  } }, title));
  const show = () => {
    for (const link of links) {
      link.setAttribute("href", href({ view: link.dataset.view ?? "" }));
      if (link.dataset.view === asked().view) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  };
  watch(show);
  show();
  return make("nav", { class: "kinds-of-view", "aria-label": "Look through" }, ...links);
}
