// A hand that signs an agent in: types the number into the page in the frame, waits for the code on the agent's phone, types
// that. Every step is the dashboard's own form; whoever watches could have done the same.

const FIELDS = { number: 'input[autocomplete="tel"]', code: 'input[autocomplete="one-time-code"]' };

/** What a page asks for: `number`, `code`, or nothing of the kind. */
export function asks(page) {
  return Object.keys(FIELDS).find((name) => page?.querySelector(FIELDS[name])) ?? "";
}

export class SignIn {
  #done = null; // which steps were taken; null while the hand rests
  #known = -1; // the last message before a code was asked for
  #left = null; // the page on which the last step was taken: it stays until the next one has come

  begin() {
    this.#done = new Set();
    this.#known = -1;
    this.#left = null;
  }

  /** Take the next step, if it is time for one. */
  goOn({ frame, phone }) {
    const page = frame.contentDocument;
    if (this.#done === null || page === this.#left || page?.readyState !== "complete") return;
    if (frame.contentWindow.location.pathname !== phone.browser) return;
    const step = asks(page);
    if (!step || (step === "number" && this.#done.has("number"))) this.#done = null; // in, or sent back: the rest is the user's
    else if (!this.#done.has(step)) this.#take(step, page, phone);
  }

  #take(step, page, phone) {
    const text = step === "number" ? phone.shown : this.#code(phone);
    if (!text) return;
    if (step === "number") this.#known = phone.messages.at(-1)?.id ?? -1;
    this.#done.add(step);
    this.#left = page;
    const field = page.querySelector(FIELDS[step]);
    field.value = text;
    field.form.requestSubmit();
  }

  #code(phone) {
    const message = phone.messages.findLast(({ id, parts }) => id > this.#known && parts.some(({ kind }) => kind === "code"));
    return message?.parts.find(({ kind }) => kind === "code").text;
  }
}
