// What happens behind the scenes, and what the desk keeps in the end.

import { byId, clock, element, follow, setText, stayAtEnd } from "./dom.js";

stayAtEnd(byId("happenings"));

const WHO = { customer: "Customer", bot: "Assistant" };

export function showDesk(happenings, kept, chat) {
  byId("nothing").hidden = happenings.length > 0;
  follow(byId("happenings"), happenings, row, `chat ${chat}`);
  showKept(kept);
}

function row(happening) {
  const title = element("p", "title");
  const facts = [clock(happening.at)];
  if (happening.action) {
    title.append(element("span", "action", happening.action), " ");
    if (happening.status) facts.push(happening.status);
    facts.push(`${happening.ms} ms`);
  }
  title.append(happening.title);
  const made = element("li", `${happening.kind} ${happening.level}`, "", title, element("p", "meta", facts.join(" · ")));
  if (happening.detail && happening.kind !== "event") made.append(element("p", "", happening.detail));
  return made;
}

function showKept(kept) {
  byId("kept").hidden = kept === null;
  if (kept === null) return;
  setText(byId("kept-state"), kept.state.replaceAll("_", " "));
  setText(byId("kept-who"), kept.agent ? `with ${kept.agent}` : "");
  showFacts(kept.live ? {} : { name: kept.name, reason: kept.reason, ...kept.details });
  const lines = kept.transcript.map((line, id) => ({ id, ...line }));
  const list = byId("transcript");
  list.hidden = lines.length === 0;
  follow(list, lines, said, `${kept.id} ${lines.length}`);
}

function showFacts(facts) {
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
