// What a visitor can try: shown where nothing was written yet, and on request.

import { byId, el, icon } from "./dom.js";

export class Guide {
  #node = byId("guide");
  #asked = false; // it was opened by hand
  #dismissed = false; // it was closed: an empty chat does not open it again
  #actions;

  /** @param actions customer(), owner(), breaking(what) */
  constructor(actions) {
    this.#actions = actions;
    byId("guide-open").addEventListener("click", () => this.open());
    document.addEventListener("keydown", (event) => event.key === "Escape" && !this.#node.hidden && this.close());
    this.#node.append(this.#card());
  }

  open() {
    this.#asked = true;
    this.#node.hidden = false;
    this.#node.querySelector(".choice").focus();
  }

  close() {
    this.#asked = false;
    this.#dismissed = true;
    this.#node.hidden = true;
  }

  /** Shows or hides it, as the chat shown wants it. */
  draw(isFresh) {
    this.#node.hidden = !(this.#asked || (isFresh && !this.#dismissed));
  }

  #card() {
    const close = el("button", { class: "icon", type: "button", "aria-label": "Close", title: "Close (Esc)", onclick: () => this.close() }, icon("close"));
    const take = (act) => () => (this.close(), act());
    const { customer, owner, breaking } = this.#actions;
    const chip = (label, what) => el("button", { type: "button", onclick: take(() => breaking(what)) }, label);
    return el("div", { class: "card" }, close,
      el("h2", { id: "guide-title" }, "Only the bot is real here"),
      el("p", {}, "Telegram and the panel are simulated on your computer. No token, no account, no money."),
      choice("button", "customer", "cart", "Order as a customer", "Send a link, choose a service, confirm. It is delivered within half a minute.", take(customer)),
      choice("button", "owner", "chart", "Be the owner", "Let a new customer in, and open the dashboard.", take(owner)),
      choice("div", "break", "bolt", "Break something", "See that no order is lost or sent twice.", null,
        el("div", { class: "chips" }, chip("Lose the next answer", "lose"), chip("Refuse orders", "refuse"), chip("Make the panel slow", "slow"), chip("Kill the bot now", "kill"))));
  }
}

function choice(tag, kind, name, title, about, act, more = null) {
  const attributes = { class: "choice", "data-kind": kind, type: tag === "button" ? "button" : null };
  if (act) attributes.onclick = act;
  return el(tag, attributes, icon(name), el("span", {}, el("strong", {}, title), about, more));
}
