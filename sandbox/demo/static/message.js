// A text message on a phone. A tap on a link opens it in the browser of the phone's owner.

import { openIn } from "./browser.js";
import { clock, element } from "./dom.js";
import { say } from "./words.js";

export function message(text, phone) {
  const said = element("p", "said");
  said.append(...text.parts.map((part) => shown(part, phone)));
  return element("li", text.own ? "own" : "", "", element("span", "who", say("text_message", { time: clock(text.at) })), said);
}

function shown(part, phone) {
  if (part.kind === "code") return element("strong", "code", part.text);
  if (part.kind !== "link" || !part.opens) return document.createTextNode(part.text);
  const link = element("a", "", part.text);
  link.href = part.opens;
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the user wants a new tab
    event.preventDefault();
    openIn(phone.browser, part.opens);
  });
  return link;
}
