/** Says that new pictures were indexed, and shows them on request, so that nothing jumps. */

import { asked } from "../address.js";
import { counted } from "../formats.js";
import { make } from "../make.js";
import { collections, results } from "../page.js";

class NewPictures extends HTMLElement {
  #button = make("button", { type: "button", class: "main", hidden: true, click: () => this.#look() });

  connectedCallback() {
    this.setAttribute("role", "status");
    this.append(this.#button);
    results.addEventListener("change", () => this.#draw());
  }

  #draw() {
    const { fresh } = results;
    const action = asked().like.length ? "rank again" : "show";
    this.#button.hidden = !fresh || results.state !== "ready";
    this.#button.textContent = `${counted(fresh, "new picture")}: ${action}`;
  }

  #look() {
    const { current } = collections;
    if (current && results.asked) results.ask(current.name, results.asked, current.items);
    scrollTo({ top: 0, behavior: "instant" });
    /** @type {HTMLElement | null} */ (document.querySelector("#pictures"))?.focus({ preventScroll: true });
  }
}

customElements.define("new-pictures", NewPictures);
