// The list of messages: draws only what changed, and keeps the place where one reads.

import { byId } from "./dom.js";
import { messageNode } from "./message.js";

const NEAR_END = 48; // pixels from the end within which the list follows new messages

export class Timeline {
  #scroller = byId("scroller");
  #box = byId("messages");
  #jump = byId("jump");
  #drawn = new Map(); // message_id -> {node, signature}
  #places = new Map(); // view -> scroll offset in pixels, for views left above their end
  #view = null;
  #follows = true;
  #offset = 0; // the scroll offset last seen
  #missed = 0;
  #actions;

  constructor(actions) {
    this.#actions = actions;
    this.#scroller.addEventListener("scroll", () => this.#scrolled());
    this.#jump.addEventListener("click", () => this.toEnd());
    const observer = new ResizeObserver(() => this.#follows && this.toEnd());
    observer.observe(this.#scroller);
    observer.observe(this.#box);
  }

  /** Shows `messages` of `view` (any string that names the conversation). */
  draw(view, messages) {
    const entered = view !== this.#view;
    if (entered) this.#enter(view);
    const fresh = messages.filter((message) => !message.outgoing && !this.#drawn.has(message.message_id)).length;
    this.#dropAllBut(new Set(messages.map((message) => message.message_id)));
    messages.forEach((message, index) => this.#place(message, messages[index - 1], index, !entered));
    if (entered) this.#scroller.scrollTop = this.#places.get(view) ?? this.#scroller.scrollHeight;
    else if (!this.#follows) this.#missed += fresh;
    this.#offset = this.#scroller.scrollTop;
    this.#showJump();
  }

  toEnd() {
    this.#follows = true;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#showJump();
  }

  #enter(view) {
    if (this.#view && !this.#follows) this.#places.set(this.#view, this.#scroller.scrollTop);
    else this.#places.delete(this.#view);
    this.#view = view;
    this.#follows = !this.#places.has(view);
    this.#missed = 0;
    this.#drawn.clear();
    this.#box.replaceChildren();
  }

  #dropAllBut(ids) {
    for (const [id, { node }] of this.#drawn) {
      if (ids.has(id)) continue;
      node.remove();
      this.#drawn.delete(id);
    }
  }

  #place(message, previous, index, arrives) {
    const old = this.#drawn.get(message.message_id);
    const signature = JSON.stringify([message, previous?.date, previous?.from.id, previous?.service, previous?.buttons.length]);
    if (old?.signature === signature) return;
    const node = messageNode(message, previous, this.#actions);
    this.#drawn.set(message.message_id, { node, signature });
    if (old) return swap(old.node, node);
    if (arrives) node.classList.add("fresh");
    this.#box.insertBefore(node, this.#box.children[index] ?? null);
  }

  /** Only a move upwards ends following: the end also moves away when an input bar opens or a picture loads. */
  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    if (scrollHeight - scrollTop - clientHeight < NEAR_END) this.#follows = true;
    else if (scrollTop < this.#offset) this.#follows = false;
    this.#offset = scrollTop;
    this.#showJump();
  }

  #showJump() {
    if (this.#follows) this.#missed = 0;
    const count = this.#jump.querySelector(".badge");
    this.#jump.hidden = this.#follows;
    count.hidden = this.#missed === 0;
    count.textContent = this.#missed;
  }
}

/** Replaces a message, keeping the keyboard focus on the button in the same place. */
function swap(old, node) {
  const index = old.contains(document.activeElement) ? document.activeElement.dataset.index : undefined;
  old.replaceWith(node);
  if (index === undefined) return;
  const buttons = [...node.querySelectorAll(".inline")];
  (buttons[index] ?? buttons.at(-1) ?? byId("text")).focus({ preventScroll: true });
}
