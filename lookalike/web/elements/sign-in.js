/** Signing in, if the server requires a key: a dialog when needed, and signing out. */

import * as api from "../api.js";
import { iconButton, make } from "../make.js";

class SignIn extends HTMLElement {
  #said = make("p", { role: "alert" });
  #field = make("input", { id: "key", type: "password", name: "key", autocomplete: "current-password", required: true, maxlength: 200, spellcheck: "false" });
  #form = make("form", { submit: (/** @type {Event} */ event) => {
    event.preventDefault();
    this.#enter();
  } },
    make("h1", { id: "sign-in" }, "Sign in"),
    make("p", { class: "soft" }, "This server requires a key. Its operator can create one for you."),
    make("div", { class: "field" }, make("label", { for: "key" }, "Key"), this.#field),
    this.#said,
    make("button", { type: "submit", class: "main" }, "Sign in"));
  #dialog = make("dialog", { class: "sign-in", "aria-labelledby": "sign-in" }, this.#form);
  #leave = iconButton("leave", "Sign out", { hidden: true, click: () => this.#signOut() });

  connectedCallback() {
    this.append(this.#leave, this.#dialog);
    addEventListener("signin", () => this.#open());
    api.showSession().then(({ asks_for_key, signed_in }) => {
      this.#leave.hidden = !(asks_for_key && signed_in);
    }).catch(() => {}); // a server that is away is told where the pictures would be
  }

  #open() {
    if (this.#dialog.open) return;
    this.#leave.hidden = true;
    this.#dialog.showModal();
  }

  async #enter() {
    this.#said.textContent = "";
    try {
      await api.signIn(this.#field.value.trim());
      location.reload(); // all that was asked for stands in the address bar
    } catch (error) {
      const isWrong = error instanceof api.Problem && error.status === 401;
      this.#said.textContent = isWrong ? "This key is not valid, or no longer valid." : /** @type {Error} */ (error).message;
      this.#field.select();
    }
  }

  async #signOut() {
    await api.signOut().catch(() => {});
    location.reload();
  }
}

customElements.define("sign-in", SignIn);
