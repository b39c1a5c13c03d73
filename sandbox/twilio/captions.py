"""Captions: what somebody hears on the phone, as lines to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

#: voice: Twilio speaks. speech: a person or a machine at the other end speaks. audio: a file is played (`text` is its
#: address). beep, ringback, silence: what it says. tone: a key of the other side.
Kind = Literal["voice", "speech", "audio", "beep", "ringback", "silence", "tone"]


@dataclass(frozen=True)
class Caption:
    """`number` is the phone that hears it; `by` whose speech it is; `language` and `voice` as the document names them."""

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


#: How fast Twilio reads, in characters a second: captions and time limits then last as they do in life.
_PACE = 15.0
_SHORTEST = 0.5


def speaking_time(text: str) -> float:
    """Seconds that it takes to say `text`."""
    return max(_SHORTEST, len(text) / _PACE)
