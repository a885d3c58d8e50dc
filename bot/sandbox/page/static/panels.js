// The panels behind the bot: what each has on its account, and the switches that break it.

import { byId, el, hue, icon } from "./dom.js";

const SWITCHES = [
  ["refuse", "refuse", "Refuse orders", "The panel refuses every order."],
  ["lose", "lost", "Lose the next answer", "The panel takes the next order, but its answer never arrives."],
  ["slow", "slow", "Slow", "Ten seconds for each call. Taps stay quick."],
  ["down", "off", "Down", "The panel refuses connections: surely nothing was sent."],
  ["broke", "broke", "No money", "There is no money left on the account at the panel."],
];

export class Panels {
  #names = "";
  #act;

  /** @param act what to break, whether to, and at which panel */
  constructor(act) {
    this.#act = act;
  }

  draw(panels) {
    const names = JSON.stringify(panels.map(({ name }) => name));
    if (this.#names !== names) byId("panels").replaceChildren(...panels.map(({ name }) => this.#card(name, panels.length > 1)));
    this.#names = names;
    panels.forEach((panel, index) => show(byId("panels").children[index], panel));
  }

  #card(name, named) {
    const press = (what) => (event) => this.#act(what, event.currentTarget.getAttribute("aria-pressed") !== "true", name);
    const buttons = SWITCHES.map(([what, sign, label, about]) =>
      el("button", { class: "switch", type: "button", "data-what": what, "aria-pressed": "false", title: about, onclick: press(what) }, icon(sign), label));
    return el("div", { class: "panel", role: "group", "aria-label": name },
      el("p", {}, named ? badge(name) : "The panel", el("span", { class: "balance" })), el("div", { class: "switches" }, ...buttons));
  }
}

function show(card, { balance, currency, broken }) {
  card.querySelector(".balance").textContent = `balance ${money(balance, currency)}`;
  for (const node of card.querySelectorAll(".switch")) node.setAttribute("aria-pressed", String(broken.includes(node.dataset.what)));
}

const money = (amount, currency) => (currency === "USD" ? `$${amount}` : `${amount} ${currency}`);

/** A panel's name in its own colour. */
export function badge(name) {
  const node = el("span", { class: "whose", dir: "auto" }, name);
  node.style.setProperty("--hue", hue(name.codePointAt(0)));
  return node;
}
