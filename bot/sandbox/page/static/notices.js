// What a person is told outside the messages: toasts, alerts, the lost connection.

import { byId, el, safeUrl } from "./dom.js";

const TOAST_SECONDS = 4;

export function toast(text) {
  const node = el("div", { class: "toast", dir: "auto" }, text);
  byId("toasts").append(node);
  setTimeout(() => node.remove(), TOAST_SECONDS * 1000);
}

/** A modal window; with an address it offers to open it. */
export function alert(text, address = null) {
  const dialog = byId("alert");
  const link = dialog.querySelector("a");
  const href = address === null ? null : safeUrl(address);
  byId("alert-text").textContent = text;
  link.hidden = href === null;
  link.href = href ?? "";
  if (!dialog.open) dialog.showModal();
}

export function showOffline(offline) {
  byId("offline").hidden = !offline;
}

export function startTheme() {
  const stored = localStorage.getItem("theme");
  const root = document.documentElement;
  if (stored) root.style.colorScheme = stored;
  byId("theme").addEventListener("click", () => {
    const shown = root.style.colorScheme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    root.style.colorScheme = shown === "dark" ? "light" : "dark";
    localStorage.setItem("theme", root.style.colorScheme);
  });
}
