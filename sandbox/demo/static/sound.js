// The ring tone and the voices. Browsers allow neither before the user has clicked or typed on the page.

import { byId } from "./dom.js";
import { language } from "./words.js";

const LOUDNESS = 0.05;
const PERIOD = 3;
let audio = null;
let ringing = false;
let timer = null;

const on = (id) => byId(id).getAttribute("aria-pressed") === "true";

for (const id of ["sound", "voice"]) {
  byId(id).addEventListener("click", () => {
    byId(id).setAttribute("aria-pressed", String(!on(id)));
    if (!on("voice")) window.speechSynthesis?.cancel();
    ring(ringing);
  });
}
for (const gesture of ["pointerdown", "keydown"]) {
  document.addEventListener(gesture, () => {
    audio ??= new AudioContext();
    audio.resume().then(() => ring(ringing));
  }, { once: true });
}

const voices = () => window.speechSynthesis?.getVoices() ?? [];
const offerVoices = () => { byId("voice").hidden = voices().length === 0; };
window.speechSynthesis?.addEventListener("voiceschanged", offerVoices);
offerVoices();

/** Starts or stops the ring tone. */
export function ring(whether) {
  ringing = whether;
  const heard = ringing && audio !== null && on("sound");
  if (heard && timer === null) {
    tone();
    timer = setInterval(tone, PERIOD * 1000);
  } else if (!heard && timer !== null) {
    clearInterval(timer);
    timer = null;
  }
}

function tone() {
  const gain = audio.createGain();
  gain.connect(audio.destination);
  gain.gain.setValueAtTime(0, audio.currentTime);
  for (const start of [0, 0.5]) {
    gain.gain.setTargetAtTime(LOUDNESS, audio.currentTime + start, 0.03);
    gain.gain.setTargetAtTime(0, audio.currentTime + start + 0.3, 0.06);
  }
  for (const pitch of [523.25, 659.25]) {
    const wave = audio.createOscillator();
    wave.frequency.value = pitch;
    wave.connect(gain);
    wave.start();
    wave.stop(audio.currentTime + 1.2);
  }
}

/** Speaks a caption with a voice of its language, if the user has turned the sound on. */
export function speak(line) {
  if (!on("voice")) return;
  const utterance = new SpeechSynthesisUtterance(line.text);
  utterance.lang = line.language || language; // captions of people have none
  const tongue = utterance.lang.split("-")[0];
  utterance.voice = voices().find((voice) => voice.lang.startsWith(tongue)) ?? null;
  window.speechSynthesis.speak(utterance);
}
