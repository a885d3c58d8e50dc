// The page: joins the server's state and events to the panes. The address (`#person/chat/topic`) says what is shown.

import { openMenu } from "./actions.js";
import * as api from "./api.js";
import { Backstage } from "./backstage.js";
import { Composer } from "./composer.js";
import { chooseChat } from "./dialogs.js";
import { byId, isWide, paintAvatar, safeUrl } from "./dom.js";
import { Guide } from "./guide.js";
import { alert, showOffline, startTheme, toast } from "./notices.js";
import { askToPay, showReceipt, stars } from "./payments.js";
import { address, chatButton, drawChats, drawPeople, drawTopics, portraitId } from "./sidebar.js";
import { Store } from "./store.js";
import { Timeline } from "./timeline.js";

const RETRY_MS = 1500;
const OTHERS_MS = 4000; // how often the unread counts of the other people are looked up
const TYPING_MS = 5000; // Telegram shows a chat action for five seconds
const NO_ANSWER_MS = 3000;
const LINK = "https://www.instagram.com/p/C9dLmXvOqPt/"; // that a visitor can order for

const store = new Store();
const typing = new Map(); // chat id -> timer that ends the indicator
let shown = { person: null, chat: null, thread: null };
let events = null;
let connection = 0; // counts attempts: a later one makes an earlier one stop
let sending = Promise.resolve(); // messages leave in the order they were written
let reloading = null;
let forced = null; // the question of the bot whose answer was opened last

const timeline = new Timeline({
  reply, menu, tap, copy, payload, isInvoice, pay: payMessage, payLink, start: startBot,
  receipt: (receipt) => showReceipt(receipt, copy), command: (text) => send(text, null),
});
const backstage = new Backstage({
  break: (what, on, panel) => attempt(() => breakSomething(what, on, panel)), changed: () => store.state && draw(),
  giveBack: (charge, notify) => attempt(() => api.giveBack(charge, notify)),
});
const guide = new Guide({
  customer: () => attempt(customer), owner: () => attempt(owner), breaking: (what) => attempt(() => breaking(what)),
});
const composer = new Composer({ send, upload, last: lastOwn, inline, pick, start: startBot });

function readAddress() {
  const [person, chat, thread] = location.hash.slice(1).split("/").map((part) => (part ? Number(part) : null));
  return { person: person ?? null, chat: chat ?? null, thread: thread ?? null };
}

const chatShown = () => (store.state && shown.chat !== null ? store.chat(shown.chat) : null);
const messagesShown = () => store.messages(chatShown(), shown.thread);
const target = () => ({ person: shown.person, chat_id: shown.chat, thread_id: shown.thread });

// --- connection ---

async function connect() {
  const attempt = ++connection;
  events?.close();
  try {
    const state = await api.state(readAddress().person);
    if (attempt !== connection) return;
    store.replace(state);
    showOffline(false);
    follow();
    listen(state);
    refreshOthers();
  } catch (error) {
    if (attempt === connection) reconnect(error);
  }
}

function reconnect(error) {
  events?.close();
  showOffline(true);
  if (error?.refused) location.hash = ""; // The people of another server life have other ids.
  const attempt = connection;
  setTimeout(() => attempt === connection && connect(), RETRY_MS);
}

function listen(state) {
  events = api.events(state.person, state.seq);
  events.onmessage = (event) => receive(JSON.parse(event.data));
  events.onerror = () => reconnect();
}

function receive(event) {
  if (event.seq <= store.state.seq) return;
  store.state.seq = event.seq;
  if (event.type === "typing") return showTyping(event.chat_id);
  if (event.type === "chat" || event.type === "commands") return reloadSoon();
  if (event.type === "delete") {
    store.remove(event.chat_id, event.message_id);
    composer.forget(event.chat_id, event.message_id);
  } else take(event.message);
  draw();
}

function take(message) {
  if (!store.chat(message.chat_id)) return reloadSoon();
  store.upsert(message);
  if (message.from.is_bot) endTyping(message.chat_id);
}

/** Menus are registered scope by scope: a burst of events asks for the state once. */
function reloadSoon() {
  reloading ??= setTimeout(async () => {
    reloading = null;
    const state = await api.state(store.state.person).catch(() => null);
    if (state?.person !== store.state.person) return;
    if (state.seq < store.state.seq) return reloadSoon(); // Events came while it was on its way.
    store.replace(state);
    if (chatShown()) draw();
    else follow();
  }, 100);
}

async function refreshOthers() {
  const others = store.state.people.filter((person) => person.id !== store.state.person);
  const states = await Promise.all(others.map((person) => api.state(person.id).catch(() => null)));
  states.filter((state) => state && state.person !== store.state.person).forEach((state) => store.note(state));
  drawPeople(store);
}

// --- what is shown ---

function navigate() {
  const { person } = readAddress();
  if (store.state === null || (person !== null && person !== store.state.person)) connect();
  else follow();
}

/** Shows what the address names. A person without a chat gets the first one where there is room, or nothing to see yet. */
function follow() {
  const wanted = readAddress();
  const isNew = location.hash === "" && store.state.chats.every((chat) => chat.type !== "private" || !chat.messages.length);
  const chat = store.chat(wanted.chat) ?? (isWide() || isNew ? store.state.chats[0] : null);
  shown = { person: store.state.person, chat: chat?.id ?? null, thread: chat?.id === wanted.chat ? wanted.thread : null };
  forced = null;
  draw();
  if (chat && isWide()) composer.focus();
}

function draw() {
  const chat = chatShown();
  document.body.dataset.pane = chat ? "chat" : "list";
  if (chat && !document.hidden) store.markRead(chat, shown.thread);
  drawPeople(store);
  drawChats(store, shown.chat);
  if (chat) drawConversation(chat);
  if (chat) answerForced();
  const unread = store.unreadOfPerson(store.state.person);
  document.title = `${unread ? `(${unread}) ` : ""}${chat?.title ?? "Chats"} · Panel order bot`;
  const back = byId("back").querySelector(".badge");
  back.hidden = unread === 0;
  back.textContent = unread;
}

function drawConversation(chat) {
  const { person, thread } = shown;
  const view = address(person, chat.id, thread);
  const isPrivate = chat.type === "private";
  drawHeading(chat, isPrivate);
  drawTopics(store, chat, thread);
  const waits = isPrivate && (chat.blocked || chat.messages.length === 0);
  byId("composer").hidden = waits || chat.type === "channel";
  byId("readonly").hidden = chat.type !== "channel";
  byId("start").hidden = !waits;
  byId("start").textContent = chat.blocked ? "Unblock" : "Start";
  composer.enter(view, chat.commands, store.state.bot.username, isPrivate);
  timeline.draw(view, messagesShown());
  guide.draw(isPrivate && !chat.blocked && chat.messages.length === 0);
}

function drawHeading(chat, isPrivate) {
  document.body.dataset.chat = chat.type;
  paintAvatar(byId("avatar"), portraitId(store, chat), chat.title, isPrivate);
  byId("title").textContent = chat.title;
  byId("back").href = address(shown.person);
  byId("block").hidden = !isPrivate || chat.blocked || chat.messages.length === 0;
  byId("anonymous").hidden = !chat.is_admin;
  byId("anonymous").textContent = chat.is_anonymous ? "Write as yourself" : "Write as the group";
  const isDown = isPrivate && !backstage.isRunning;
  byId("subtitle").toggleAttribute("data-alarm", isDown);
  byId("subtitle").textContent = isDown ? "killed, starting again…" : typing.has(chat.id) ? "typing…" : about(chat);
}

function about(chat) {
  if (chat.type === "private") return chat.blocked ? "blocked" : "bot";
  if (chat.type === "channel") return "channel";
  if (!chat.is_admin) return `${chat.members + 1} members`;
  return chat.is_anonymous ? "group, you write as the group" : "group, you are an administrator";
}

function showTyping(chatId) {
  clearTimeout(typing.get(chatId));
  typing.set(chatId, setTimeout(() => (endTyping(chatId), draw()), TYPING_MS));
  draw();
}

function endTyping(chatId) {
  clearTimeout(typing.get(chatId));
  typing.delete(chatId);
}

// --- what a person does ---

function reply(message) {
  if (!byId("composer").hidden) composer.reply(message);
}

/** What can be done with a message, where the pointer is. */
function menu(message, event) {
  const writes = !byId("composer").hidden;
  const editable = message.outgoing && !message.file && !message.invoice && !message.via && !message.forwarded_from;
  const link = event.target.closest("a")?.href;
  const entries = [
    writes && ["reply", "Reply", () => reply(message)],
    message.text && ["copy", "Copy text", () => copy(message.text)],
    link && ["open", "Copy link", () => copy(link)],
    ["forward", "Forward", () => forward(message)],
    writes && editable && ["edit", "Edit", () => composer.edit(message)],
  ];
  openMenu(event, entries.filter(Boolean));
}

/** Asks for a chat, and opens it with the message above the input line. */
function forward(message) {
  const takes = (chat) => chat.type !== "channel" && !chat.blocked;
  chooseChat((close) => store.state.chats.filter(takes).map((chat) => chatButton(store, chat, async () => {
    close();
    if (chat.type === "private" && !chat.messages.length) await attempt(() => api.start(shown.person));
    open(shown.person, chat.id);
    composer.forward(message);
  })));
}

/** Goes to a chat at once; the address follows. */
function open(person, chat) {
  location.hash = address(person, chat);
  if (person === store.state.person) follow();
}

/** Opens reply mode by itself, once, for a question nobody has answered yet. */
function answerForced() {
  const latest = messagesShown().findLast((message) => message.force_reply || message.outgoing);
  if (!latest?.force_reply || latest.message_id === forced) return;
  forced = latest.message_id;
  composer.reply(latest);
}

function lastOwn() {
  return messagesShown().findLast((message) => message.outgoing && !message.file && !message.invoice && !message.service && !message.via && !message.forwarded_from);
}

function send(text, mode) {
  const place = target();
  const say = () => api.send({ ...place, text, reply_to: mode?.kind === "reply" ? mode.message.message_id : null });
  const calls = {
    edit: () => api.edit({ person: place.person, chat_id: place.chat_id, message_id: mode.message.message_id, text }),
    forward: async () => (text && (await say()), api.forward(mode.message, place)),
  };
  timeline.toEnd();
  sending = sending.then(calls[mode?.kind] ?? say).catch((error) => {
    toast(error.message);
    composer.giveBack(text, mode);
  });
}

function upload(file, mode, { caption, asPhoto }) {
  const fields = { ...target(), caption, as_photo: asPhoto ? "1" : "", reply_to: mode?.message.message_id ?? null };
  timeline.toEnd();
  sending = sending.then(() => api.upload(fields, file)).catch((error) => {
    toast(error.message);
    composer.giveBack(caption, mode);
  });
}

// --- payments ---

function isInvoice(link) {
  return link.startsWith("https://t.me/$");
}

function payMessage(message, node) {
  return pay(message.invoice, { chat_id: message.chat_id, message_id: message.message_id }, node);
}

function payLink(link, node) {
  attempt(async () => pay(await api.invoice(link), { link }, node));
}

/** Asks, pays, and says why it was refused; what was paid is seen in the chat. */
async function pay(invoice, where, node) {
  const { person } = shown;
  if (node?.getAttribute("aria-busy") === "true") return;
  node?.setAttribute("aria-busy", "true");
  try {
    let owned = store.state.people.find(({ id }) => id === person).stars;
    let wanted = await askToPay(invoice, owned, store.state.bot.name);
    while (wanted === "buy") {
      owned = (await api.buyStars(person)).stars;
      wanted = await askToPay(invoice, owned, store.state.bot.name);
    }
    if (wanted !== "pay") return;
    const { refusal } = await api.pay({ person, ...where });
    if (refusal) alert(refusal);
    else toast(`You have paid ${stars(invoice.stars)}`);
  } catch (error) {
    toast(error.message);
  } finally {
    node?.removeAttribute("aria-busy");
  }
}

async function tap(message, button, node) {
  if (node.getAttribute("aria-busy") === "true") return;
  node.setAttribute("aria-busy", "true");
  try {
    const answer = await api.tap({ person: shown.person, chat_id: message.chat_id, message_id: message.message_id, data: button.data });
    if (!answer.answered) showNoAnswer(node);
    else if (answer.url) alert(answer.text ?? "Open this link?", answer.url);
    else if (answer.text) (answer.alert ? alert : toast)(answer.text);
  } catch (error) {
    toast(error.message);
  } finally {
    node.removeAttribute("aria-busy");
  }
}

function showNoAnswer(node) {
  node.dataset.note = "no answer";
  toast("The bot did not answer this button.");
  setTimeout(() => delete node.dataset.note, NO_ANSWER_MS);
}

function copy(text) {
  attempt(() => navigator.clipboard.writeText(text).then(() => toast("Text copied to clipboard")));
}

async function attempt(call) {
  await call().catch((error) => toast(error.message));
}

/** What the bot offers for some words, or null if nothing came. */
async function inline(words, offset) {
  const offer = await api.inline({ person: shown.person, chat_id: shown.chat, query: words, offset }).catch(() => null);
  return offer?.answered ? offer : null;
}

function pick(offer, result) {
  const place = target();
  timeline.toEnd();
  sending = sending.then(() => api.pick({ ...place, query_id: offer.id, id: result.id })).catch((error) => toast(error.message));
}

/** What a link to the bot has it started with, or null for a link that leads elsewhere. */
function payload(link) {
  const url = safeUrl(link) && new URL(link);
  const isBot = url && url.host === "t.me" && url.pathname.toLowerCase() === `/${store.state.bot.username}`.toLowerCase();
  return isBot ? (url.searchParams.get("start") ?? "") : null;
}

/** Opens the bot's private chat, which has the person's own id, and starts the bot there. */
function startBot(payload) {
  const { person } = shown;
  attempt(() => api.start(person, payload).then(() => (location.hash = address(person, person))));
}

function start() {
  const { person } = shown;
  attempt(() => (chatShown().blocked ? api.block(person, false) : api.start(person)));
}

// --- what a visitor can try ---

const personWho = (about) => store.state.people.find((person) => person.about === about) ?? store.state.people[0];

const hasStarted = async (person) => (await api.state(person)).chats.some((chat) => chat.type === "private" && chat.messages.length);

/** Goes to a person's chat with the bot, which is started if it was not yet; resolves to whether it was. */
async function visit(person) {
  const started = await hasStarted(person);
  if (!started) await api.start(person);
  location.hash = address(person, person);
  return started;
}

async function customer() {
  const { id } = personWho("Customer");
  composer.propose(address(id, id), LINK);
  await visit(id);
}

async function owner() {
  const [{ id }, newcomer] = [personWho("Owner"), personWho("Not let in yet")];
  if (await visit(id)) await api.send({ person: id, chat_id: id, text: "/admin" });
  else if (!(await hasStarted(newcomer.id))) await api.start(newcomer.id);
}

async function breaking(what) {
  await customer();
  await breakSomething(what, true);
}

const BROKEN = {
  refuse: "Now confirm an order, and see whether somebody takes it.",
  down: "Go on: nobody answers at the panel's address.",
  broke: "Go on: the panel takes no order without money.",
  lose: "Now confirm an order: its answer will be lost.",
  slow: "Go on: only the panel is slow.",
  kill: "Killed. What you do now waits for the bot.",
};

async function breakSomething(what, on, panel = null) {
  await api.breakSomething(what, on, panel);
  if (on) toast(BROKEN[what]);
}

startTheme();
byId("start").addEventListener("click", start);
byId("block").addEventListener("click", () => attempt(() => api.block(shown.person, true)));
byId("anonymous").addEventListener("click", () => {
  const chat = chatShown();
  attempt(() => api.anonymous(shown.person, chat.id, !chat.is_anonymous));
});
byId("language").addEventListener("change", ({ currentTarget }) => attempt(() => api.language(shown.person, currentTarget.value)));
addEventListener("hashchange", navigate);
document.addEventListener("visibilitychange", () => store.state && draw());
setInterval(() => store.state && !document.hidden && refreshOthers(), OTHERS_MS);
connect();
