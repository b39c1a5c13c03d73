// What a page's script may expect of Watson's web chat, as far as webchat/handover.js uses it: the instance's events and
// methods, by the names and with the data of IBM's documentation (api-events, api-instance-methods).

const handlers = new Map(); // handlers by the event's type

export const instance = {
  on({ type, handler }) {
    handlers.set(type, [...(handlers.get(type) ?? []), handler]);
    return instance;
  },
  once({ type, handler }) {
    const first = (event) => {
      instance.off({ type, handler: first });
      return handler(event, instance);
    };
    return instance.on({ type, handler: first });
  },
  off({ type, handler }) {
    handlers.set(type, (handlers.get(type) ?? []).filter((each) => handler && each !== handler));
    return instance;
  },
  /** Sends a message as the customer. Replaced by the chat window. */
  send: async () => {},
  updateHistoryUserDefined: () => {}, // this history is the server's: it keeps no state of a page
  getWidgetVersion: () => "8.0.0",
};

/** Calls the handlers of an event, in the order in which they came. */
export async function fire(type, data = {}) {
  for (const handler of handlers.get(type) ?? []) await handler({ type, data }, instance);
}

/** Fires the events of lines that are new. `elementOf` returns the element of a line. */
export async function tell(lines, elementOf) {
  for (const line of lines.filter((each) => each.by === "assistant")) {
    const generic = line.text ? [{ response_type: "text", text: line.text }] : [];
    const message = { id: String(line.id), output: { generic, user_defined: line.handed } };
    await fire("pre:receive", message);
    await fire("receive", message);
    for (const item of generic.filter((each) => each.response_type === "user_defined")) {
      await fire("userDefinedResponse", { message: item, fullMessage: message, element: elementOf(line) });
    }
  }
}
