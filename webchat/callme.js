/* A button for a page without a chat: the visitor enters a number, and the desk calls at once.
 *
 *   <script src="https://www.example.com/webchat/callme.js" data-webhook="https://handover.example.org/webhook" defer></script>
 *
 * puts a button where it stands. data-language (en, de) is the page's language by default, data-label the button's words.
 * Everything stands in a shadow root, so the page's styles and ours leave each other alone; there is no inline style, no
 * inline script and no HTML from text, so a strict content security policy lets it run: script-src must name this file's
 * origin, connect-src the webhook's. Colours follow the system; --handover-accent and --handover-on-accent change the button.
 * docs/button.md says the rest.
 */
(() => {
  'use strict';

  const script = document.currentScript;
  const webhook = script.dataset.webhook;
  const WORDS = {
    en: {
      open: 'Call me',
      title: 'We call you',
      loading: 'One moment…',
      country: 'Country',
      number: 'Phone number',
      name: 'Your name (optional)',
      reason: 'What is it about? (optional)',
      close: 'Close',
      cancel: 'Cancel the call',
      again: 'Call again?',
      tryAgain: 'Try again',
      checking: 'Making sure that you are no robot. This takes a few seconds…',
      sending: 'Asking for your call…',
      canceling: 'Cancelling…',
      offline: 'You are offline. A call that was asked for goes on; its status is shown when you are back.',
      unreachable: 'We cannot be reached right now. Please check your connection and try again.',
      unknown: 'The answer got lost: your phone may ring, or not. Trying again is safe: it does not call you twice.',
      noStatus: 'How the call goes on cannot be shown any more.',
      insecure: 'Calls can be asked for only on a page with https.',
      numberNeeded: 'Please enter your phone number.',
      numberOdd: 'This does not look like a phone number of the country above.',
      agreeNeeded: 'Please tick the box: without that we do not call you.',
      changed: 'Please read the text above the button once more and tick the box again.',
    },
    de: {
      open: 'Rufen Sie mich an',
      title: 'Wir rufen Sie an',
      loading: 'Einen Moment …',
      country: 'Land',
      number: 'Telefonnummer',
      name: 'Ihr Name (freiwillig)',
      reason: 'Worum geht es? (freiwillig)',
      close: 'Schließen',
      cancel: 'Anruf absagen',
      again: 'Noch einmal anrufen lassen?',
      tryAgain: 'Noch einmal versuchen',
      checking: 'Wir prüfen, dass Sie kein Roboter sind. Das dauert einige Sekunden …',
      sending: 'Ihr Anruf wird angefordert …',
      canceling: 'Der Anruf wird abgesagt …',
      offline: 'Sie sind offline. Ein angeforderter Anruf geht weiter; seinen Stand sehen Sie, sobald Sie wieder online sind.',
      unreachable: 'Wir sind gerade nicht erreichbar. Bitte prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.',
      unknown: 'Die Antwort ging verloren: Vielleicht klingelt Ihr Telefon, vielleicht nicht. Sie können es gefahrlos noch einmal versuchen: Wir rufen dadurch nicht zweimal an.',
      noStatus: 'Wie es mit dem Anruf weitergeht, lässt sich nicht mehr anzeigen.',
      insecure: 'Anrufe lassen sich nur auf einer Seite mit https anfordern.',
      numberNeeded: 'Bitte geben Sie Ihre Telefonnummer ein.',
      numberOdd: 'Das sieht nicht wie eine Telefonnummer des oben gewählten Landes aus.',
      agreeNeeded: 'Bitte setzen Sie das Häkchen: Sonst rufen wir Sie nicht an.',
      changed: 'Bitte lesen Sie den Text über dem Knopf noch einmal und setzen Sie das Häkchen erneut.',
    },
  };
  const tag = script.dataset.language || document.documentElement.lang || navigator.language || 'en';
  const language = tag.toLowerCase().startsWith('de') ? 'de' : 'en';
  const words = WORDS[language];

  /** Milliseconds between two looks at the call, after which a request counts as lost, and for which a start may take. */
  const POLL = 3000;
  const PATIENCE = 15000;
  const UNDER_WAY = 60000;
  /** Refusals after which the same form can be sent again: nothing of it was used up. */
  const CORRECTABLE = ['missing_number', 'invalid_number', 'ambiguous_number', 'extension_not_supported', 'consent_missing'];

  // ---------------------------------------------------------------------------------------------- the page's parts

  const STYLE = `
    :host { all: initial; display: inline-block; font: 16px/1.5 system-ui, sans-serif; color-scheme: light dark;
      --accent: var(--handover-accent, #0f62fe); --on-accent: var(--handover-on-accent, #fff);
      --ground: #fff; --text: #161616; --muted: #525252; --line: #8d8d8d; --bad: #a2191f; }
    @media (prefers-color-scheme: dark) { :host { --ground: #161616; --text: #f4f4f4; --muted: #c6c6c6; --line: #8d8d8d;
      --bad: #ffb3b8; } }
    * { box-sizing: border-box; font: inherit; }
    [hidden] { display: none !important; }
    button { min-height: 44px; padding: 8px 20px; border: 2px solid var(--accent); border-radius: 4px; cursor: pointer;
      background: var(--accent); color: var(--on-accent); }
    button.plain { background: transparent; color: var(--text); border-color: var(--line); }
    button[aria-disabled=true] { opacity: .6; cursor: progress; }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
    dialog { width: min(100vw - 16px, 440px); max-width: none; max-height: calc(100dvh - 16px); padding: 20px; overflow: auto;
      border: 1px solid var(--line); border-radius: 8px; background: var(--ground); color: var(--text); }
    dialog::backdrop { background: rgb(0 0 0 / .5); }
    header { display: flex; justify-content: space-between; align-items: center; gap: 8px; }
    h2 { margin: 0; font-size: 1.25em; font-weight: 600; overflow-wrap: anywhere; }
    header button { min-width: 44px; padding: 0; }
    form { display: grid; gap: 14px; margin-top: 12px; }
    label { display: grid; gap: 4px; }
    input, select, textarea { width: 100%; min-height: 44px; padding: 8px 10px; border: 1px solid var(--line); border-radius: 4px;
      background: var(--ground); color: var(--text); }
    textarea { resize: vertical; }
    label.agree { grid-template-columns: auto 1fr; gap: 12px; align-items: start; padding: 6px 0; }
    input[type=checkbox] { width: 24px; min-height: 24px; margin: 0; accent-color: var(--accent); }
    [aria-invalid=true] { border: 2px solid var(--bad); }
    p { margin: 8px 0; overflow-wrap: anywhere; }
    .muted { color: var(--muted); font-size: .875em; margin: 0; }
    .bad { color: var(--bad); }
    .status { font-size: 1.125em; }
    .actions { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 12px; }`;

  const make = (name, properties = {}, ...children) => {
    const { attributes = {}, ...rest } = properties;
    const element = Object.assign(document.createElement(name), rest);
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    element.append(...children);
    return element;
  };
  const field = (text, control, ...more) => make('label', {}, make('span', { textContent: text }), control, ...more);

  const host = make('div', { className: 'handover-callme', lang: language });
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];

  const opener = make('button', { type: 'button', textContent: script.dataset.label || words.open });
  opener.setAttribute('aria-haspopup', 'dialog');
  const title = make('h2', { id: 'title', textContent: words.title });
  const closer = make('button', { type: 'button', className: 'plain', textContent: '✕', attributes: { 'aria-label': words.close } });
  const country = make('select', { attributes: { autocomplete: 'tel-country-code' } });
  const number = make('input', { type: 'tel', autocomplete: 'tel', maxLength: 40, required: true });
  number.setAttribute('aria-describedby', 'trouble');
  const name = make('input', { type: 'text', autocomplete: 'name', maxLength: 100 });
  const reason = make('textarea', { rows: 2, maxLength: 300 });
  const note = make('p', { className: 'muted', id: 'note' });
  const agree = make('input', { type: 'checkbox', required: true, attributes: { 'aria-describedby': 'note' } });
  const agreement = make('span');
  const submit = make('button', { type: 'submit', hidden: true, attributes: { form: 'form' } });
  const form = make('form', { id: 'form', noValidate: true, hidden: true },
    field(words.country, country), field(words.number, number), field(words.name, name), field(words.reason, reason),
    note, make('label', { className: 'agree' }, agree, agreement));
  // Both live regions stand in the page from the beginning: else screen readers miss the first words.
  const status = make('p', { className: 'status', attributes: { role: 'status' } });
  const trouble = make('p', { className: 'bad', id: 'trouble', attributes: { role: 'alert' } });
  const cancel = make('button', { type: 'button', className: 'plain', textContent: words.cancel, hidden: true });
  const again = make('button', { type: 'button', hidden: true });
  const dialog = make('dialog', { attributes: { 'aria-labelledby': 'title' } },
    make('header', {}, title, closer), status, form, trouble, make('div', { className: 'actions' }, submit, cancel, again));
  root.append(opener, dialog);

  // ------------------------------------------------------------------------------------------------- the webhook

  /** Returns the reply to a command. Throws when it is not known what became of the request. */
  async function ask(parameters, token) {
    const headers = { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) };
    const response = await fetch(webhook, {
      method: 'POST', headers, body: JSON.stringify({ language, ...parameters }), credentials: 'omit', cache: 'no-store',
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (response.status >= 500) throw new Error(String(response.status));
    return response.json();
  }

  /** Returns the answer to a form's puzzle: a second or two of work (functions/handover/core/access/puzzle.py). */
  async function solve({ salt, target, iterations, largest }, abandoned) {
    const bytes = (text) => new TextEncoder().encode(text);
    const keyOf = async (answer) => {
      const base = await crypto.subtle.importKey('raw', bytes(String(answer)), 'PBKDF2', false, ['deriveBits']);
      const bits = await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: bytes(salt), iterations }, base, 128);
      return [...new Uint8Array(bits)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    };
    const AT_ONCE = 4; // browsers derive keys beside each other
    for (let first = 0; first <= largest && !abandoned(); first += AT_ONCE) {
      const answers = Array.from({ length: AT_ONCE }, (_, n) => first + n);
      const found = (await Promise.all(answers.map(keyOf))).indexOf(target);
      if (found >= 0) return first + found;
    }
    return -1;
  }

  // ------------------------------------------------------------------------------------------------ phone numbers

  let library; // a promise of libphonenumber-js, or of nothing: then the number is sent as it was typed
  const loadLibrary = () => {
    library ||= new Promise((loaded) => {
      const source = new URL('vendor/libphonenumber-js/libphonenumber-min.js', script.src);
      const element = make('script', { src: source.href, async: true });
      element.onload = () => loaded(window.libphonenumber);
      element.onerror = () => loaded(undefined);
      document.head.append(element);
    });
    return library;
  };

  const countryName = new Map();
  async function offerCountries(countries) {
    const chosen = country.value;
    const phones = await loadLibrary();
    country.replaceChildren(...countries.map(({ country: code, country_name: named }) => {
      countryName.set(code, named);
      const prefix = phones?.isSupportedCountry(code) ? ` +${phones.getCountryCallingCode(code)}` : '';
      return make('option', { value: code, textContent: named + prefix });
    }));
    if (countryName.has(chosen)) country.value = chosen;
  }

  let formatted = ''; // what stands in the field as the library wrote it

  /** Formats digits that are typed, as long as the cursor is at the end, and follows a country code that was typed.
   *  Anything else stays as it was typed: the library would drop what it does not understand. */
  async function formatNumber(event) {
    const phones = await loadLibrary();
    const typed = number.value;
    if (event.inputType?.startsWith('delete') && formatted.startsWith(typed)) formatted = typed;
    if (!phones || event.inputType?.startsWith('delete') || number.selectionEnd !== typed.length) return;
    const added = formatted && typed.startsWith(formatted) ? typed.slice(formatted.length) : typed;
    if (!/^\+?[\d ]*$/.test(added)) return;
    const typing = new phones.AsYouType(country.value);
    formatted = number.value = typing.input(typed);
    const found = typing.getCountry();
    if (typed.trim().startsWith('+') && countryName.has(found)) country.value = found;
  }

  /** Returns whether the text may be a number: a warning before the server reads it, as it was typed. */
  async function mayBeNumber(typed) {
    const phones = await loadLibrary();
    const parsed = phones?.parsePhoneNumberFromString(typed, country.value);
    return !phones || Boolean(parsed?.ext || parsed?.isPossible());
  }

  // ---------------------------------------------------------------------------------------------------- the steps

  const KEPT = `handover-callme ${webhook}`;
  let offered = null; // the form: { challenge, solved, until, consent }
  let sent = null; // the body of a start whose answer got lost: only the same one is safe to repeat
  let busy = false; // a step is under way: further clicks do nothing
  let token = recall();
  let timer = 0;
  let underWay = 0; // until then a call that is not there yet may still come

  function recall() {
    try { return sessionStorage.getItem(KEPT) || ''; } catch { return ''; }
  }
  function keep(text) {
    token = text;
    try { text ? sessionStorage.setItem(KEPT, text) : sessionStorage.removeItem(KEPT); } catch { /* a reload forgets the call */ }
  }

  /** Shows one step. Everything that is not named is hidden or empty. */
  function show({ said = '', wrong = '', fields = false, canCancel = false, more = '' }) {
    const inside = root.activeElement && dialog.contains(root.activeElement);
    if (status.textContent !== said) status.textContent = said;
    trouble.textContent = wrong;
    form.hidden = submit.hidden = !fields;
    cancel.hidden = !canCancel;
    again.hidden = !more;
    again.textContent = more;
    // A control that had the focus may be gone: the focus must not fall back to the page behind the dialog.
    const focused = root.activeElement;
    if (dialog.open && inside && (!focused || !focused.checkVisibility())) (more ? again : canCancel ? cancel : closer).focus();
  }

  function setBusy(state) {
    busy = state;
    number.readOnly = country.disabled = state; // what is shown is what is sent
    submit.setAttribute('aria-disabled', String(state));
  }

  async function step(work) {
    if (busy) return;
    setBusy(true);
    try { await work(); } finally { setBusy(false); }
  }

  /** Gets a form and begins with its puzzle. Returns false after it has said why there is none. */
  async function getForm() {
    let reply;
    try {
      reply = await ask({ action: 'form' });
    } catch {
      show({ wrong: navigator.onLine ? words.unreachable : words.offline, more: words.tryAgain });
      return false;
    }
    if (!reply.challenge) {
      show({ wrong: reply.message || words.unreachable });
      return false;
    }
    await offerCountries(reply.countries);
    const { consent, challenge } = reply;
    const changed = !offered || ['note', 'agree', 'label'].some((part) => offered.consent[part] !== consent[part]);
    const asked = Boolean(offered) && changed;
    if (changed) agree.checked = false;
    [note.textContent, agreement.textContent, submit.textContent] = [consent.note, consent.agree, consent.label];
    title.textContent = `${words.title}: ${reply.desk}`;
    const mine = { consent, challenge, said: reply.message, until: Date.now() + (challenge.expires_in - 60) * 1000, asked };
    offered = mine;
    mine.solved = solve(challenge, () => offered !== mine);
    return true;
  }

  const isFresh = () => offered && Date.now() < offered.until;

  async function openForm() {
    show({ said: words.loading });
    if (!window.isSecureContext || !crypto.subtle) return show({ wrong: words.insecure });
    if (!isFresh() && !(await getForm())) return undefined;
    show({ said: offered.said, fields: true });
    if (dialog.open) number.focus();
    return undefined;
  }

  function markWrong(control, wrong) {
    [number, agree].forEach((each) => each.removeAttribute('aria-invalid'));
    if (control) {
      control.setAttribute('aria-invalid', 'true');
      show({ said: offered.said, wrong, fields: true });
      control.focus();
      trouble.scrollIntoView({ block: 'nearest' });
    }
    return !control;
  }

  async function send() {
    const typed = number.value.trim();
    const chosen = country.value;
    if (!typed) return markWrong(number, words.numberNeeded);
    if (!(await mayBeNumber(typed))) return markWrong(number, words.numberOdd);
    if (!agree.checked) return markWrong(agree, words.agreeNeeded);
    markWrong(null);
    show({ said: words.checking, fields: true });
    if (!isFresh()) {
      if (!(await getForm())) return undefined;
      if (offered.asked) return markWrong(agree, words.changed);
    }
    const { challenge, solved } = offered;
    const proof = await solved;
    return start({
      action: 'start_call', phone_number: typed, country: chosen, name: name.value.trim(), reason: reason.value.trim(), consent: true,
      form: { token: challenge.token, proof },
    });
  }

  /** Asks for the call. The same body may be sent again: the server starts a form once, and says how its call stands. */
  async function start(body) {
    show({ said: words.sending });
    let reply;
    try {
      reply = await ask(body).catch(() => ask(body));
    } catch {
      sent = body;
      return show({ wrong: navigator.onLine ? words.unknown : `${words.offline} ${words.unknown}`, more: words.tryAgain });
    }
    sent = null;
    if (reply.ok) {
      offered = null;
      agree.checked = false;
      keep(reply.web_token);
      underWay = reply.status === 'unconfirmed' ? Date.now() + UNDER_WAY : 0;
      show({ said: reply.message, canCancel: true });
      return follow(POLL);
    }
    if (CORRECTABLE.includes(reply.reason)) return markWrong(reply.reason === 'consent_missing' ? agree : number, reply.message);
    offered = null;
    return show({ wrong: reply.message || words.unreachable, more: words.tryAgain });
  }

  function follow(wait) {
    clearTimeout(timer);
    timer = setTimeout(look, wait);
  }

  /** Looks how the call stands, and goes on looking until it is over. */
  async function look() {
    clearTimeout(timer);
    if (!token) return;
    const asked = token;
    try {
      const reply = await ask({ action: 'call_status' }, asked);
      if (token !== asked) return; // a cancellation was answered in the meantime
      standing(reply);
    } catch {
      if (!navigator.onLine) trouble.textContent = words.offline;
      follow(2 * POLL);
    }
  }

  /** Shows how the call stands. */
  function standing(reply) {
    if (!reply.web_token) {
      keep('');
      return show({ said: words.noStatus, more: words.again });
    }
    keep(reply.web_token);
    if (reply.reason === 'no_handover' && Date.now() < underWay) return follow(POLL);
    if (reply.live === false) {
      keep('');
      return show({ said: reply.message, more: words.again });
    }
    const talking = reply.status === 'connected';
    show({ said: reply.message, canCancel: !talking });
    return follow(POLL);
  }

  async function cancelCall() {
    show({ said: words.canceling, canCancel: true });
    try {
      const reply = await ask({ action: 'cancel_call' }, token);
      if (reply.web_token) keep(reply.web_token);
      show({ said: reply.message, canCancel: !reply.ok });
    } catch {
      show({ said: status.textContent, wrong: words.unreachable, canCancel: true });
    }
    follow(POLL / 3);
  }

  // --------------------------------------------------------------------------------------------------------- clicks

  opener.addEventListener('click', () => {
    dialog.showModal();
    if (token) look();
    else if (sent) show({ wrong: words.unknown, more: words.tryAgain });
    else step(openForm);
  });
  closer.addEventListener('click', () => dialog.close());
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    step(send);
  });
  cancel.addEventListener('click', () => step(cancelCall));
  again.addEventListener('click', () => step(() => (sent ? start(sent) : openForm())));
  number.addEventListener('input', formatNumber);
  window.addEventListener('online', () => {
    if (trouble.textContent === words.offline) trouble.textContent = '';
    look();
  });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) look();
  });

  // In a page's head there is no place for a button: then it goes to the end of the body.
  const place = () => (document.body.contains(script) ? script.after(host) : document.body.append(host));
  if (document.body) place();
  else document.addEventListener('DOMContentLoaded', place);
})();
