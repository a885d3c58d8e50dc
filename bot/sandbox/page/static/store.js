// What the page knows: the chats of the person shown, and how far every person has read.

const viewKey = (person, chat, thread) => `${person}/${chat}/${thread ?? ""}`;

export class Store {
  state = null;
  #lastRead = new Map(); // view key -> the newest message_id read
  #summaries = new Map(); // person id -> the state last seen of somebody else
  #known = new Set(); // people whose earlier messages count as read

  /** Takes the whole state of the person shown. A sequence that went back means another server life. */
  replace(state) {
    if (this.state && state.seq < this.state.seq) this.#forget();
    this.#meet(state);
    this.state = state;
  }

  /** Takes the state of a person who is not shown, for the count beside the name. */
  note(state) {
    this.#meet(state);
    this.#summaries.set(state.person, state);
  }

  chat(id) {
    return this.state.chats.find((chat) => chat.id === id) ?? null;
  }

  /** The messages of a chat, or of one topic of a forum (null is its General topic). */
  messages(chat, thread) {
    return chat.topics.length ? chat.messages.filter((message) => message.thread_id === thread) : chat.messages;
  }

  upsert(message) {
    const messages = this.chat(message.chat_id)?.messages;
    if (!messages) return;
    const index = messages.findIndex((known) => known.message_id === message.message_id);
    if (index >= 0) messages[index] = message;
    else messages.push(message);
  }

  remove(chatId, messageId) {
    const chat = this.chat(chatId);
    if (chat) chat.messages = chat.messages.filter((message) => message.message_id !== messageId);
  }

  markRead(chat, thread) {
    this.#readAll(this.state.person, chat, thread);
  }

  unread(chat, thread, person = this.state.person) {
    const last = this.#lastRead.get(viewKey(person, chat.id, thread)) ?? 0;
    return this.messages(chat, thread).filter((message) => !message.outgoing && !message.service && message.message_id > last).length;
  }

  unreadOfChat(chat, person = this.state.person) {
    return threads(chat).reduce((sum, thread) => sum + this.unread(chat, thread, person), 0);
  }

  unreadOfPerson(person) {
    const state = person === this.state.person ? this.state : this.#summaries.get(person);
    return state ? state.chats.reduce((sum, chat) => sum + this.unreadOfChat(chat, person), 0) : 0;
  }

  #meet(state) {
    if (this.#known.has(state.person)) return;
    this.#known.add(state.person);
    for (const chat of state.chats) for (const thread of threads(chat)) this.#readAll(state.person, chat, thread);
  }

  #readAll(person, chat, thread) {
    const newest = this.messages(chat, thread).at(-1);
    if (newest) this.#lastRead.set(viewKey(person, chat.id, thread), newest.message_id);
  }

  #forget() {
    this.#lastRead.clear();
    this.#summaries.clear();
    this.#known.clear();
  }
}

const threads = (chat) => (chat.topics.length ? [null, ...chat.topics.map((topic) => topic.id)] : [null]);
