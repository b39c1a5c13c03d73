// Sends the user's commands to the server. An error is one sentence, shown for six seconds.

import { byId, element } from "./dom.js";
import { say } from "./words.js";

const SHOWN_FOR = 6000;

/** Sends one command. Returns whether it was accepted. */
export async function act(name, fields) {
  try {
    const answer = await fetch(`/commands/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(fields),
    });
    if (answer.ok) return true;
    const body = await answer.json().catch(() => ({}));
    complain(body.message ?? say("answered_status", { status: String(answer.status) }));
  } catch {
    complain(say("no_answer"));
  }
  return false;
}

export function complain(sentence) {
  const toast = element("p", "toast", sentence);
  byId("toasts").replaceChildren(toast);
  setTimeout(() => toast.remove(), SHOWN_FOR);
}
