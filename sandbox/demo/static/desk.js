// What happens behind the scenes, and what the desk keeps in the end.

import { byId, clock, element, follow, setText } from "./dom.js";

const WHO = { customer: "Customer", bot: "Assistant" };

export function showDesk(happenings, kept, chat) {
  byId("nothing").hidden = happenings.length > 0;
  follow(byId("happenings"), happenings, row, `chat ${chat}`);
  showKept(kept);
}

function row(happening) {
  const meta = element("p", "meta", "", element("span", "", clock(happening.at)));
  if (happening.door) {
    meta.append(element("span", "door", happening.door));
    if (happening.status) meta.append(element("span", "", String(happening.status)));
    meta.append(element("span", "", `${happening.ms} ms`));
  }
  const made = element("li", `${happening.kind} ${happening.level}`, "", meta, element("p", "title", happening.title));
  if (happening.detail && happening.kind !== "event") made.append(element("p", "", happening.detail));
  return made;
}

function showKept(kept) {
  byId("kept").hidden = kept === null;
  if (kept === null) return;
  setText(byId("kept-state"), kept.state.replaceAll("_", " "));
  setText(byId("kept-who"), kept.agent ? `with ${kept.agent}` : "");
  showFacts(kept);
  const lines = kept.transcript.map((line, id) => ({ id, ...line }));
  const list = byId("transcript");
  list.hidden = lines.length === 0;
  if (list.childElementCount !== lines.length) {
    follow(list, lines, said, `${kept.id} ${lines.length}`);
    list.scrollTop = 0;
  }
}

function showFacts(kept) {
  const facts = { name: kept.name, reason: kept.reason, ...kept.details };
  const known = Object.entries(facts).filter(([, value]) => value);
  const wanted = JSON.stringify(known);
  const list = byId("kept-facts");
  if (list.dataset.facts === wanted) return;
  list.dataset.facts = wanted;
  list.replaceChildren(...known.flatMap(([name, value]) => [
    element("dt", "", name.replaceAll("_", " ")), element("dd", "", value),
  ]));
}

function said(line) {
  return element("li", line.who, "", element("span", "who", WHO[line.who] ?? line.who), element("span", "", line.text));
}
