/** Switches between light and dark; follows the system until one is chosen. */

import { iconButton } from "../make.js";

const KEY = "lookalike.theme"; // theme.js reads it

class ThemeSwitch extends HTMLElement {
  connectedCallback() {
    this.#draw();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#draw());
  }

  get #isDark() {
    const { theme } = document.documentElement.dataset;
    return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }

  #draw() {
    const [name, label] = this.#isDark ? ["sun", "Light"] : ["moon", "Dark"];
    this.replaceChildren(iconButton(name, label, { click: () => this.#turn() }));
  }

  #turn() {
    const theme = this.#isDark ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    localStorage.setItem(KEY, theme);
    this.#draw();
    this.querySelector("button")?.focus();
  }
}

customElements.define("theme-switch", ThemeSwitch);
