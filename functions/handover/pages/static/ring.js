// Tells an agent that it rings, by a sound, a notification and the tab's title, also while the page is hidden. It is off until
// the agent switches it on in this browser. One of the browser's tabs asks and tells. Notifications name nobody: a locked screen
// may show them. `data-ring` is the address of {"next": seconds, "rings": [{"id", "attempt", "why", "mine"}]}; the texts are beside it.

const KEY = `ring ${location.pathname}`; // "mine", "all" or "", for this dashboard: other actions may share its origin
const BURSTS = 10; // of the sound, one in 3 s
const PATIENCE = 10000;
const LONGEST = 60; // seconds between two tries
const BODIES = { customer: "Customer", colleague: "Colleague", call_back: "CallBack" };

const place = document.querySelector("[data-ring]");
const texts = place.dataset;
const told = new Set();
const ringing = new Text(); // at the start of the tab's title
let audio, turn, clock, silence, shown;
let etag = "";
let next = 15;
let failures = 0;

const chosen = () => localStorage.getItem(KEY) ?? "";
const permission = () => globalThis.Notification?.permission;

addEventListener("click", async ({ target }) => {
  const kind = target.closest?.("[data-ring-switch]")?.dataset.ringSwitch;
  if (!kind) return;
  const before = chosen();
  localStorage.setItem(KEY, kind === "all" && before !== "all" ? "all" : kind === "mine" && before ? "" : "mine");
  follow();
  if (before) return;
  sound(1);
  if (permission() === "default") await Notification.requestPermission();
  follow();
});
for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => audio?.resume());
addEventListener("storage", follow);
follow();
place.hidden = false;
document.querySelector("title").prepend(ringing);

// Brings the switches and the watching in line with the choice.
function follow() {
  const choice = chosen();
  for (const each of place.querySelectorAll("[data-ring-switch]")) {
    const all = each.dataset.ringSwitch === "all";
    each.ariaChecked = String(all ? choice === "all" : choice !== "");
    each.hidden = all && !choice;
  }
  for (const offer of document.querySelectorAll("[data-ring-offer]")) offer.hidden = choice !== "";
  place.lastElementChild.textContent = choice && permission() !== "granted" ? texts.ringRefused : "";
  if (!choice) {
    turn?.abort();
    turn = quiet();
  } else if (!turn) {
    audio ??= new AudioContext();
    turn = new AbortController();
    const { signal } = turn;
    navigator.locks.request(KEY, { signal }, () => watch(signal)).catch(() => {});
  }
}

async function watch(signal) {
  clock ??= new Worker(texts.ringClock);
  for (let seconds = 0; !signal.aborted; seconds = await asked()) {
    if (seconds === null) return;
    await new Promise((done) => {
      signal.onabort = clock.onmessage = done;
      clock.postMessage(seconds * 1000);
    });
  }
}

// Seconds until the next request; null for none.
async function asked() {
  try {
    const options = { headers: { "If-None-Match": etag }, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) };
    const response = await fetch(texts.ring, options);
    if (response.status === 401) {
      quiet();
      notify(texts.ringSignedOut, texts.ringSignedOutNext, "?view=signin");
      return null;
    }
    if (response.status === 200) {
      const body = await response.json();
      etag = response.headers.get("ETag")?.replace("W/", "") ?? "";
      next = body.next;
      tell(body.rings);
    } else if (response.status !== 304) throw new Error(response.status);
    failures = 0;
  } catch {
    failures += 1;
  }
  return Math.min(LONGEST, next * 2 ** failures);
}

// Of the handover that the agent looks at, there is nothing to tell.
function tell(rings) {
  const here = document.hidden ? "" : new URLSearchParams(location.search).get("h");
  const heard = rings.filter(({ id, mine }) => id !== here && (mine || chosen() === "all"));
  if (!heard.length) return quiet();
  const words = heard.some(({ mine }) => mine) ? texts.ringTitle : texts.ringOther;
  ringing.data = `${words} · `;
  const fresh = heard.filter(({ id, attempt }) => !told.has(id + attempt));
  for (const { id, attempt } of fresh) told.add(id + attempt);
  if (!fresh.length) return;
  silence?.();
  silence = sound(BURSTS);
  const first = fresh.find(({ mine }) => mine) ?? fresh[0];
  notify(words, texts[`ring${BODIES[first.why]}`], `?view=handover&h=${first.id}`);
}

function quiet() {
  silence?.();
  shown?.close();
  silence = shown = undefined;
  ringing.data = "";
}

function notify(title, body, address) {
  try {
    shown = new Notification(title, { body, tag: KEY, silent: audio.state === "running" });
    shown.onclick = () => {
      focus();
      location.assign(address);
    };
  } catch {
    // Android notifies by service workers only; there is the sound and the title.
  }
}

// Two notes, so often; returns what ends them.
function sound(bursts) {
  const tone = new OscillatorNode(audio);
  const volume = new GainNode(audio, { gain: 0 });
  tone.connect(volume).connect(audio.destination);
  for (let note = 0; note < 2 * bursts; note++) {
    const at = audio.currentTime + 3 * Math.floor(note / 2) + 0.35 * (note % 2);
    tone.frequency.setValueAtTime(note % 2 ? 550 : 660, at);
    volume.gain.setTargetAtTime(0.2, at, 0.02);
    volume.gain.setTargetAtTime(0, at + 0.25, 0.04);
  }
  tone.start();
  tone.stop(audio.currentTime + 3 * bursts);
  return () => tone.stop();
}
