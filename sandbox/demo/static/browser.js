// The agents' browsers: one frame for each, which shows the dashboard. This module draws what is around the frame, and can
// sign an agent in.

import { byId, element, setText } from "./dom.js";
import { playDesk } from "./played.js";
import { SignIn, asks } from "./sign_in.js";
import { open as openTab } from "./tabs.js";
import { say } from "./words.js";

const desk = byId("desk");
const sights = byId("sights");
const browsers = new Map(); // by their paths
let address = ""; // the dashboard's public address
let mode = "by-hand";
let kept = null; // what is stored of the chat's handover
let rung = ""; // the browser of the agent who was rung last

byId("sights").addEventListener("click", (event) => {
  const wanted = event.target.closest("[data-sight]");
  if (wanted) look(wanted.dataset.sight);
});

/** Updates the browsers from the phones of their owners. */
export function showBrowsers(state) {
  address = state.dashboard;
  const owners = state.phones.filter((phone) => phone.browser);
  for (const phone of owners) {
    if (!browsers.has(phone.browser)) browsers.set(phone.browser, make(phone));
    const browser = browsers.get(phone.browser);
    browser.phone = phone;
    browser.hand.goOn(browser);
  }
  if (!desk.dataset.sight && owners.length) look(owners[0].browser);
  followCall(owners);
  kept = state.kept;
  if (state.mode === "played" && mode !== "played" && owners.length) signIn(browsers.get(owners[0].browser));
  mode = state.mode;
  if (mode === "played" && owners.length) playOn(browsers.get(owners[0].browser));
}

function signIn(browser) {
  browser.hand.begin();
  browser.hand.goOn(browser);
}

/** Shows the browser of the agent whose phone rings. The user may look elsewhere until another phone rings. */
function followCall(owners) {
  const ringing = owners.find((phone) => phone.state === "ringing");
  if (ringing && ringing.browser !== rung) look(ringing.browser);
  rung = ringing ? ringing.browser : owners.some((phone) => phone.state !== "idle") ? rung : "";
}

const playOn = (browser) => playDesk(browser, kept, (page) => { browser.frame.contentWindow.location.href = page; });

/** Opens a page in that browser, and shows it. */
export function openIn(path, page) {
  look(path);
  openTab("desk");
  browsers.get(path).frame.contentWindow.location.href = page;
}

function look(sight) {
  desk.dataset.sight = sight;
  for (const part of desk.querySelectorAll("[data-sight]")) {
    if (part.matches("button")) part.setAttribute("aria-pressed", String(part.dataset.sight === sight));
    else part.classList.toggle("seen", part.dataset.sight === sight);
  }
  const browser = browsers.get(sight);
  if (browser && !browser.frame.src) browser.frame.src = sight;
}

function make(phone) {
  const name = say("browser_of", phone);
  const root = byId("browser").content.firstElementChild.cloneNode(true);
  const choice = element("button", "", name);
  choice.type = "button";
  choice.dataset.sight = root.dataset.sight = phone.browser;
  sights.insertBefore(choice, sights.lastElementChild);
  desk.insertBefore(root, desk.querySelector(".behind"));
  const frame = root.querySelector("iframe");
  const browser = { root, frame, phone, hand: new SignIn() };
  frame.title = name;
  frame.addEventListener("load", () => arrived(browser));
  root.querySelector(".reload").addEventListener("click", () => {
    if (frame.contentDocument) frame.contentWindow.location.reload();
    else frame.src = phone.browser; // the frame shows the browser's error page: load the dashboard again
  });
  root.querySelector(".enter").addEventListener("click", () => signIn(browser));
  return browser;
}

/** A page has loaded: shows its address, and offers help to sign in. */
function arrived(browser) {
  const { root, frame, phone, hand } = browser;
  if (!frame.contentDocument) return; // not a page of the dashboard
  const { pathname, search } = frame.contentWindow.location;
  if (pathname !== phone.browser) return; // before the first page
  setText(root.querySelector(".where"), `${new URL(address).host}/…${search}`);
  root.querySelector(".apart").href = pathname + search;
  const asked = asks(frame.contentDocument);
  root.querySelector(".help").hidden = asked === "";
  setText(root.querySelector(".help p"), asked === "code"
    ? say("type_code", phone)
    : say("type_number", { owner: phone.owner, number: phone.shown }));
  setText(root.querySelector(".enter"), say("sign_in", phone));
  hand.goOn(browser);
  if (mode === "played" && browser === browsers.values().next().value) playOn(browser);
}
