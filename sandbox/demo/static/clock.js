// The world's clock, which the user can move forward: the sandbox has no need to wait for a booked call.

import { act } from "./commands.js";
import { byId, clock, setText } from "./dom.js";
import { say } from "./words.js";

for (const button of document.querySelectorAll("[data-clock]")) {
  button.addEventListener("click", () => act("move_clock", { to: button.dataset.clock }));
}

/** Shows the world's time, given in milliseconds. */
export function showTime(now) {
  setText(byId("clock"), clock(new Date(now)));
}

/** Offers a move to the booked call, if there is one. */
export function showBooking(at) {
  const button = document.querySelector('[data-clock="booking"]');
  button.hidden = !at;
  if (at) setText(button, say("to_booking", { time: clock(at).slice(0, 5) }));
}
