// The calls this page makes to the server that serves it. Each rejects with an Error whose message can be shown
// and whose `refused` says whether the server answered at all.

async function request(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error("The server cannot be reached.");
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw Object.assign(new Error(body.error ?? `The server answered ${response.status}.`), { refused: true });
  return body;
}

const post = (path, body) =>
  request(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

export const state = (person) => request(person === null ? "api/state" : `api/state?person=${person}`);
export const send = (message) => post("api/send", message);
export const edit = (change) => post("api/edit", change);
export const invoice = (link) => post("api/invoice", { link });
export const pay = (purchase) => post("api/pay", purchase);
export const buyStars = (person) => post("api/buy-stars", { person });
export const giveBack = (charge, notify) => post("api/give-back", { charge_id: charge, notify });
export const tap = (button) => post("api/tap", button);
export const start = (person, payload = "") => post("api/start", { person, payload });
export const inline = (question) => post("api/inline", question);
export const pick = (choice) => post("api/pick", choice);
export const block = (person, blocked) => post("api/block", { person, blocked });
export const anonymous = (person, chat, is) => post("api/anonymous", { person, chat_id: chat, anonymous: is });
export const language = (person, code) => post("api/language", { person, code });
export const forward = (message, place) =>
  post("api/forward", { ...place, from_chat: message.chat_id, message_id: message.message_id });
export const breakSomething = (what, on, panel = null) => post("api/break", { what, on, panel });
export const backstage = () => new EventSource("api/backstage");
export const events = (person, after) => new EventSource(`api/events?person=${person}&after=${after}`);

export function upload(fields, file) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value !== null && value !== "") form.append(name, value);
  form.append("file", file);
  return request("api/upload", { method: "POST", body: form });
}
