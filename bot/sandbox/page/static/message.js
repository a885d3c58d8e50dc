// One message as an element. `actions` are what a person can do with it: reply, menu, tap, pay, start, command, copy.

import { size } from "./dialogs.js";
import { clock, day, el, hue, icon, isTouch, safeUrl } from "./dom.js";
import { invoiceNode } from "./payments.js";

const COMMAND = /(?<![\p{L}\p{N}_/])\/[a-z0-9_]{1,32}(?:@\w+)?/giu;

/** @param previous the message above it, or undefined: decides on the date line and the sender's name. */
export function messageNode(message, previous, actions) {
  const node = el("article", { class: `message ${message.outgoing ? "out" : "in"}`, "data-id": message.message_id });
  if (!previous || day(previous.date) !== day(message.date)) node.append(el("p", { class: "chip" }, day(message.date)));
  if (message.service) node.append(service(message, actions));
  else node.append(stack(message, actions, continues(message, previous)));
  if (continues(message, previous)) node.classList.add("continued");
  return node;
}

function service(message, actions) {
  if (!message.receipt) return el("p", { class: "chip", dir: "auto" }, message.service);
  return el("button", { class: "chip", type: "button", dir: "auto", onclick: () => actions.receipt(message.receipt) }, message.service);
}

const continues = (message, previous) =>
  Boolean(previous && !previous.service && !previous.buttons.length && previous.from.id === message.from.id && day(previous.date) === day(message.date));

function stack(message, actions, continued) {
  const bubble = el("div", { class: "bubble" });
  if (!message.outgoing && !continued) bubble.append(sender(message.from));
  if (message.forwarded_from) bubble.append(el("div", { class: "origin" }, "Forwarded from ", el("strong", { dir: "auto" }, message.forwarded_from)));
  if (message.via) bubble.append(el("div", { class: "via" }, `via @${message.via}`));
  if (message.reply_to) bubble.append(quote(message.reply_to));
  if (message.file) bubble.append(attachment(message.file));
  if (message.invoice) bubble.append(invoiceNode(message));
  bubble.append(text(message, actions));
  const idle = (event) => !event.target.closest("a, button, code, .tg-spoiler");
  bubble.addEventListener("click", (event) => isTouch() && idle(event) && !String(getSelection()) && actions.menu(message, event));
  bubble.addEventListener("dblclick", (event) => !isTouch() && idle(event) && (getSelection().empty(), actions.reply(message)));
  bubble.addEventListener("contextmenu", (event) => event.target.closest("img") || (event.preventDefault(), actions.menu(message, event)));
  const node = el("div", { class: "stack" }, el("div", { class: "line" }, bubble, tools(message, actions)));
  if (message.buttons.length) node.append(keyboard(message, actions));
  return node;
}

function sender(from) {
  const node = el("div", { class: "sender", dir: "auto" }, from.name);
  node.style.setProperty("--hue", hue(from.id));
  return node;
}

function quote(reply) {
  const jump = () => {
    const target = document.querySelector(`[data-id="${reply.message_id}"]`);
    target?.scrollIntoView({ block: "center" });
    target?.animate([{ background: "var(--flash)" }, {}], 1200);
  };
  return el("button", { class: "quote", type: "button", onclick: jump },
    el("strong", { dir: "auto" }, reply.name), el("span", { dir: "auto" }, reply.text));
}

function attachment(file) {
  const href = safeUrl(file.url);
  if (file.is_image) {
    const picture = el("img", { src: href, alt: file.name, loading: "lazy" });
    return el("a", { class: "picture", href, target: "_blank", rel: "noopener" }, picture);
  }
  return el("a", { class: "file", href, download: file.name }, icon("file"),
    el("span", {}, el("strong", { dir: "auto" }, file.name), el("small", {}, size(file.size))));
}

function text(message, actions) {
  const node = el("div", { class: "text", dir: "auto" });
  node.innerHTML = message.html; // The server escapes it and lets only a few tags through.
  for (const link of node.querySelectorAll("a")) {
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    if (actions.isInvoice(link.href)) link.addEventListener("click", (event) => (event.preventDefault(), actions.payLink(link.href)));
  }
  for (const spoiler of node.querySelectorAll(".tg-spoiler")) hideSpoiler(spoiler);
  for (const code of node.querySelectorAll("code")) code.addEventListener("click", () => actions.copy(code.textContent));
  linkCommands(node, actions);
  const time = el("time", { datetime: new Date(message.date * 1000).toISOString() }, clock(message.date));
  node.append(el("span", { class: "meta", dir: "ltr" }, message.silent ? "🔕 " : "", message.edited ? "edited " : "", time,
    message.outgoing ? icon("tick") : null));
  return node;
}

function hideSpoiler(spoiler) {
  const reveal = () => spoiler.classList.add("revealed");
  spoiler.tabIndex = 0;
  spoiler.setAttribute("role", "button");
  spoiler.addEventListener("click", reveal);
  spoiler.addEventListener("keydown", (event) => event.key === "Enter" && reveal());
}

/** Makes `/command` in a text a button that sends it, as Telegram does. */
function linkCommands(root, actions) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.parentElement.closest("a, code, pre") && node.data.search(COMMAND) >= 0) found.push(node);
  }
  for (const node of found) node.replaceWith(...commandParts(node.data, actions));
}

function commandParts(plain, actions) {
  const parts = [];
  let end = 0;
  for (const match of plain.matchAll(COMMAND)) {
    const send = () => actions.command(match[0]);
    parts.push(plain.slice(end, match.index), el("button", { class: "command", type: "button", dir: "ltr", onclick: send }, match[0]));
    end = match.index + match[0].length;
  }
  return [...parts, plain.slice(end)];
}

function tools(message, actions) {
  const tool = (name, label, act) =>
    el("button", { class: "icon", type: "button", "aria-label": label, title: label, onclick: act }, icon(name));
  return el("div", { class: "tools" }, tool("reply", "Reply", () => actions.reply(message)), tool("more", "More", (event) => actions.menu(message, event)));
}

function keyboard(message, actions) {
  const rows = message.buttons.map((row) => el("div", { class: "row" }, ...row.map((button) => inlineButton(message, button, actions))));
  return el("div", { class: "keyboard", role: "group", "aria-label": "Buttons" }, ...rows);
}

function inlineButton(message, button, actions) {
  const label = el("span", { dir: "auto" }, button.text);
  const common = { class: "inline", "data-style": button.style, "data-index": button.index };
  if (button.pay && message.receipt) return el("button", { ...common, type: "button", onclick: () => actions.receipt(message.receipt) }, "Receipt");
  if (button.pay) return el("button", { ...common, type: "button", onclick: (event) => actions.pay(message, event.currentTarget) }, label);
  if (button.url && actions.isInvoice(button.url)) {
    return el("button", { ...common, type: "button", onclick: (event) => actions.payLink(button.url, event.currentTarget) }, label);
  }
  const payload = button.url ? actions.payload(button.url) : null;
  if (payload !== null) return el("button", { ...common, type: "button", onclick: () => actions.start(payload) }, label, icon("open"));
  if (button.url) return el("a", { ...common, href: safeUrl(button.url), target: "_blank", rel: "noopener noreferrer" }, label, icon("open"));
  if (button.copy_text !== null) {
    return el("button", { ...common, type: "button", onclick: () => actions.copy(button.copy_text) }, label, icon("copy"));
  }
  const press = (event) => actions.tap(message, button, event.currentTarget);
  return el("button", { ...common, type: "button", disabled: button.data ? null : "", onclick: press }, label);
}
