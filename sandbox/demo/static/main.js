// Shows each snapshot that the server sends. The page keeps no state of its own about the world.

import { act } from "./commands.js";
import { showBrowsers } from "./browser.js";
import { showBooking, showTime } from "./clock.js";
import { showChat } from "./chat.js";
import { showDesk } from "./desk.js";
import { byId, setText } from "./dom.js";
import { showPhone, tick } from "./phone.js";
import { ring, speak } from "./sound.js";
import { showTabs } from "./tabs.js";
import { say } from "./words.js";

const PLATFORMS = { openwhisk: "OpenWhisk", "code-engine": "Code Engine", app: "Code Engine (app)" };
let ahead = 0; // milliseconds by which the world's clock is ahead of this page's
let first = true;
const play = byId("play");

/** Returns the seconds since a time of the world. */
const elapsed = (since) => (Date.now() + ahead - Date.parse(since)) / 1000;

function show(state) {
  ahead = Date.parse(state.now) - Date.now();
  setText(byId("platform"), PLATFORMS[state.platform] ?? state.platform);
  for (const button of document.querySelectorAll("[data-mode]")) {
    button.setAttribute("aria-pressed", String(button.dataset.mode === state.mode));
  }
  if (first) play.value = state.play;
  showTime(Date.now() + ahead);
  showBooking(state.booked_at);
  showChat(state.chat);
  for (const phone of state.phones) {
    for (const line of showPhone(phone, elapsed)) if (!first && (line.kind === "voice" || (line.kind === "speech" && line.own))) speak(line);
  }
  showBrowsers(state);
  showDesk(state.activity, state.kept, state.chat.number);
  showTabs(state.phones, state.hint);
  ring(state.phones.some((phone) => phone.state === "ringing" && !phone.left_ringing));
  first = false;
}

for (const button of document.querySelectorAll("[data-mode]")) {
  button.addEventListener("click", () => act("set_mode", { mode: button.dataset.mode, play: play.value }));
}
play.addEventListener("change", () => act("set_mode", { mode: "played", play: play.value }));
const events = new EventSource("/events");
events.addEventListener("message", (event) => show(JSON.parse(event.data)));
events.addEventListener("error", () => setText(byId("hint"), say("no_answer")));
setInterval(() => {
  tick(elapsed);
  showTime(Date.now() + ahead);
}, 1000);
