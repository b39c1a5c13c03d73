// The phones on the page: one per person, made from the template and then updated.

import { act } from "./commands.js";
import { byId, element, follow, setText, stayAtEnd } from "./dom.js";
import { message } from "./message.js";
import { language, say } from "./words.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const SOUNDS = new Set(["ringback", "beep", "silence", "tone", "audio", "key"]);
const phones = new Map();
const languages = new Intl.DisplayNames([language], { type: "language" });

/** Shows a phone. Returns its new captions. */
export function showPhone(phone, now) {
  if (!phones.has(phone.number)) phones.set(phone.number, make(phone));
  return update(phones.get(phone.number), phone, now);
}

/** Updates the timers of calls. */
export function tick(elapsed) {
  for (const shown of phones.values()) if (shown.phone) showAbout(shown, elapsed);
}

function make(phone) {
  const root = byId("phone").content.firstElementChild.cloneNode(true);
  const whose = phone.role === "customer" ? say("phone_of_customer") : say("phone_of", phone);
  const find = (selector) => root.querySelector(selector);
  root.dataset.panel = phone.number;
  root.setAttribute("aria-label", whose);
  find(".captions").setAttribute("aria-label", say("heard_on", { phone: whose }));
  find(".messages").setAttribute("aria-label", say("messages_on", { phone: whose }));
  find(".speak input").setAttribute("aria-label", phone.role === "customer" ? say("speak_into_customer") : say("speak_into", phone));
  find("h3").textContent = phone.role === "customer" ? say("phone") : phone.owner;
  find(".number").textContent = phone.shown;
  find(".avatar").textContent = phone.role === "customer" ? "☎" : phone.owner[0];
  for (const button of root.querySelectorAll("[data-act]")) {
    button.addEventListener("click", () => act(button.dataset.act, { phone: phone.number }));
  }
  const shown = { root, find, phone: null, keypad: false };
  stayAtEnd(find(".captions"));
  stayAtEnd(find(".messages"));
  makeKeypad(shown, phone.number);
  makeSpeech(shown, phone.number);
  document.querySelector(phone.role === "customer" ? ".customer" : ".agents").append(root);
  return shown;
}

function makeKeypad(shown, number) {
  const press = (keys) => act("press", { phone: number, keys });
  shown.find(".keypad").append(...KEYS.map((key) => {
    const button = element("button", "", key);
    button.type = "button";
    button.addEventListener("click", () => press(key));
    return button;
  }));
  shown.find(".keypad-switch").addEventListener("click", () => {
    shown.keypad = !shown.keypad;
    showControls(shown);
  });
  shown.root.addEventListener("keydown", (event) => {
    const typing = event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey;
    if (!typing && KEYS.includes(event.key) && shown.phone?.state === "connected") press(event.key);
  });
}

function makeSpeech(shown, number) {
  const input = shown.find(".speak input");
  shown.find(".speak").addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = shown.phone.state === "idle" ? "text" : "speak";
    if (await act(said, { phone: number, text: input.value })) input.value = "";
  });
}

function update(shown, phone, elapsed) {
  const { root, find } = shown;
  const changed = shown.phone?.state !== phone.state;
  const focused = root.contains(document.activeElement) && !document.activeElement.closest("ol");
  shown.phone = phone;
  if (changed) shown.keypad = false;
  root.dataset.state = phone.state;
  root.dataset.bridged = phone.talking_to !== "";
  root.dataset.asked = phone.asked;
  root.dataset.left = phone.left_ringing;
  setText(find(".doing"), doing(phone));
  showAbout(shown, elapsed);
  showControls(shown);
  follow(find(".messages"), phone.messages, (text) => message(text, phone));
  const fresh = follow(find(".captions"), phone.lines, caption);
  if (changed && focused) firstControl(shown)?.focus();
  return fresh;
}

function showControls({ root, find, phone, keypad }) {
  const connected = phone.state === "connected";
  const bridged = phone.talking_to !== "";
  const byHand = connected && !phone.in_mailbox;
  find(".ringing-keys").hidden = phone.state !== "ringing";
  find(".call-keys").hidden = !connected && phone.state !== "calling";
  find(".keypad").hidden = !(byHand && (!bridged || keypad));
  root.dataset.keypad = !find(".keypad").hidden;
  const replies = phone.state === "idle" && phone.role === "customer" && phone.messages.length > 0;
  find(".idle-keys").hidden = phone.state !== "idle" || phone.role !== "customer";
  find(".speak").hidden = !replies && !(byHand && (bridged || phone.recording));
  find(".speak input").placeholder = say(replies ? "reply" : "say_something");
  setText(find(".speak button"), say(replies ? "send" : "say"));
  const keypadSwitch = find(".keypad-switch");
  keypadSwitch.hidden = !(byHand && bridged);
  keypadSwitch.setAttribute("aria-expanded", String(keypad));
  find('[data-act="let_ring"]').disabled = phone.left_ringing;
}

/** Returns the control that gets the focus when the phone's state has changed. */
function firstControl({ find, phone }) {
  if (phone.state === "ringing") return find(".answer");
  if (phone.state === "connected") return phone.talking_to ? find(".speak input") : find(".keypad button");
  return null;
}

function doing(phone) {
  if (phone.state === "ringing") return say(phone.left_ringing ? "ringing_left" : "ringing");
  if (phone.state === "calling") return say("calling");
  if (phone.state === "idle") return phone.ended || say("no_call");
  if (phone.in_mailbox) return say("in_mailbox");
  return phone.talking_to ? say("connected_with", { other: phone.talking_to }) : say("on_the_phone");
}

function showAbout({ find, phone }, elapsed) {
  const idle = say(phone.role === "customer" ? "idle_customer" : "idle_agent");
  if (phone.state === "idle") setText(find(".about"), phone.ended ? phone.lasted : idle);
  else if (phone.state === "connected") setText(find(".about"), timer(elapsed(phone.since)));
  else setText(find(".about"), phone.caller);
}

function timer(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function caption(line) {
  if (SOUNDS.has(line.kind)) return element("li", "sound", line.text);
  const who = element("span", "who", "", element("span", "", line.who));
  if (line.language) who.append(element("span", "", say("in_language", { language: languages.of(line.language.split("-")[0]) })));
  return element("li", line.own ? "own" : "", "", who, element("p", "said", line.text));
}
