// A page with a chat that speaks Watson's events, and with the script under test.

import { fire, instance } from "/web_chat.js";

window.fire = fire;
window.calls = [];
window.Handover.attach(instance);

/** The bot answers, and hands the chat's token to the page. */
window.answer = async (text, token) => {
  const handed = token ? { user_defined: { handover: { web_token: token } } } : {};
  const message = { id: text, output: { generic: [{ response_type: "text", text }], ...handed } };
  await fire("pre:receive", message);
  await fire("receive", message);
  if (message.output.generic.some((item) => item.response_type === "user_defined")) await window.draw(token);
};

/** The chat draws the message that has the token, as it does again after a reload. */
window.draw = async (token) => {
  const element = document.createElement("div");
  document.querySelector("main").append(element);
  const message = { response_type: "user_defined", user_defined: { handover: { web_token: token } } };
  await fire("userDefinedResponse", { message, element });
};

/** The chat's side of the service desk: notes what it is told. */
const noted = (name) => (...values) => { window.calls.push([name, ...values]); };
const names = ["updateAgentAvailability", "agentJoined", "sendMessageToUser", "agentEndedChat", "setErrorStatus"];
window.desk = window.Handover.serviceDeskFactory({ callback: Object.fromEntries(names.map((name) => [name, noted(name)])), instance });
