// Small helpers to build elements. A string child becomes a text node, so nothing foreign is parsed as HTML.

const SVG = "http://www.w3.org/2000/svg";

export const byId = (id) => document.getElementById(id);

/** One element; attributes that are null, undefined or false are left out, `onX` ones become listeners. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `page/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/** A count to draw attention, or nothing when there is none. */
export const badge = (count) => (count ? el("span", { class: "badge", "aria-label": `${count} unread` }, String(count)) : null);

/** A round picture with initials; the hue follows from the id, so a person keeps a colour. */
export function avatar(id, name, isBot = false) {
  const node = el("span", { class: "avatar", "aria-hidden": "true" });
  paintAvatar(node, id, name, isBot);
  return node;
}

export function paintAvatar(node, id, name, isBot = false) {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const initials = words.slice(0, 2).map((word) => [...word][0]).join("").toUpperCase() || "?";
  node.replaceChildren(isBot ? icon("cart") : initials);
  node.toggleAttribute("data-bot", isBot);
  node.style.setProperty("--hue", hue(id));
}

export const hue = (id) => (Math.abs(id) * 137) % 360;

/** The address if it is one a chat may open; null for `javascript:` and the like. */
export function safeUrl(address) {
  try {
    const url = new URL(address, location.href);
    return ["http:", "https:", "tg:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** Whether there is room for more than one pane. */
export const isWide = () => !matchMedia("(max-width: 760px)").matches;

/** Whether a finger points: a touch on a message opens its menu. */
export const isTouch = () => matchMedia("(hover: none), (max-width: 760px)").matches;

export const clock = (seconds) => new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

export const isToday = (seconds) => new Date(seconds * 1000).toDateString() === new Date().toDateString();

export function day(seconds) {
  if (isToday(seconds)) return "Today";
  return new Date(seconds * 1000).toLocaleDateString([], { day: "numeric", month: "long", year: "numeric" });
}
