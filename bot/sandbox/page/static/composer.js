// The input line: text, files, the reply, edit or forward above it, the menu of commands, and inline mode.

import { describeFile } from "./dialogs.js";
import { byId } from "./dom.js";
import { Inline } from "./inline.js";
import { Suggestions } from "./suggestions.js";

export class Composer {
  #form = byId("composer");
  #text = byId("text");
  #context = byId("context");
  #file = byId("file");
  #drafts = new Map(); // view -> unsent text
  #view = null;
  #menu = []; // {command, description} of the chat shown
  #bot = ""; // "@the_bot"
  #mention = ""; // what a command from the menu ends with: in a group the bot's name
  #mode = null; // null, or {kind: "reply" | "edit" | "forward", message}
  #suggestions = new Suggestions();
  #inline;
  #actions;

  /** @param actions send(text, mode), upload(file, mode, options), last(): the newest own message or undefined; those of Inline */
  constructor(actions) {
    this.#actions = actions;
    this.#inline = new Inline(this.#suggestions, { ...actions, typed: () => this.#write("") });
    this.#form.addEventListener("submit", (event) => (event.preventDefault(), this.#submit()));
    this.#text.addEventListener("input", () => this.#typed());
    this.#text.addEventListener("keydown", (event) => this.#key(event));
    this.#context.querySelector("button").addEventListener("click", () => this.leave());
    byId("menu").addEventListener("click", () => this.#openMenu());
    byId("attach").addEventListener("click", () => this.#file.click());
    this.#file.addEventListener("change", () => this.#attach(this.#file.files));
    this.#text.addEventListener("paste", (event) => this.#takeFiles(event, event.clipboardData.files));
    for (const kind of ["dragover", "drop"]) {
      byId("conversation").addEventListener(kind, (event) => this.#takeFiles(event, event.dataTransfer.files));
    }
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.#escape());
  }

  /** Shows the input line of another conversation, with the text left there. */
  enter(view, commands, bot, isPrivate) {
    this.#menu = commands;
    this.#bot = `@${bot}`;
    this.#mention = isPrivate ? "" : this.#bot;
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

  forward(message) {
    this.#show({ kind: "forward", message });
    this.focus();
  }

  /** Proposes a text to be sent in a conversation, unless another was begun there. */
  propose(view, text) {
    if (view !== this.#view) this.#drafts.set(view, this.#drafts.get(view) || text);
    else if (!this.#text.value) this.#write(text);
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
    this.#text.placeholder = (mode?.kind === "reply" && mode.message.placeholder) || "Message";
    if (mode === null) return;
    const { kind, message } = mode;
    const titles = { edit: "Edit message", forward: "Forward message", reply: `Reply to ${message.from.name}` };
    this.#context.querySelector("use").setAttribute("href", `page/icons.svg#${kind}`);
    this.#context.querySelector("strong").textContent = titles[kind];
    this.#context.querySelector("p").textContent = message.text || message.file?.name || "";
  }

  #write(text) {
    this.#text.value = text;
    this.#typed();
  }

  #submit() {
    const text = this.#text.value.trim();
    if (text === "/") return; // The list of commands is open, and none was chosen yet.
    if ((!text && this.#mode?.kind !== "forward") || this.#inlineWords() !== null) return;
    const mode = this.#mode;
    this.#show(null);
    this.#write("");
    this.focus();
    this.#actions.send(text, mode);
  }

  async #attach([file]) {
    if (!file) return;
    const mode = this.#mode?.kind === "reply" ? this.#mode : null;
    const sent = await describeFile(file, this.#text.value.trim());
    this.#file.value = "";
    this.focus();
    if (sent === null) return;
    this.#write("");
    if (mode) this.#show(null);
    this.#actions.upload(file, mode, sent);
  }

  /** Takes files that are pasted or dropped; a text that is pasted goes its usual way. */
  #takeFiles(event, files) {
    const drags = event.type === "dragover" && event.dataTransfer.types.includes("Files");
    if (this.#form.hidden || (!drags && !files.length)) return;
    event.preventDefault();
    if (!drags) this.#attach(files);
  }

  #escape() {
    if (document.querySelector("dialog[open], [popover]:popover-open")) return;
    if (this.#suggestions.open) this.#suggestions.close();
    else if (this.#mode) this.leave();
  }

  #key(event) {
    const { open, chosen, completion } = this.#suggestions;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (open && step) this.#suggestions.move(step);
    else if (completion !== null && event.key === "Tab") this.#write(completion);
    else if (chosen && event.key === "Enter" && !event.shiftKey) this.#suggestions.take();
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.#submit();
    else if (event.key === "ArrowUp" && !this.#text.value && this.#actions.last()) this.edit(this.#actions.last());
    else return;
    event.preventDefault();
  }

  #typed() {
    this.#text.style.height = "auto";
    if (this.#text.scrollHeight) this.#text.style.height = `${this.#text.scrollHeight}px`; // 0 while it is hidden
    const words = this.#inlineWords();
    this.#inline.type(words);
    if (words !== null) return;
    const begun = /^\/(\w*)$/.exec(this.#text.value);
    const matching = begun ? this.#menu.filter(({ command }) => command.startsWith(begun[1].toLowerCase())) : [];
    if (matching.length) this.#suggestions.show(matching.map((entry) => this.#option(entry)), null);
    else this.#suggestions.close();
  }

  /** What the bot is asked in inline mode, or null where the text is meant for the chat. */
  #inlineWords() {
    const [, name, words] = /^(@\w+)\s(.*)$/s.exec(this.#text.value) ?? [];
    const asks = name?.toLowerCase() === this.#bot.toLowerCase() && this.#mode?.kind !== "edit";
    return asks ? words.trim() : null;
  }

  #openMenu() {
    this.#write("/");
    this.focus();
  }

  #option({ command, description }) {
    const text = `/${command}${this.#mention}`;
    const take = () => {
      this.#write(text);
      this.#submit();
    };
    return { title: `/${command}`, about: description, take, complete: `${text} ` };
  }
}
