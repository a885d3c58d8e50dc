// The pane behind the bot: what the panels receive, newest on top, and the buttons that break something.

import * as api from "./api.js";
import { byId, el, icon } from "./dom.js";
import { badge, Panels } from "./panels.js";
import { stars } from "./payments.js";

const FAULTS = { LOST_ANSWER: "the answer was lost on its way" };

export class Backstage {
  #entries = new Map(); // id -> entry
  #rows = new Map(); // id of a group's oldest entry -> {node, signature}
  #paid = ""; // what was drawn of payments
  #names = []; // of the panels
  #only = null; // the panel whose calls are shown; null: those of all
  #panels;
  #actions;
  isRunning = true;

  /** @param actions break(what, on, panel), giveBack(charge, notify), changed(): the bot was killed or is back */
  constructor(actions) {
    this.#actions = actions;
    this.#panels = new Panels(actions.break);
    byId("breaking").append(killer(() => actions.break("kill", true)));
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
    const kill = byId("breaking").querySelector(".breaker");
    kill.setAttribute("aria-pressed", String(!state.is_running));
    kill.disabled = !state.can_kill || !state.is_running;
    this.#panels.draw(state.panels);
    this.#showNames(state.panels.map(({ name }) => name));
    this.#showPaid(state);
    if (changed) this.#actions.changed();
  }

  /** Draws payments only when they have changed: a click may be on its way to one. */
  #showPaid({ payments, stars: owned }) {
    const signature = JSON.stringify([payments, owned]);
    if (this.#paid === signature) return;
    this.#paid = signature;
    byId("paid").hidden = payments.length === 0;
    byId("bot-stars").textContent = `the bot has ${stars(owned)}`;
    byId("payments").replaceChildren(...payments.map((payment) => this.#payment(payment)));
  }

  #payment({ charge_id: charge, person, stars: count, title, returned }) {
    const act = (label, about, notify) =>
      el("button", { type: "button", title: about, onclick: () => this.#actions.giveBack(charge, notify) }, label);
    const acts = returned ? [el("em", {}, "given back")] : [
      act("Refund", "By Telegram's support: the bot is told", true), act("Charge back", "By Apple or Google: the bot is told nothing", false)];
    return el("li", {}, el("strong", { dir: "auto" }, person), ` ${stars(count)}`, el("span", { class: "what", dir: "auto" }, title), el("span", { class: "acts" }, ...acts));
  }

  /** Offers to show one panel's calls alone, where there are several. */
  #showNames(names) {
    if (JSON.stringify(this.#names) === JSON.stringify(names)) return;
    this.#names = names;
    const several = names.length > 1;
    byId("received-title").textContent = several ? "Received by" : "What the panel receives";
    byId("whose").hidden = !several;
    byId("whose").replaceChildren(...[null, ...names].map((name) => this.#choice(name)));
    this.#choose(null);
  }

  #choice(name) {
    return el("button", { type: "button", "data-name": name, onclick: () => this.#choose(name) }, name ?? "All");
  }

  #choose(name) {
    this.#only = name;
    for (const node of byId("whose").children) node.setAttribute("aria-pressed", String((node.dataset.name ?? null) === name));
    this.#draw();
    for (const node of byId("entries").children) node.classList.remove("fresh"); // none of them is news
  }

  /** Draws what changed; a call that is repeated with no other to the same panel between is one row. */
  #draw() {
    const list = byId("entries");
    const shown = [...this.#entries.values()].filter(({ panel }) => !this.#only || !panel || panel === this.#only);
    const groups = grouped(shown.sort((one, other) => other.id - one.id));
    const kept = new Set(groups.map((group) => group.at(-1).id));
    for (const [id, { node }] of this.#rows) if (!kept.has(id)) (node.remove(), this.#rows.delete(id));
    groups.forEach((group, index) => this.#place(list, group, index));
  }

  #place(list, group, index) {
    const id = group.at(-1).id;
    const old = this.#rows.get(id);
    const several = this.#names.length > 1;
    const signature = JSON.stringify([group[0], group.length, several]);
    if (old?.signature === signature) return;
    const node = group[0].note ? el("li", { class: "note" }, group[0].note) : row(group[0], group.length, several);
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

function killer(press) {
  return el("button", { class: "breaker", type: "button", "data-what": "kill", "aria-pressed": "false", onclick: press }, icon("bolt"),
    el("span", {}, el("strong", {}, "Kill the bot now"), "SIGKILL, at whatever it is doing. It is started again."));
}

const callOf = (entry) => (entry.note ? `note ${entry.id}` : JSON.stringify([entry.action, entry.params, entry.fault]));

/** What panels are asked in turn would break up each other's rows: each panel has its own. */
function grouped(entries) {
  const groups = [];
  const latest = new Map(); // panel -> its group
  for (const entry of entries) {
    const last = latest.get(entry.panel);
    if (last && callOf(last[0]) === callOf(entry)) last.push(entry);
    else latest.set(entry.panel, groups[groups.push([entry]) - 1]);
    if (!entry.panel) latest.clear(); // what concerns all is seen between the calls
  }
  return groups.sort((one, other) => other.at(-1).id - one.at(-1).id); // a row stays where it is
}

function row(entry, times, named) {
  const sent = Object.entries(entry.params).map(([name, value]) => `${name}=${value}`).join(" ");
  const failed = entry.fault && entry.fault !== "REFUSAL" ? (FAULTS[entry.fault] ?? entry.fault.toLowerCase()) : null;
  const answer = failed ?? (entry.is_over ? entry.answer : "…");
  const head = el("span", { class: "head" }, named ? badge(entry.panel) : null, el("span", { class: "action" }, entry.action),
    times > 1 ? el("span", { class: "times" }, `×${times}`) : null, el("time", {}, seconds(entry.at)));
  const short = el("summary", {}, head, sent ? el("span", { class: "sent" }, sent) : null,
    el("span", { class: "got", "data-alarm": entry.fault ? "" : null }, answer));
  return el("li", { class: "entry", "data-action": entry.action }, el("details", {}, short, whole(entry)));
}

function whole(entry) {
  const pairs = [["key", entry.key], ["action", entry.action], ...Object.entries(entry.params), ["answer", entry.answer]];
  return el("dl", {}, ...pairs.flatMap(([name, value]) => [el("dt", {}, name), el("dd", { dir: "auto" }, value)]));
}

const seconds = (at) => new Date(at * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });
