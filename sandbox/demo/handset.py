"""What one telephone's screen shows beyond its state: the lines of the present call, and how the last one ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Literal

import phonenumbers

from sandbox.twilio import Caption, KeyPress, Phone

Role = Literal["customer", "agent"]

#: What is heard without words.
_SOUNDS = {"ringback": "Ringing tone", "beep": "Beep", "silence": "Silence"}
_ANNOUNCEMENT = "Announcement"


@dataclass(frozen=True)
class Line:
    """`own`: said or pressed at this phone. `language` as a browser's voices name it; empty where nobody speaks."""

    id: int
    kind: str
    who: str
    text: str
    language: str = ""
    own: bool = False


@dataclass
class Handset:
    """`since`: when its state began. `ended`: how the last call ended, in words, until the next one. `name` is whose it is
    in a sentence."""

    phone: Phone
    role: Role
    name: str
    since: datetime
    state: str = "idle"
    ended: str = ""
    left_ringing: bool = False
    lines: list[Line] = field(default_factory=list)
    _ids: count[int] = field(default_factory=count)

    def moved(self, at: datetime) -> None:
        """The phone may have another state now."""
        before, self.state = self.state, self.phone.state
        if before == self.state:
            return
        if before == "idle":
            self.lines, self.ended = [], ""
        if self.state == "idle":
            self.ended = _ending(before, at - self.since)
        self.since, self.left_ringing = at, False

    def heard(self, caption: Caption) -> None:
        """Something was said to this phone, or at it."""
        own = caption.kind == "speech" and caption.by.startswith(self.phone.owner)
        text = caption.text or _SOUNDS.get(caption.kind, "")
        if caption.kind == "tone":
            text = f"Key {caption.text}"
        who = caption.by or (_ANNOUNCEMENT if caption.kind == "voice" else "")
        language = (caption.language or "en-US") if caption.kind in ("voice", "speech") else ""
        self.lines.append(Line(next(self._ids), caption.kind, who, text, language, own))

    def keyed(self, press: KeyPress) -> None:
        """Keys were pressed at this phone."""
        self.lines.append(Line(next(self._ids), "key", self.phone.owner, f"Pressed {press.keys}", own=True))


def reading_form(number: str) -> str:
    """`+493012345678` as `+49 30 12345678`; as it is when it is no number."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def _ending(before: str, lasted: timedelta) -> str:
    if before != "connected":
        return "Call not answered" if before == "ringing" else "Call ended"
    minutes, seconds = divmod(round(lasted.total_seconds()), 60)
    return f"Call ended after {minutes}:{seconds:02d}"
