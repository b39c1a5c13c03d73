// The customer's chat window.

import { act } from "./commands.js";
import { buttons, byId, element, follow, stayAtEnd } from "./dom.js";
import { fire, instance, tell } from "./web_chat.js";
import { say as word } from "./words.js";

const SHORT = { "Facebook Messenger": "Messenger" };
const form = byId("write");
const message = byId("message");
const channel = byId("channel");
const typing = element("li", "typing", word("typing"));

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = message.value;
  if (await say(text) && message.value === text) message.value = "";
});
byId("new-chat").addEventListener("click", () => act("open_chat", { channel: channel.value }));
channel.addEventListener("change", () => act("open_chat", { channel: channel.value }));

stayAtEnd(byId("lines"));

// A clicked button disappears, so the focus moves to the message. Not on a touch screen: its keyboard would cover the answer.
const backToMessage = () => { if (matchMedia("(pointer: fine)").matches) message.focus(); };

async function say(text) {
  const request = { input: { text } };
  await fire("pre:send", request);
  const taken = act("say", { text: request.input.text });
  await fire("send", request);
  return taken;
}

instance.send = (message) => say(typeof message === "string" ? message : message.input.text);
window.Handover?.attach(instance);
let number = 0; // of the chat that is shown

export function showChat(chat) {
  byId("chat").dataset.channel = chat.channel;
  showChannels(chat);
  const lines = byId("lines");
  typing.remove();
  if (number && chat.number !== number) fire("restartConversation");
  number = chat.number;
  const fresh = follow(lines, chat.lines, (line) => element("li", line.handed ? "drawn" : line.by, line.text), `chat ${chat.number}`);
  tell(fresh, (line) => lines.querySelector(`[data-id="${line.id}"]`));
  if (chat.typing) lines.append(typing);
  buttons(byId("choices"), chat.played ? [] : chat.choices, (label) => act("choose", { label }).then(backToMessage));
  buttons(byId("suggestions"), chat.suggestions, (text) => say(text).then(backToMessage));
  const trouble = byId("chat-trouble");
  trouble.hidden = !chat.trouble;
  trouble.textContent = chat.trouble;
}

function showChannels(chat) {
  if (!channel.options.length) {
    channel.append(...chat.channels.map((name) => new Option(SHORT[name] ?? name, name)));
  }
  if (channel.value !== chat.channel && document.activeElement !== channel) channel.value = chat.channel;
}
