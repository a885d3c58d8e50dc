// The left pane: who one is, and the chats of that person.

import { avatar, badge, byId, clock, el, isToday } from "./dom.js";
import { stars } from "./payments.js";

/** The address of a view; the page is driven by it, so that Back, reload and links work. */
export function address(person, chat = null, thread = null) {
  return `#${[person, chat, thread].filter((part) => part !== null).join("/")}`;
}

/** A private chat has the id of the person, but shows the bot. */
export const portraitId = (store, chat) => (chat.type === "private" ? store.state.bot.id : chat.id);

const portrait = (store, chat) => avatar(portraitId(store, chat), chat.title, chat.type === "private");

export function drawPeople(store) {
  const me = store.state.person;
  const entry = (person) =>
    el("a", { class: "person", href: address(person.id), "aria-current": person.id === me ? "true" : null, title: person.name },
      avatar(person.id, person.name), el("span", { dir: "auto" }, person.name), person.id === me ? null : badge(store.unreadOfPerson(person.id)));
  redraw(byId("people"), store.state.people.map(entry));
  const { about, language_code: language, stars: owned } = store.state.people.find((person) => person.id === me);
  byId("about").replaceChildren(about, " ", el("span", { id: "stars", title: "Telegram Stars of this person" }, stars(owned)));
  byId("language").value = language;
  byId("language").parentElement.hidden = store.state.chats.some((chat) => chat.type === "private" && chat.messages.length);
}

export function drawChats(store, current) {
  redraw(byId("chats"), store.state.chats.map((chat) => chatEntry(store, chat, chat.id === current)));
}

/** A chat to choose, as a button. */
export function chatButton(store, chat, choose) {
  return el("button", { class: "chat", type: "button", onclick: choose }, portrait(store, chat), el("strong", { dir: "auto" }, chat.title));
}

export function drawTopics(store, chat, current) {
  const topics = chat.topics.length ? [{ id: null, name: "General" }, ...chat.topics] : [];
  const entry = ({ id, name }) =>
    el("a", { class: "topic", href: address(store.state.person, chat.id, id), "aria-current": id === current ? "true" : null },
      el("span", { dir: "auto" }, name), badge(store.unread(chat, id)));
  byId("topics").hidden = topics.length === 0;
  redraw(byId("topics"), topics.map(entry));
}

function chatEntry(store, chat, current) {
  const last = chat.messages.at(-1);
  const head = el("span", { class: "line" }, el("strong", { dir: "auto" }, chat.title), last ? el("time", {}, when(last.date)) : null);
  const foot = el("span", { class: "line" }, el("span", { class: "preview", dir: "auto" }, preview(chat, last)), badge(store.unreadOfChat(chat)));
  return el("a", { class: "chat", href: address(store.state.person, chat.id), "aria-current": current ? "true" : null },
    portrait(store, chat), el("span", { class: "summary" }, head, foot));
}

function preview(chat, message) {
  if (!message) return "No messages yet";
  if (message.service) return message.service;
  const body = message.text || message.file?.name || message.invoice?.title || "";
  if (message.outgoing) return `You: ${body}`;
  return chat.type === "private" || chat.type === "channel" ? body : `${message.from.name}: ${body}`;
}

function when(seconds) {
  return isToday(seconds) ? clock(seconds) : new Date(seconds * 1000).toLocaleDateString([], { day: "numeric", month: "short" });
}

/** Replaces the entries of a pane without taking the keyboard focus away from the one at the same address. */
function redraw(pane, entries) {
  const focused = pane.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  pane.replaceChildren(...entries);
  if (focused) entries.find((entry) => entry.getAttribute("href") === focused)?.focus({ preventScroll: true });
}
