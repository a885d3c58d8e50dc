// The pane behind the bot: what the panel receives, newest on top, and the buttons that break something.

import * as api from "./api.js";
import { byId, el, icon } from "./dom.js";

const BREAKERS = [
  ["lose", "lost", "Lose the next answer", "The panel takes the next order, but its answer never arrives."],
  ["slow", "slow", "Make the panel slow", "Ten seconds for each call. Taps stay quick."],
  ["kill", "bolt", "Kill the bot now", "SIGKILL, at whatever it is doing. It is started again."],
];
const FAULTS = { LOST_ANSWER: "the answer was lost on its way" };

export class Backstage {
  #entries = new Map(); // id -> entry
  #rows = new Map(); // id of a group's oldest entry -> {node, signature}
  #actions;
  isRunning = true;

  /** @param actions break(what, on), changed(): the bot was killed or is back */
  constructor(actions) {
    this.#actions = actions;
    byId("breaking").append(...BREAKERS.map((breaker) => this.#breaker(...breaker)));
    for (const id of ["backstage-open", "backstage-close", "shade"]) byId(id).addEventListener("click", () => this.toggle());
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.toggle(false));
    api.backstage().onmessage = (event) => this.#receive(JSON.parse(event.data));
  }

  /** Opens or closes the drawer; where there is room, the pane is always open. */
  toggle(open = document.body.dataset.backstage !== "open") {
    document.body.dataset.backstage = open ? "open" : "";
    byId("backstage-open").setAttribute("aria-expanded", String(open));
  }

  #receive(event) {
    if (event.type === "hello") this.#begin();
    else if (event.type === "entry") this.#take(event);
    else this.#show(event);
  }

  #begin() {
    document.body.classList.add("with-backstage");
    byId("backstage").hidden = byId("backstage-open").hidden = false;
    this.#entries.clear();
    this.#rows.clear();
    byId("entries").replaceChildren();
  }

  #take(entry) {
    this.#entries.set(entry.id, entry);
    this.#draw();
  }

  #show(state) {
    const changed = this.isRunning !== state.is_running;
    this.isRunning = state.is_running;
    byId("bot-state").textContent = state.is_running ? "The bot is running" : "Killed, starting again …";
    byId("bot-state").toggleAttribute("data-alarm", !state.is_running);
    byId("balance").textContent = `balance $${state.balance}`;
    const pressed = { lose: state.loses, slow: state.is_slow, kill: !state.is_running };
    for (const node of byId("breaking").querySelectorAll(".breaker")) {
      node.setAttribute("aria-pressed", String(pressed[node.dataset.what]));
      if (node.dataset.what === "kill") node.disabled = !state.can_kill || !state.is_running;
    }
    if (changed) this.#actions.changed();
  }

  #breaker(what, name, title, about) {
    const press = (event) => this.#actions.break(what, event.currentTarget.getAttribute("aria-pressed") !== "true");
    return el("button", { class: "breaker", type: "button", "data-what": what, "aria-pressed": "false", onclick: press },
      icon(name), el("span", {}, el("strong", {}, title), about));
  }

  /** Draws what changed; a call that is repeated with nothing between is one row. */
  #draw() {
    const list = byId("entries");
    const groups = grouped([...this.#entries.values()].sort((one, other) => other.id - one.id));
    const kept = new Set(groups.map((group) => group.at(-1).id));
    for (const [id, { node }] of this.#rows) if (!kept.has(id)) (node.remove(), this.#rows.delete(id));
    groups.forEach((group, index) => this.#place(list, group, index));
  }

  #place(list, group, index) {
    const id = group.at(-1).id;
    const old = this.#rows.get(id);
    const signature = JSON.stringify([group[0], group.length]);
    if (old?.signature === signature) return;
    const node = group[0].note ? el("li", { class: "note" }, group[0].note) : row(group[0], group.length);
    const details = node.querySelector("details");
    if (old) {
      if (details) details.open = old.node.querySelector("details")?.open ?? false;
      old.node.replaceWith(node);
    } else {
      node.classList.add("fresh");
      list.insertBefore(node, list.children[index] ?? null);
    }
    this.#rows.set(id, { node, signature });
  }
}

const callOf = (entry) => (entry.note ? `note ${entry.id}` : JSON.stringify([entry.action, entry.params, entry.fault]));

function grouped(entries) {
  const groups = [];
  for (const entry of entries) {
    const last = groups.at(-1);
    if (last && callOf(last[0]) === callOf(entry)) last.push(entry);
    else groups.push([entry]);
  }
  return groups;
}

function row(entry, times) {
  const sent = Object.entries(entry.params).map(([name, value]) => `${name}=${value}`).join(" ");
  const lost = entry.fault ? (FAULTS[entry.fault] ?? entry.fault.toLowerCase()) : null;
  const answer = lost ?? (entry.is_over ? entry.answer : "…");
  const head = el("span", { class: "head" }, el("span", { class: "action" }, entry.action),
    times > 1 ? el("span", { class: "times" }, `×${times}`) : null, el("time", {}, seconds(entry.at)));
  const short = el("summary", {}, head, sent ? el("span", { class: "sent" }, sent) : null,
    el("span", { class: "got", "data-alarm": lost ? "" : null }, answer));
  return el("li", { class: "entry", "data-action": entry.action }, el("details", {}, short, whole(entry)));
}

function whole(entry) {
  const pairs = [["key", entry.key], ["action", entry.action], ...Object.entries(entry.params), ["answer", entry.answer]];
  return el("dl", {}, ...pairs.flatMap(([name, value]) => [el("dt", {}, name), el("dd", { dir: "auto" }, value)]));
}

const seconds = (at) => new Date(at * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });
