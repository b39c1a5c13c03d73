"""The URLs that Twilio calls back: an action, a step or kind, the handover and the attempt.

They hold ids and short words only and no personal data, because URLs end up in other people's logs. Some words are
there for the steps that only speak, so that these read no storage: the language, the desk's name in base32, what is
offered when no agent is left, and whether the call is recorded. Nothing in them has to be escaped, because a URL that is
escaped anew no longer has the same signature. Twilio's signature covers all of them.
"""

from __future__ import annotations

import re
from base64 import b32decode, b32encode
from dataclasses import dataclass
from urllib.parse import parse_qs, quote_plus, urlsplit

#: Twilio sends a status callback up to two more times when we answer 5xx, answer too late or cannot be reached. Twilio
#: neither sends nor signs the fragment.
_RETRY = "#rc=2&rp=5xx,ct,rt"

#: The step of `twiml` and the kind of `status` that only start a container (usecases/wake.py).
WAKE = "wake"

#: The kind of `status` for calls that came in to our number.
INBOUND = "inbound"
#: The step of `twiml` that is a sound.
TONE = "tone"

#: The step that an agent's leg goes on to.
_DECIDE = "decide"

_ID = re.compile(r"[0-9]{8}-[a-z0-9-]{1,80}")


@dataclass(frozen=True)
class CallbackUrls:
    """`twiml` and `status` are the public URLs of these two actions. On an agent's leg `first` is the first attempt of the
    agents who are rung together, if there are several, and `picked_up` when this one picked up, in seconds of Unix time;
    else both are 0."""

    twiml: str
    status: str
    first: int = 0
    picked_up: int = 0

    def step(
        self,
        step: str,
        handover_id: str = "",
        attempt: int = 0,
        language: str = "",
        desk: str = "",
        offer: str = "",
        proof: str = "",
        turn: int = 0,
        heard: bool = False,
        first: int = 0,
        recording: str = "",
    ) -> str:
        """Returns the URL of a TwiML step. `language`, `desk`, the desk's spoken name, `offer` (nobody_left.py) and `proof`,
        the kind of proof if it is not any key, are only needed where the step does not look them up. `turn` counts down the
        documents of a customer who waits. `heard`: the agent has heard the brief. `first` is the first attempt of several
        agents who are rung together. `recording` says what was announced (call_recording.py)."""
        known: dict[str, str | int] = {
            "o": offer,
            "p": proof,
            "r": recording,
            "t": turn,
            "d": _word_of(desk),
            "l": language,
        }
        if step == _DECIDE:
            first, known["u"] = first or self.first, self.picked_up
        query = _query(step=step, h=handover_id, a=attempt, b=int(heard), f=first, **known)
        return f"{self.twiml}?{query}"

    def hold_tone(self) -> str:
        """Returns the URL of the sound that a customer hears while they wait."""
        return f"{self.twiml}?{_query(step=TONE)}"

    def callback(self, kind: str, handover_id: str, attempt: int = 0, room: bool = False, first: int = 0) -> str:
        """Returns the URL of a status callback, with the retries that Twilio should make. `room`: the call goes on in a
        room. `first` is as in `step`."""
        return f"{self.status}?{_query(kind=kind, h=handover_id, a=attempt, r=int(room), f=first)}{_RETRY}"

    def incoming_calls(self) -> str:
        """Returns the URL to which our number reports the end of calls that came in, whatever they were about."""
        return self.callback(INBOUND, "")

    def wake_ups(self) -> tuple[str, str]:
        """Returns the URLs whose request only starts a container."""
        return self.step(WAKE), f"{self.status}?{_query(kind=WAKE)}"


def desk_in(word: str) -> str:
    """Returns the desk's spoken name from its word in a URL, or `""` if it is no such word."""
    try:
        return b32decode(word.upper() + "=" * (-len(word) % 8)).decode()
    except ValueError:
        return ""


def is_handover_id(text: str) -> bool:
    """Returns whether the text has the form of a handover's id: its day as `yyyymmdd`, a hyphen, and the rest."""
    return _ID.fullmatch(text) is not None


def handover_named_in(url: str) -> str:
    """Returns the handover, or the sign-in code's challenge, that one of our URLs names; `""` if it names none."""
    try:
        return next(iter(parse_qs(urlsplit(url).query).get("h", ())), "")
    except ValueError:
        return ""


def is_step_of(url: str, step: str, handover_id: str) -> bool:
    """Returns whether the URL is that of a TwiML step of that handover."""
    try:
        query = parse_qs(urlsplit(url).query)
    except ValueError:
        return False
    return query.get("step") == [step] and query.get("h") == [handover_id]


def _word_of(name: str) -> str:
    """Returns a name as a word. Half an emoji, which JSON can escape, becomes `?`."""
    return b32encode(name.encode(errors="replace")).decode().rstrip("=").lower()


def _query(**values: str | int) -> str:
    return "&".join([f"{name}={quote_plus(str(value))}" for name, value in values.items() if value])
