// One person at a time on a narrow screen. On a wide one all are shown and the tabs are not.

import { byId, element, setText } from "./dom.js";

const tabs = byId("tabs");
let pointed = "chat";

byId("go").addEventListener("click", () => open(pointed));

/** Show the tabs with what is new on them, and the hint. */
export function showTabs(phones, hint) {
  if (!tabs.childElementCount) make(phones);
  const news = new Map(phones.filter((phone) => phone.state !== "idle").map((phone) => [phone.number, phone.state]));
  for (const tab of tabs.children) {
    const word = news.get(tab.dataset.tab) ?? (tab.dataset.tab === hint.where ? "hint" : "");
    if (word) tab.dataset.news = word;
    else delete tab.dataset.news;
  }
  pointed = hint.where;
  setText(byId("hint"), hint.text);
  for (const panel of document.querySelectorAll(".panel")) panel.classList.toggle("pointed", panel.dataset.panel === pointed);
  byId("go").hidden = pointed === document.body.dataset.tab;
}

function make(phones) {
  const names = phones.map((phone) => [phone.number, phone.role === "customer" ? "Phone" : phone.owner]);
  for (const [panel, name] of [["chat", "Chat"], ...names, ["desk", "Desk"]]) {
    const tab = element("button", "", name);
    tab.type = "button";
    tab.dataset.tab = panel;
    tab.addEventListener("click", () => open(panel));
    tabs.append(tab);
  }
  open("chat");
}

function open(wanted) {
  document.body.dataset.tab = wanted;
  for (const tab of tabs.children) tab.setAttribute("aria-current", String(tab.dataset.tab === wanted));
  for (const panel of document.querySelectorAll(".panel")) panel.classList.toggle("shown", panel.dataset.panel === wanted);
  byId("go").hidden = pointed === wanted;
}
