// Inline mode: `@the_bot words` in the input line lists what the bot offers, and what is taken is sent.

const PAUSE_MS = 250; // a person who types on is not asked about yet

export class Inline {
  #suggestions;
  #actions;
  #timer = null;
  #turn = 0; // counts what was typed: the answer to something earlier comes too late
  #options = [];

  /** @param actions inline(words, offset), pick(offer, result), start(payload), typed(): what was typed is done with */
  constructor(suggestions, actions) {
    this.#suggestions = suggestions;
    this.#actions = actions;
  }

  /** Asks the bot about words that may not be finished; null ends it. */
  type(words) {
    const turn = ++this.#turn;
    clearTimeout(this.#timer);
    this.#options = [];
    if (words !== null) this.#timer = setTimeout(() => this.#ask(words, "", turn), PAUSE_MS);
  }

  async #ask(words, offset, turn) {
    const offer = await this.#actions.inline(words, offset);
    if (offer === null || turn !== this.#turn) return;
    const { button, results, next_offset: next } = offer;
    const first = this.#options.length;
    if (button) this.#add(button.text, "", () => this.#actions.start(button.payload));
    for (const result of results) this.#add(result.title, result.description, () => this.#actions.pick(offer, result));
    const more = next ? [{ title: "More …", take: () => this.#ask(words, next, turn) }] : [];
    this.#suggestions.show([...this.#options, ...more], first);
  }

  #add(title, about, act) {
    const take = () => {
      this.#actions.typed();
      act();
    };
    this.#options.push({ title, about, take, tall: true });
  }
}
