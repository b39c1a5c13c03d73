"""Captions: what is heard on a phone, as lines of text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

#: voice: Twilio speaks. speech: a person or a mailbox speaks. audio: a file is played (`text` is its address). tone: a key
#: of the other side. beep, ringback, silence: those sounds.
Kind = Literal["voice", "speech", "audio", "beep", "ringback", "silence", "tone"]


@dataclass(frozen=True)
class Caption:
    """`number`: the phone that hears it. `by`: the speaker. `language` and `voice`: as in the TwiML document."""

    at: datetime
    number: str
    kind: Kind
    text: str = ""
    language: str = ""
    voice: str = ""
    by: str = ""


@dataclass(frozen=True)
class KeyPress:
    at: datetime
    number: str
    keys: str


#: Twilio's reading speed in characters a second, so that prompts take as long as real ones.
_PACE = 15.0
_SHORTEST = 0.5


def speaking_time(text: str) -> float:
    """Returns the seconds that it takes to say `text`."""
    return max(_SHORTEST, len(text) / _PACE)
