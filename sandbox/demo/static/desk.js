// The activity log, and what is stored of the handover.

import { byId, clock, element, follow, setText, stayAtEnd } from "./dom.js";
import { say } from "./words.js";

stayAtEnd(byId("activity"));

const WHO = { customer: say("who_customer"), bot: say("who_bot") };

export function showDesk(activity, kept, chat) {
  byId("nothing").hidden = activity.length > 0;
  follow(byId("activity"), activity, row, `chat ${chat}`);
  showKept(kept);
}

function row(entry) {
  const title = element("p", "title");
  const facts = [clock(entry.at)];
  if (entry.action) {
    title.append(element("span", "action", entry.action), " ");
    if (entry.status) facts.push(entry.status);
    facts.push(`${entry.ms} ms`);
  }
  title.append(entry.title);
  const made = element("li", `${entry.kind} ${entry.level}`, "", title, element("p", "meta", facts.join(" · ")));
  if (entry.detail && entry.kind !== "event") made.append(element("p", "", entry.detail));
  return made;
}

function showKept(kept) {
  byId("kept").hidden = kept === null;
  if (kept === null) return;
  setText(byId("kept-state"), kept.state);
  setText(byId("kept-who"), kept.agent ? say("kept_with", kept) : "");
  showFacts(kept.live ? {} : { [say("name")]: kept.name, [say("reason")]: kept.reason, ...kept.details });
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
