// Questions in a window of their own: where to forward to, and what is sent with a file.

import { byId, el, icon } from "./dom.js";

/** Shows chats as buttons. @param buttons a function of what closes the window, which returns them */
export function chooseChat(buttons) {
  const dialog = byId("forward");
  byId("targets").replaceChildren(...buttons(() => dialog.close()));
  dialog.showModal();
}

/** Asks for the caption of a file; resolves to {caption, asPhoto}, or null if it is not to be sent. */
export function describeFile(file, caption) {
  const dialog = byId("attachment");
  const isPicture = /^image\/(png|jpeg|gif|webp)$/.test(file.type);
  byId("preview").replaceChildren(
    el("div", { class: "file" }, icon("file"), el("span", {}, el("strong", { dir: "auto" }, file.name), el("small", {}, size(file.size)))));
  byId("caption").value = caption;
  byId("as-photo").checked = isPicture;
  byId("as-photo").parentElement.hidden = !isPicture;
  dialog.returnValue = "cancel";
  dialog.showModal();
  byId("caption").focus();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "send"
    ? { caption: byId("caption").value.trim(), asPhoto: isPicture && byId("as-photo").checked } : null), { once: true }));
}

byId("caption").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  byId("attach-send").click();
});

export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 ** 2 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}
