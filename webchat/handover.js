// A phone desk for Watson's web chat: where the customer's call is, in the chat window, from the dialog's `web_token`.
//
//   <script src="handover.js" defer data-webhook="https://…/webhook"></script>
//
// With data-integration, data-region and data-service-instance it loads the web chat too. A page that starts the chat itself
// calls `Handover.attach(instance)` in onLoad. docs/webchat.md has every option.

(() => {
  "use strict";

  const TEXTS = {
    en: {
      title: "Your phone call", waiting_for: "One moment …", scheduled: "Your call is booked", requested: "We are placing your call",
      unconfirmed: "We are checking whether your call was placed", ringing: "We are ringing you", greeted: "You have picked up",
      hunting: "We are ringing a colleague", line: "You are number {n} in line", minutes: "about {n} min", minute: "about a minute",
      joined: "{who} joined by phone", colleague: "A colleague", completed: "The call is over. How was it?", rated: "The call is over",
      canceled: "The call is cancelled", ended: "The call is over", cut: "The line was cut off", voicemail: "You left a message",
      offline: "No connection. We keep trying.", gone: "Ask in the chat how your call is going.", cancel: "Cancel the call",
      rate: "Rate the call, 1 (bad) to 5 (good)", none: "No call was placed yet.",
      unread: "Nobody reads along here: we talk to you on the phone.",
    },
    de: {
      title: "Ihr Anruf", waiting_for: "Einen Moment …", scheduled: "Ihr Anruf ist vorgemerkt", requested: "Ihr Anruf wird vorbereitet",
      unconfirmed: "Wir prüfen, ob der Anruf gestartet wurde", ringing: "Ihr Telefon klingelt", greeted: "Sie haben abgenommen",
      hunting: "Wir rufen jemanden aus dem Team an", line: "Sie sind an {n}. Stelle in der Reihe", minutes: "etwa {n} Min.",
      minute: "etwa eine Minute", joined: "{who} ist am Telefon", colleague: "Jemand aus dem Team",
      completed: "Das Gespräch ist beendet. Wie war es?", rated: "Das Gespräch ist beendet", canceled: "Der Anruf ist abgesagt",
      ended: "Der Anruf ist beendet", cut: "Die Leitung wurde unterbrochen", voicemail: "Sie haben eine Nachricht hinterlassen",
      offline: "Keine Verbindung. Wir versuchen es von selbst wieder.", gone: "Fragen Sie im Chat, wie es um Ihren Anruf steht.",
      cancel: "Anruf absagen", rate: "Bewerten Sie das Gespräch, 1 (schlecht) bis 5 (gut)", none: "Es gibt noch keinen Anruf.",
      unread: "Hier liest niemand mit: Wir sprechen am Telefon mit Ihnen.",
    },
  };
  const HEADLINES = { dialing: "ringing", dropped: "cut" }; // states whose headline has another name
  const RETRIED = ["busy", "no_answer", "no_human", "failed"]; // the desk may book another call soon
  const STYLE = `
    .handover { font: inherit; border: 1px solid currentcolor; border-radius: 8px; padding: 12px; margin: 4px 0; }
    .handover p { margin: 0 0 6px; } .handover-head { font-weight: 600; } .handover [hidden] { display: none; }
    .handover-acts { display: flex; flex-wrap: wrap; gap: 6px; }
    .handover button { font: inherit; color: inherit; background: none; border: 1px solid currentcolor; border-radius: 6px;
      min-width: 44px; min-height: 44px; padding: 4px 12px; cursor: pointer; }
    .handover [role="group"] button { flex: 1; min-width: 32px; padding: 4px 0; }
    .handover button:focus-visible { outline: 3px solid currentcolor; outline-offset: 2px; }`;

  // Seconds.
  const OFTEN = 3, TALKING = 10, RARELY = 60, HIDDEN_TIMES = 5, LOOK_FOR_RETRY = 180, NO_ANSWER = 10;
  const MOST_TURNS = 50, MOST_KEPT = 200, STORE = "handover";

  const script = document.currentScript;
  const options = { ...(script ? script.dataset : {}) };
  let language = options.language || document.documentElement.lang;
  let current = ""; // the first token of the chat's latest call

  const say = (name, values = {}) => {
    const texts = TEXTS[/^de\b/i.test(language || "") ? "de" : "en"];
    return (texts[name] || texts.ended).replace(/\{(\w+)\}/g, (_, key) => values[key]);
  };

  // What survives a reload: the latest token of each call. Nothing that the customer wrote.

  const named = (first) => first.slice(-16);

  function stored() {
    try {
      return JSON.parse(sessionStorage.getItem(STORE)) || {};
    } catch {
      return {};
    }
  }

  function store(name, change) {
    const all = stored();
    all[name] = { ...all[name], ...change };
    const kept = Object.entries(all).slice(-5);
    try {
      sessionStorage.setItem(STORE, JSON.stringify(Object.fromEntries(kept)));
    } catch { /* storage is off: then a reload begins with the token of the chat */ }
  }

  const latest = (first) => stored()[named(first)]?.token || first;

  const newId = () => (crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`); // http:// has none

  // Requests

  class Refused extends Error {}

  async function post(url, token, body, keepalive) {
    const answer = await fetch(url, {
      method: "POST", keepalive, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
      body: JSON.stringify(body), signal: AbortSignal.timeout?.(NO_ANSWER * 1000),
    });
    if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) throw new Refused(String(answer.status));
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.status === 204 ? {} : answer.json();
  }

  async function command(first, action, more = {}) {
    const reply = await post(options.webhook, latest(first), { action, language, ...more });
    if (reply.web_token) store(named(first), { token: reply.web_token });
    return reply;
  }

  // The watch of one call: `show` gets each reply, and `{offline: true}` or `{gone: true}`. It ends when the call is over.

  function watch(first, show) {
    let timer = 0, failures = 0, endedAt = 0, busy = false, stopped = false;

    const stop = () => {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", wake);
      removeEventListener("online", wake);
    };
    const wake = () => { if (!document.hidden) look(); };
    const later = (seconds) => {
      clearTimeout(timer);
      if (!stopped) timer = setTimeout(look, Math.min(seconds * (document.hidden ? HIDDEN_TIMES : 1), RARELY) * 1000);
    };

    async function look() {
      clearTimeout(timer);
      if (stopped || busy) return;
      busy = true;
      try {
        const reply = await command(first, "call_status");
        if (stopped) return;
        if (reply.live === undefined && !reply.ok) throw new Error(reply.reason); // it is not known at the moment
        failures = 0;
        show(reply);
        if (isOver(reply)) stop();
        else later(reply.live === false ? OFTEN * 5 : pause(reply));
      } catch (error) {
        if (stopped) return;
        if (error instanceof Refused) {
          show({ gone: true });
          stop();
          return;
        }
        failures += 1;
        if (failures > 1) show({ offline: true });
        later(OFTEN * 2 ** Math.min(failures, 5));
      } finally {
        busy = false;
      }
    }

    /** Returns whether nothing more is to come. After a call in vain the desk may book another one in a minute or two. */
    function isOver(reply) {
      if (reply.live !== false) return false;
      if (!RETRIED.includes(reply.status)) return true;
      endedAt = endedAt || Date.now();
      return Date.now() - endedAt >= LOOK_FOR_RETRY * 1000;
    }

    document.addEventListener("visibilitychange", wake);
    addEventListener("online", wake);
    look();
    return { stop, look };
  }

  function pause(reply) {
    if (reply.status === "scheduled") return RARELY;
    return reply.status === "connected" ? TALKING : OFTEN;
  }

  /** Returns the sentence for where the call is. */
  function headline(reply) {
    if (reply.gone || reply.offline) return say(reply.gone ? "gone" : "offline");
    const { status, position } = reply;
    if (status === "connected") return say("joined", { who: reply.agent || say("colleague") });
    if (status === "completed") return say(reply.rated ? "rated" : "completed");
    if ((status === "waiting" || status === "hunting") && position) {
      const minutes = Math.ceil((reply.estimate_seconds || 0) / 60);
      const wait = minutes ? `, ${minutes > 1 ? say("minutes", { n: minutes }) : say("minute")}` : "";
      return say("line", { n: position }) + wait;
    }
    return say(status === "waiting" ? "hunting" : HEADLINES[status] || status);
  }

  // The panel: a message of the chat that changes with the call.

  let sheet;

  function style(root) {
    if (!("adoptedStyleSheets" in root) || !window.CSSStyleSheet) return;
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
    }
    if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  }

  function make(tag, name, text) {
    const made = document.createElement(tag);
    if (name) made.className = name;
    if (text) made.textContent = text;
    return made;
  }

  function setText(target, text) {
    if (target.textContent !== text) target.textContent = text; // or a screen reader says it again
  }

  const panels = new Map(); // the panel of each call, by its first token

  function panel(first, host) {
    style(host.getRootNode());
    const old = panels.get(first);
    old?.watching.stop();
    for (const [token, other] of panels) if (token !== first) other.close();
    const box = make("section", "handover");
    const head = make("p", "handover-head", say("waiting_for"));
    const note = make("p", "handover-note");
    const acts = make("div", "handover-acts");
    box.setAttribute("aria-label", say("title"));
    head.setAttribute("role", "status");
    box.append(head, note, acts);
    host.replaceChildren(box);

    function show(reply) {
      setText(head, headline(reply));
      if (reply.offline) return;
      box.dataset.state = reply.gone ? "gone" : reply.status;
      setText(note, reply.message || "");
      note.hidden = !reply.message;
      const wanted = reply.gone ? "" : reply.live && reply.status !== "connected" ? "cancel"
        : reply.status === "completed" && !reply.rated ? "rate" : "";
      if (acts.dataset.wanted !== wanted) offer(wanted);
    }

    function offer(wanted) {
      const focused = acts.contains(document.activeElement);
      acts.dataset.wanted = wanted;
      acts.hidden = !wanted;
      acts.replaceChildren(...buttons(wanted));
      if (wanted === "rate") {
        acts.setAttribute("role", "group");
        acts.setAttribute("aria-label", say("rate"));
      }
      if (focused && !wanted) { // the button is gone: the focus must not be lost
        head.tabIndex = -1;
        head.focus();
      }
    }

    function buttons(wanted) {
      if (wanted === "cancel") return [button(say("cancel"), "cancel_call")];
      return wanted === "rate" ? [1, 2, 3, 4, 5].map((rating) => button(String(rating), "rate_call", { rating })) : [];
    }

    function button(label, action, more) {
      const made = make("button", "", label);
      made.type = "button";
      made.addEventListener("click", async () => {
        for (const each of acts.children) each.disabled = true;
        try {
          const reply = await command(first, action, more);
          if (action === "rate_call" && reply.ok) show({ ...reply, status: "completed", live: false, rated: true });
          else setText(note, reply.message);
          note.hidden = !note.textContent;
        } catch {
          setText(head, say("offline"));
        } finally {
          for (const each of acts.children) each.disabled = false;
          entry.watching.look();
        }
      });
      return made;
    }

    const entry = {
      watching: watch(first, show),
      close() { // another call took its place
        entry.watching.stop();
        acts.hidden = note.hidden = true;
        setText(head, say("ended"));
      },
    };
    panels.set(first, entry);
  }

  // The web chat's events: the token comes with the bot's answer, and turns go to `transcript`.

  /** Returns the token in a response of the bot, or "". */
  function tokenIn(message) {
    const output = message?.output || {};
    const given = [output.user_defined, output.user_defined?.user_defined, ...(output.generic || []).map((item) => item.user_defined)];
    const found = given.find((each) => each?.handover?.web_token);
    return found ? found.handover.web_token : "";
  }

  /** A dialog that hands the token over beside its answer gets a panel like one that answers with it. */
  function addPanel(message) {
    const token = tokenIn(message);
    const generic = message.output?.generic || [];
    if (token && !generic.some((item) => item.user_defined?.handover)) {
      generic.push({ response_type: "user_defined", user_defined: { handover: { web_token: token } } });
      message.output.generic = generic;
    }
  }

  /** Puts into the request what the dialog may know of the page: never an address with a query. */
  function addContext(message) {
    const skills = ((message.context ||= {}).skills ||= {});
    const main = (skills["main skill"] ||= {});
    Object.assign((main.user_defined ||= {}), {
      handover_chat_id: chatId(), handover_language: language || "", handover_page: location.origin + location.pathname,
      ...(options.consent ? { handover_consent: options.consent } : {}),
    });
  }

  /** Returns an id of this tab's chat, for dialogs without a session id. */
  function chatId() {
    const known = stored().chat?.id || newId();
    store("chat", { id: known });
    return known;
  }

  const turns = { waiting: [], open: null, timer: 0, most: MOST_TURNS };

  const begun = (text) => ({
    log_id: newId(), request_timestamp: new Date().toISOString(),
    request: { input: { text: typeof text === "string" ? text : "" } }, response: { output: { generic: [] } },
  });

  function heard(message) {
    if (!options.transcript) return;
    finish();
    turns.open = begun(message.input?.text);
  }

  function answered(message) {
    if (!options.transcript) return;
    turns.open ||= begun("");
    const generic = message.output?.generic || [];
    turns.open.response.output.generic.push(...generic.filter((item) => item.response_type !== "user_defined"));
    turns.open.response_timestamp = new Date().toISOString();
    finish();
  }

  function finish() {
    if (turns.open) turns.waiting = [...turns.waiting, turns.open].slice(-MOST_KEPT);
    turns.open = null;
    clearTimeout(turns.timer);
    turns.timer = setTimeout(flush, 1000);
  }

  async function flush(last) {
    const some = turns.waiting.slice(0, turns.most);
    while (last && JSON.stringify(some).length > 2e4) some.pop(); // 64 KiB may be sent
    if (!current || !some.length) return; // kept until there is a token
    const drop = () => { turns.waiting = turns.waiting.filter((turn) => !some.includes(turn)); };
    try {
      await post(options.transcript, latest(current), { now: new Date().toISOString(), turns: some }, last);
      drop();
    } catch (error) {
      if (error instanceof Refused) {
        if (!/400|413/.test(error.message)) return; // the next token may do
        if (some.length < 2) drop();
        turns.most = some.length >> 1 || MOST_TURNS;
      }
    }
    if (turns.waiting.length) turns.timer = setTimeout(flush, OFTEN * 5000);
  }

  addEventListener("pagehide", () => { finish(); flush(true); });

  function take(message) {
    const token = tokenIn(message);
    if (token && token !== current) {
      current = token;
      finish();
    }
  }

  /** Follows the events of a web chat. Returns the instance. */
  function attach(instance, more = {}) {
    Object.assign(options, more);
    const on = (type, handler) => instance.on({ type, handler: (event) => {
      try {
        handler(event);
      } catch (error) {
        console.error(error); // thrown on, it would keep the customer from writing
      }
    } });
    on("pre:send", (event) => addContext(event.data));
    on("send", (event) => heard(event.data));
    on("pre:receive", (event) => addPanel(event.data));
    on("receive", (event) => {
      take(event.data);
      answered(event.data);
    });
    on("history:begin", (event) => (event.messages || event.data?.messages || []).forEach(take));
    for (const type of ["userDefinedResponse", "customResponse"]) {
      on(type, ({ data }) => {
        const token = tokenIn({ output: { generic: [data.message] } });
        if (!token || !data.element) return;
        current = token;
        panel(token, data.element);
      });
    }
    on("restartConversation", () => {
      for (const each of panels.values()) each.close();
      panels.clear();
      current = "";
    });
    return instance;
  }

  // The service desk of the web chat: the same call for dialogs that answer with connect_to_agent.

  function serviceDeskFactory({ callback }) {
    let watching = null, token = "", told = "", joined = false, down = false;
    const stop = () => { watching?.stop(); watching = null; };

    function show(reply) {
      if (reply.offline || reply.gone) {
        if (joined) callback.setErrorStatus({ type: 2, isDisconnected: (down = true) });
        if (reply.gone) end(say("gone"));
        return;
      }
      if (down) callback.setErrorStatus({ type: 2, isDisconnected: (down = false) });
      const sentence = headline(reply);
      if (sentence === told) return;
      told = sentence;
      if (reply.live === false) return end(`${sentence}\n\n${reply.message || ""}`.trim());
      if (reply.status !== "connected") return callback.updateAgentAvailability({ message: sentence });
      if (!joined) callback.agentJoined({ id: "phone", nickname: reply.agent || say("colleague") });
      joined = true;
      callback.sendMessageToUser(sentence, "phone");
    }

    function end(sentence) {
      stop();
      callback.sendMessageToUser(sentence, "phone");
      callback.agentEndedChat();
    }

    function begin() {
      told = "";
      joined = down = false;
      stop();
      watching = watch(token, show);
    }

    return {
      getName: () => "Handover phone desk",
      async areAnyAgentsOnline(message) {
        const asked = tokenIn(message) || current;
        if (!asked) return false;
        try {
          return Boolean((await command(asked, "call_status")).live);
        } catch {
          return null;
        }
      },
      async startChat(message) {
        token = tokenIn(message) || current;
        if (!token) throw new Error(say("none"));
        begin();
      },
      async endChat() {
        stop();
        if (token && !joined) await command(token, "cancel_call").catch(() => {}); // who talks hangs up the phone
      },
      async sendMessageToAgent() { callback.sendMessageToUser(say("unread"), "phone"); },
      updateState(state) { language = (state && state.locale) || language; },
      async reconnect() {
        token = token || current;
        if (token) begin();
        return Boolean(token);
      },
    };
  }

  window.Handover = { attach, serviceDeskFactory };

  // The web chat itself, if the script is told which.

  if (options.integration) {
    window.watsonAssistantChatOptions = {
      integrationID: options.integration, region: options.region, serviceInstanceID: options.serviceInstance,
      ...(options.clientVersion ? { clientVersion: options.clientVersion } : {}),
      serviceDeskFactory,
      onLoad: async (instance) => attach(instance).render(),
    };
    const loader = document.createElement("script");
    loader.src = `https://web-chat.global.assistant.watson.appdomain.cloud/versions/${options.clientVersion || "latest"}/WatsonAssistantChatEntry.js`;
    document.head.append(loader);
  }
})();
