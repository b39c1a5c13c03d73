// Signs an agent in: types the number into the page in the frame, waits for the code on the agent's phone, and types it. Every
// step uses the dashboard's own form.

const FIELDS = { number: 'input[autocomplete="tel"]', code: 'input[autocomplete="one-time-code"]' };

/** Returns what a page asks for: `number`, `code`, or "". */
export function asks(page) {
  return Object.keys(FIELDS).find((name) => page?.querySelector(FIELDS[name])) ?? "";
}

export class SignIn {
  #done = null; // the steps that were taken; null while nothing is to be done
  #known = -1; // the last message before the code was requested
  #left = null; // the page of the last step, which stays until the next page has loaded

  begin() {
    this.#done = new Set();
    this.#known = -1;
    this.#left = null;
  }

  /** Takes the next step, if the page is ready for it. */
  goOn({ frame, phone }) {
    const page = frame.contentDocument;
    if (this.#done === null || page === this.#left || page?.readyState !== "complete") return;
    if (frame.contentWindow.location.pathname !== phone.browser) return;
    const step = asks(page);
    if (!step || (step === "number" && this.#done.has("number"))) this.#done = null; // signed in or rejected: nothing more to do
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
