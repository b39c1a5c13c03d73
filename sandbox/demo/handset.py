"""A phone on the demo's page: its call's captions, how its last call ended, and its text messages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Literal

import phonenumbers

from sandbox.demo.text_message import TextMessage, text_message
from sandbox.demo.words import ENGLISH, Words
from sandbox.twilio import Caption, KeyPress, Message, Phone

Role = Literal["customer", "agent"]

_MOST_MESSAGES = 30


@dataclass(frozen=True)
class CallLine:
    """One line of a call's captions. `own`: said or pressed at this phone.

    `language` is the document's; empty where it names none.
    """

    id: int
    kind: str
    who: str
    text: str
    language: str = ""
    own: bool = False


@dataclass
class Handset:
    """`since`: when its state began. `ended`: how the last call ended, in words, and `lasted` its duration; both until the
    next call. `name`: its owner, inside a sentence. `browser`: the path of its owner's dashboard, or ""."""

    phone: Phone
    role: Role
    name: str
    since: datetime
    browser: str = ""
    words: Words = ENGLISH
    state: str = "idle"
    ended: str = ""
    lasted: str = ""
    left_ringing: bool = False
    lines: list[CallLine] = field(default_factory=list)
    messages: list[TextMessage] = field(default_factory=list)
    _ids: count[int] = field(default_factory=count)

    def moved(self, at: datetime) -> None:
        """The phone's state may have changed."""
        before, self.state = self.state, self.phone.state
        if before == self.state:
            return
        if before == "idle":
            self.lines, self.ended, self.lasted = [], "", ""
        if self.state == "idle":
            self.ended = self.words.text("handset.not_answered" if before == "ringing" else "handset.ended")
            self.lasted = _duration(at - self.since) if before == "connected" else ""
        self.since, self.left_ringing = at, False

    def heard(self, caption: Caption) -> None:
        """This phone's call has a new caption."""
        own = caption.kind == "speech" and caption.by.startswith(self.phone.owner)
        sound = f"handset.{caption.kind}"
        text = "" if caption.kind == "audio" else caption.text
        text = text or (self.words.text(sound) if self.words.has(sound) else "")
        if caption.kind == "tone":
            text = self.words.text("handset.tone", pressed=caption.text)
        who = caption.by or (self.words.text("handset.announcement") if caption.kind == "voice" else "")
        self.lines.append(CallLine(next(self._ids), caption.kind, who, text, caption.language, own))

    def keyed(self, press: KeyPress) -> None:
        """Keys were pressed at this phone."""
        pressed = self.words.text("handset.pressed", keys=press.keys)
        self.lines.append(CallLine(next(self._ids), "key", self.phone.owner, pressed, own=True))

    def received(self, message: Message, at: datetime, opens: Callable[[str], str]) -> None:
        """A text message arrived. `opens` returns the path on the demo's server for a link in it, or ""."""
        self.messages.append(text_message(next(self._ids), at, message, opens))
        del self.messages[:-_MOST_MESSAGES]

    def sent(self, message: Message, at: datetime) -> None:
        """A text message was sent from this phone."""
        self.messages.append(text_message(next(self._ids), at, message, lambda _: "", own=True))
        del self.messages[:-_MOST_MESSAGES]

    @property
    def has_new_link(self) -> bool:
        """Whether a link has arrived since the present state began."""
        return any(message.has_link and message.at >= self.since for message in self.messages)


def reading_form(number: str) -> str:
    """Returns `+493012345678` as `+49 30 12345678`; other text unchanged."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def _duration(lasted: timedelta) -> str:
    minutes, seconds = divmod(round(lasted.total_seconds()), 60)
    return f"{minutes}:{seconds:02d}"
