// The list above the input line: the bot's commands, or what inline mode offers.

import { byId, el } from "./dom.js";

export class Suggestions {
  #list = byId("suggestions");
  #text = byId("text");
  #options = [];
  #chosen = null;

  get open() {
    return !this.#list.hidden;
  }

  /** Whether one of them is chosen: Enter takes it. */
  get chosen() {
    return this.open && this.#chosen !== null;
  }

  /**
   * @param chosen the option that Enter takes at first; null: none, until the arrows choose one
   * @param options {title, about, take(), complete, tall}: what is shown, in one line or more, what is done when it is
   *   taken, and what Tab writes (if anything).
   */
  show(options, chosen = 0) {
    this.#options = options;
    this.#list.replaceChildren(...options.map((option, index) => this.#draw(option, index)));
    this.#list.hidden = options.length === 0;
    this.#chosen = null;
    this.#text.removeAttribute("aria-activedescendant");
    if (options.length && chosen !== null) this.#choose(chosen);
  }

  close() {
    this.#list.hidden = true;
    this.#text.removeAttribute("aria-activedescendant");
  }

  /** What the chosen option, else the first, stands for in the input line, or null. */
  get completion() {
    return this.open ? (this.#options[this.#chosen ?? 0].complete ?? null) : null;
  }

  /** Moves the choice on; the list goes round. */
  move(step) {
    this.#choose(this.#chosen === null ? Math.min(step, 0) : this.#chosen + step);
  }

  take(index = this.#chosen) {
    this.#options[index].take();
  }

  #draw({ title, about, tall }, index) {
    const attributes = { role: "option", id: `suggestion-${index}`, class: tall ? "tall" : null };
    return el("div", { ...attributes, onclick: () => this.take(index) },
      el("strong", { dir: "auto" }, title), about ? el("span", { dir: "auto" }, about) : null);
  }

  #choose(index) {
    const nodes = [...this.#list.children];
    this.#chosen = (index + nodes.length) % nodes.length;
    nodes.forEach((node, at) => node.setAttribute("aria-selected", String(at === this.#chosen)));
    nodes[this.#chosen].scrollIntoView({ block: "nearest" });
    this.#text.setAttribute("aria-activedescendant", `suggestion-${this.#chosen}`);
  }
}
