// The input line: text, files, the reply or edit above it, and the menu of commands.

import { byId, el } from "./dom.js";

export class Composer {
  #form = byId("composer");
  #text = byId("text");
  #context = byId("context");
  #list = byId("commands");
  #file = byId("file");
  #drafts = new Map(); // view -> unsent text
  #view = null;
  #menu = []; // {command, description} of the chat shown
  #mention = ""; // what a command from the menu ends with in a group: "@the_bot"
  #chosen = 0;
  #mode = null; // null, or {kind: "reply" | "edit", message}
  #actions;

  /** @param actions send(text, mode), upload(file, caption), last(): the newest own message or undefined */
  constructor(actions) {
    this.#actions = actions;
    this.#form.addEventListener("submit", (event) => (event.preventDefault(), this.#submit()));
    this.#text.addEventListener("input", () => this.#typed());
    this.#text.addEventListener("keydown", (event) => this.#key(event));
    this.#context.querySelector("button").addEventListener("click", () => this.leave());
    byId("menu").addEventListener("click", () => this.#openMenu());
    byId("attach").addEventListener("click", () => this.#file.click());
    this.#file.addEventListener("change", () => this.#attach());
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.#escape());
  }

  /** Shows the input line of another conversation, with the text left there. */
  enter(view, commands, mention) {
    this.#menu = commands;
    this.#mention = mention;
    byId("menu").hidden = commands.length === 0;
    if (view === this.#view) return;
    if (this.#mode?.kind !== "edit") this.#drafts.set(this.#view, this.#text.value);
    this.#view = view;
    this.#show(null);
    this.#write(this.#drafts.get(view) ?? "");
  }

  reply(message) {
    this.#show({ kind: "reply", message });
    this.focus();
  }

  edit(message) {
    this.#show({ kind: "edit", message });
    this.#write(message.text);
    this.focus();
  }

  leave() {
    if (this.#mode?.kind === "edit") this.#write("");
    this.#show(null);
    this.focus();
  }

  /** Leaves the reply to, or the edit of, a message that was deleted. */
  forget(chatId, messageId) {
    const about = this.#mode?.message;
    if (about?.chat_id === chatId && about.message_id === messageId) this.leave();
  }

  focus() {
    this.#text.focus({ preventScroll: true });
  }

  /** Gives back a text that could not be sent, unless another was begun meanwhile. */
  giveBack(text, mode) {
    if (this.#text.value) return;
    this.#write(text);
    this.#show(mode);
  }

  #show(mode) {
    this.#mode = mode;
    this.#context.hidden = mode === null;
    if (mode === null) return;
    const { kind, message } = mode;
    this.#context.querySelector("strong").textContent = kind === "edit" ? "Edit message" : `Reply to ${message.from.name}`;
    this.#context.querySelector("p").textContent = message.text || message.file?.name || "";
  }

  #write(text) {
    this.#text.value = text;
    this.#typed();
  }

  #submit() {
    const text = this.#text.value.trim();
    if (!text) return;
    const mode = this.#mode;
    this.#show(null);
    this.#write("");
    this.focus();
    this.#actions.send(text, mode);
  }

  #attach() {
    const [file] = this.#file.files;
    const caption = this.#text.value.trim();
    this.#file.value = "";
    this.#write("");
    this.#actions.upload(file, caption);
  }

  #escape() {
    if (byId("alert").open) return;
    if (!this.#list.hidden) this.#closeMenu();
    else if (this.#mode) this.leave();
  }

  #key(event) {
    const open = !this.#list.hidden;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (open && step) this.#choose(this.#chosen + step);
    else if (open && event.key === "Tab") this.#write(`${this.#list.children[this.#chosen].dataset.command} `);
    else if (open && event.key === "Enter" && !event.shiftKey) this.#pick(this.#chosen);
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.#submit();
    else if (event.key === "ArrowUp" && !this.#text.value && this.#actions.last()) this.edit(this.#actions.last());
    else return;
    event.preventDefault();
  }

  #typed() {
    this.#text.style.height = "auto";
    this.#text.style.height = `${this.#text.scrollHeight}px`;
    const begun = /^\/(\w*)$/.exec(this.#text.value);
    const matching = begun ? this.#menu.filter(({ command }) => command.startsWith(begun[1].toLowerCase())) : [];
    if (matching.length) this.#draw(matching);
    else this.#closeMenu();
  }

  #openMenu() {
    this.#write("/");
    this.focus();
  }

  #closeMenu() {
    this.#list.hidden = true;
    this.#text.removeAttribute("aria-activedescendant");
  }

  #draw(commands) {
    const option = ({ command, description }, index) =>
      el("div", { role: "option", id: `command-${index}`, "data-command": `/${command}${this.#mention}`, onclick: () => this.#pick(index) },
        el("strong", {}, `/${command}`), el("span", { dir: "auto" }, description));
    this.#list.replaceChildren(...commands.map(option));
    this.#list.hidden = false;
    this.#choose(0);
  }

  #choose(index) {
    const options = [...this.#list.children];
    this.#chosen = (index + options.length) % options.length;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === this.#chosen)));
    options[this.#chosen].scrollIntoView({ block: "nearest" });
    this.#text.setAttribute("aria-activedescendant", `command-${this.#chosen}`);
  }

  #pick(index) {
    this.#write(this.#list.children[index].dataset.command);
    this.#submit();
  }
}
