// Tabs for narrow screens, which show one person at a time. A wide screen shows all, without tabs.

import { byId, element, setText } from "./dom.js";
import { say } from "./words.js";

const tabs = byId("tabs");
const read = new Map(); // by phone: the latest text message when its panel was last shown
let pointed = "chat";
let known = []; // the phones of the last snapshot

byId("go").addEventListener("click", () => open(pointed));

/** Shows the tabs with their badges, and the hint. */
export function showTabs(phones, hint) {
  known = phones;
  pointed = hint.where;
  if (!tabs.childElementCount) make(phones);
  showNews();
  setText(byId("hint"), hint.text);
  for (const panel of document.querySelectorAll(".panel")) panel.classList.toggle("pointed", panel.dataset.panel === pointed);
  byId("go").hidden = pointed === document.body.dataset.tab;
}

function showNews() {
  const news = new Map(known.map((phone) => [phone.number, newsOf(phone)]));
  for (const tab of tabs.children) {
    const word = news.get(tab.dataset.tab) || (tab.dataset.tab === pointed ? "hint" : "");
    if (word) tab.dataset.news = word;
    else delete tab.dataset.news;
  }
}

function newsOf(phone) {
  if (document.body.dataset.tab === phone.number) read.set(phone.number, lastMessage(phone));
  if (phone.state !== "idle") return phone.state;
  return lastMessage(phone) > read.get(phone.number) ? "message" : "";
}

const lastMessage = (phone) => phone.messages.at(-1)?.id ?? -1;

function make(phones) {
  const names = phones.map((phone) => [phone.number, phone.role === "customer" ? say("phone") : phone.owner]);
  for (const [panel, name] of [["chat", say("chat")], ...names, ["desk", say("desk_tab")]]) {
    const tab = element("button", "", name);
    tab.type = "button";
    tab.dataset.tab = panel;
    tab.addEventListener("click", () => open(panel));
    tabs.append(tab);
  }
  for (const phone of phones) read.set(phone.number, lastMessage(phone));
  open("chat");
}

/** Shows that panel, on a narrow screen. */
export function open(wanted) {
  document.body.dataset.tab = wanted;
  for (const tab of tabs.children) tab.setAttribute("aria-current", String(tab.dataset.tab === wanted));
  for (const panel of document.querySelectorAll(".panel")) panel.classList.toggle("shown", panel.dataset.panel === wanted);
  byId("go").hidden = pointed === wanted;
  showNews();
}
