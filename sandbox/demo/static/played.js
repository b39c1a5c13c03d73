// The desk in a played demo: opens the link that comes to an agent's phone, and saves an outcome after the call. Every step
// uses the dashboard's own form.

import { say } from "./words.js";

let opened = -1; // the message whose link was opened last
let left = null; // the page of the last step, which stays until the next page has loaded
let saved = ""; // the handover whose outcome was saved

/** Takes the next step in that browser, if its page is ready for it. `kept`: what is stored. `open` opens a page there. */
export function playDesk({ frame, phone }, kept, open) {
  const page = frame.contentDocument;
  if (page === left || page?.readyState !== "complete" || frame.contentWindow.location.pathname !== phone.browser) return;
  const message = phone.state === "idle" ? null : phone.messages.findLast(({ parts }) => parts.some((part) => part.opens));
  const show = page.querySelector('form input[name="t"]');
  const wrapUp = page.getElementById("wrap-up");
  if (message && message.id > opened) {
    opened = message.id;
    left = page;
    open(message.parts.find((part) => part.opens).opens);
  } else if (show) {
    left = page;
    show.form.requestSubmit();
  } else if (wrapUp && kept && !kept.live && kept.agent && saved !== kept.id) {
    left = page;
    saved = kept.id;
    save(wrapUp);
  }
}

function save(form) {
  form.elements.disposition.selectedIndex = 1; // the first outcome: the one before is "choose"
  form.elements.notes.value = say("played_notes");
  form.requestSubmit(form.querySelector('[name="do"][value="wrap_up"]'));
}
