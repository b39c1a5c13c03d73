// Keeps the content of `<div data-live="address">` up to date, and counts the seconds in `<time data-since="…">`.
//
// The address returns {"next": seconds until the next request, "parts": {"id": "html"}}, or 304. It is requested only while
// the page is visible. Unchanged parts are not touched, so focus, scrolling, open details and typed text stay.
// After 401 or 403 (signed out), 404 (there is no such thing any more) and "next": 0 there is no next request.
// Texts come from the page: data-live-lost, data-live-back, data-live-signed-out, data-live-gone; data-live-now is the server's
// time.

const USUAL = 2; // seconds, like all others here
const PATIENCE = 10;
const LONGEST_OFFLINE = 15;
const LONGEST_BUSY = 60;
const BACK_IS_SHOWN = 5;

const HIDDEN = "visually-hidden";

let skew = 0; // milliseconds that this machine's clock is behind the server's

class Live {
  #place;
  #status = line(HIDDEN);
  #news = line(HIDDEN);
  #announced = new Set();
  #shown = new Map();
  #etag = "";
  #next = USUAL;
  #failures = 0;
  #asking = false;
  #over = false;
  #woken = false;
  #timer = 0;

  constructor(place) {
    this.#place = place;
    place.before(this.#status, this.#news);
    this.#newcomers();
    document.addEventListener("visibilitychange", () => this.#wake());
    addEventListener("online", () => this.#wake());
    addEventListener("offline", () => this.#wake());
    this.#later(USUAL);
  }

  // A change during a request needs another request.
  #wake() {
    this.#woken = this.#asking;
    this.#later(0);
  }

  #later(seconds) {
    clearTimeout(this.#timer);
    if (!document.hidden && !this.#over) this.#timer = setTimeout(() => this.#ask(), seconds * 1000);
  }

  async #ask() {
    if (this.#asking) return;
    this.#asking = true;
    const next = await this.#answered();
    this.#asking = false;
    if (next || this.#woken) this.#later(this.#woken ? 0 : next);
    this.#woken = false;
  }

  // Seconds until the next request; 0 for none until the page is visible again.
  async #answered() {
    const headers = this.#etag ? { "If-None-Match": this.#etag } : {};
    let response, body;
    try {
      const signal = AbortSignal.timeout(PATIENCE * 1000);
      response = await fetch(this.#place.dataset.live, { headers, signal, cache: "no-store" });
      if (response.status === 200) body = await response.json();
    } catch {
      return this.#failed(LONGEST_OFFLINE, 1);
    }
    if (response.status === 401 || response.status === 403) return this.#signedOut();
    if (response.status === 404) return this.#gone();
    if (!body && response.status !== 304) return this.#failed(LONGEST_BUSY, 2, Number(response.headers.get("Retry-After")));
    if (body) {
      this.#etag = (response.headers.get("ETag") ?? "").replace(/^W\//, "");
      this.#next = body.next ?? USUAL;
      this.#show(body.parts ?? {});
    }
    this.#back();
    return this.#next;
  }

  // One failure of a busy server is not reported: the notice appears from the `sayFrom`th failure on.
  #failed(longest, sayFrom, retryAfter) {
    this.#failures += 1;
    if (this.#failures >= sayFrom) this.#say("warning", this.#place.dataset.liveLost);
    return Math.max(retryAfter || 0, Math.min(longest, USUAL * 2 ** (this.#failures - 1)));
  }

  #back() {
    this.#failures = 0;
    if (!this.#status.textContent || this.#status.dataset.kind === "success") return;
    this.#say("success", this.#place.dataset.liveBack);
    setTimeout(() => this.#status.dataset.kind === "success" && this.#say("", ""), BACK_IS_SHOWN * 1000);
  }

  #signedOut() {
    const query = new URLSearchParams(this.#place.dataset.live);
    const back = new URLSearchParams({ view: "signin", back: query.get("view") });
    if (query.get("h")) back.set("h", query.get("h"));
    const link = Object.assign(document.createElement("a"), { href: `?${back}` });
    link.textContent = this.#place.dataset.liveSignedOut;
    this.#say("warning", link);
    return 0;
  }

  #gone() {
    this.#say("warning", this.#place.dataset.liveGone);
    this.#over = true;
    return 0;
  }

  #say(kind, words) {
    if (this.#status.dataset.kind === kind && this.#status.textContent === (words.textContent ?? words)) return;
    this.#status.dataset.kind = kind;
    this.#status.className = kind ? `notice notice-${kind}` : HIDDEN;
    this.#status.replaceChildren(words ?? "");
  }

  #show(parts) {
    for (const [id, html] of Object.entries(parts)) {
      const part = document.getElementById(id);
      if (!part || this.#shown.get(id) === html) continue;
      this.#shown.set(id, html);
      replaced(part, html);
    }
    tick();
    const news = this.#newcomers();
    if (news.length) this.#news.textContent = news.join(" ");
  }

  // The announcements of elements that are new.
  #newcomers() {
    const fresh = [...this.#place.querySelectorAll("[id][data-live-news]")].filter((each) => !this.#announced.has(each.id));
    for (const each of fresh) this.#announced.add(each.id);
    return fresh.map((each) => each.dataset.liveNews);
  }
}

function line(look) {
  const made = document.createElement("div");
  made.setAttribute("role", "status");
  made.className = look;
  return made;
}

// Replace the part with HTML from our own server. The focused element keeps the focus; if it is gone, the part gets it.
function replaced(part, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  children(part, template.content);
  if (!focused || focused === document.activeElement) return;
  if (!focused.isConnected) part.tabIndex = -1;
  (focused.isConnected ? focused : part).focus({ preventScroll: true });
}

function children(mine, wanted) {
  const ids = new Set([...wanted.children].map((child) => child.id));
  for (const child of [...mine.children]) if (child.id && !ids.has(child.id)) child.remove();
  const kept = new Map([...mine.children].filter((child) => child.id).map((child) => [child.id, child]));
  let at = mine.firstChild;
  for (const child of [...wanted.childNodes]) {
    const same = child.id ? kept.get(child.id) : at && !at.id && at.nodeName === child.nodeName && at;
    if (!same) {
      mine.insertBefore(child, at);
    } else {
      if (same === at) at = at.nextSibling;
      else mine.insertBefore(same, at);
      node(same, child);
    }
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

function node(mine, wanted) {
  if (mine.nodeType !== Node.ELEMENT_NODE) {
    if (mine.nodeValue !== wanted.nodeValue) mine.nodeValue = wanted.nodeValue;
    return;
  }
  const ticking = mine.dataset.since && mine.dataset.since === wanted.dataset.since;
  for (const { name } of [...mine.attributes]) if (!wanted.hasAttribute(name) && name !== "open") mine.removeAttribute(name);
  for (const { name, value } of wanted.attributes) if (mine.getAttribute(name) !== value) mine.setAttribute(name, value);
  if (!ticking) children(mine, wanted);
}

function tick() {
  if (document.hidden) return;
  for (const time of document.querySelectorAll("time[data-since]")) {
    const text = elapsed((Date.now() + skew - Date.parse(time.dataset.since)) / 1000);
    if (time.textContent !== text) time.textContent = text;
  }
}

// 0:48, 12:05, 1:03:09
function elapsed(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (n) => String(n).padStart(2, "0");
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  return `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(whole % 60)}`;
}

for (const place of document.querySelectorAll("[data-live]")) {
  if (place.dataset.liveNow) skew = Date.parse(place.dataset.liveNow) - Date.now();
  new Live(place);
}
setInterval(tick, 1000);
document.addEventListener("visibilitychange", tick);
tick();
