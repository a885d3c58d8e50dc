// The menu of a message: where the pointer is, closed by whatever comes next.

import { byId, el, icon } from "./dom.js";

const GAP = 8; // pixels to the edges of the window

/** @param items [icon, label, act] of each entry */
export function openMenu(event, items) {
  const menu = byId("actions");
  const entry = ([name, label, act]) =>
    el("button", { type: "button", role: "menuitem", onclick: () => (menu.hidePopover(), act()) }, icon(name), label);
  menu.replaceChildren(...items.map(entry));
  menu.showPopover();
  const { width, height } = menu.getBoundingClientRect();
  const [x, y] = pointed(event);
  menu.style.left = `${Math.max(GAP, Math.min(x, innerWidth - width - GAP))}px`;
  menu.style.top = `${Math.max(GAP, Math.min(y, innerHeight - height - GAP))}px`;
  menu.firstChild.focus();
}

// An automatic popover would be closed by the very click that opens it, where it opens beside the pointer.
addEventListener("pointerdown", (event) => byId("actions").contains(event.target) || byId("actions").hidePopover());

byId("actions").addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step && event.key !== "Escape" && event.key !== "Tab") return;
  event.preventDefault();
  event.stopPropagation();
  if (!step) return event.currentTarget.hidePopover();
  const entries = [...event.currentTarget.children];
  entries.at((entries.indexOf(document.activeElement) + step) % entries.length).focus();
});

/** Where a menu opens: at the pointer, or under what the keyboard pressed. */
function pointed(event) {
  if (event.clientX || event.clientY) return [event.clientX, event.clientY];
  const { left, bottom } = event.currentTarget.getBoundingClientRect();
  return [left, bottom];
}
