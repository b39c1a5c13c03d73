"""What Twilio reports of a recording, and whether a recording is a message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from handover.core.call.events import Event, EventKind, Timeline, number_fact, text_fact

#: The kinds of sound that are stored.
KINDS = ("mp3", "wav")

#: A recording that is no longer than this, in seconds, is no message: Twilio rounds silence and a cough up to one.
_NO_MESSAGE = 1

_SID = re.compile(r"RE[0-9a-fA-F]{32}")
_SECONDS = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True)
class Reported:
    """A recording as Twilio names it: its sid, `""` if Twilio does not say, and its length, None if Twilio does not say."""

    sid: str = ""
    seconds: int | None = None


def read_reported(form: Mapping[str, str]) -> Reported:
    """Returns the recording in Twilio's request. The sid is documented for the status callback alone; the action of Record
    surely has the address, which ends with it. The address itself is never requested: ours is made of the sid."""
    sid = form.get("RecordingSid", "") or form.get("RecordingUrl", "").rpartition("/")[2]
    return Reported(sid if _SID.fullmatch(sid) else "", seconds_of(form.get("RecordingDuration")))


def seconds_of(duration: object) -> int | None:
    """Returns a length in whole seconds, or None if it is none: Twilio's is -1 while it is not known."""
    text = str(duration)
    return int(text) if _SECONDS.fullmatch(text) else None


def is_message(seconds: int | None) -> bool:
    """Returns whether a recording of that length is a message. One whose length is not known is: it must not be lost."""
    return seconds is None or seconds > _NO_MESSAGE


@dataclass(frozen=True)
class Recording:
    """A message whose sound is stored: its length in seconds (0 if it is not known), and its kind (`mp3`, `wav`)."""

    seconds: int
    kind: str

    @classmethod
    def from_event(cls, recorded: Event | None) -> Recording | None:
        """Returns the recording of an event RECORDED; None if there is none, or its kind is not known."""
        kind = text_fact(recorded.facts, "kind") if recorded else ""
        if recorded is None or kind not in KINDS:
            return None
        return cls(number_fact(recorded.facts, "seconds"), kind)


@dataclass(frozen=True)
class Message:
    """A customer's message as a page shows it: whether one was left, its recording if the sound is stored, and whether the
    time for which it is kept is `over`."""

    left: bool
    recording: Recording | None = None
    over: bool = False

    @property
    def stored(self) -> bool:
        return self.recording is not None

    @classmethod
    def of(cls, events: Iterable[Event], kept_days: int, now: datetime) -> Message:
        """Returns the message in a handover's events."""
        timeline = Timeline(events)
        recorded = timeline.one(EventKind.RECORDED)
        over = recorded is not None and now - recorded.at > timedelta(days=kept_days)
        left = recorded is not None or timeline.one(EventKind.VOICEMAIL) is not None
        return cls(left, Recording.from_event(recorded), over)
