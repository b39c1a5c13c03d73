"""The recording of a conversation: how it is announced, what the customer chose, and what is stored of it.

The customer hears that the call is recorded and for how long that is kept, and presses 1 for it or 2 to be connected without
a recording. Silence and any other key are no consent. What was announced stands as a word in the address of the next step,
which only we make and Twilio signs: without that word nothing is recorded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handover.core.call.events import EventKind, Timeline, number_fact, text_fact
from handover.core.call.recording import KINDS

#: The customer's keys.
AGREE_KEY, REFUSE_KEY = "1", "2"

#: The fact of a hunt that says what the customer chose, and its values. FAILED: they agreed, but a recording could not be
#: prepared, so there is none.
CHOICE = "record"
AGREED, REFUSED, SILENT, FAILED = "agreed", "refused", "silent", "failed"

#: Twilio's word for the recording of a Dial.
SOURCE = "DialVerb"

_WORD = re.compile(r"(q?)([1-9][0-9]{0,4})")


def announced(days: int) -> str:
    """Returns the word for the address of a step whose customer hears, or has heard, that the call is recorded."""
    return str(days)


def to_ask(days: int) -> str:
    """Returns the word for a step that comes before the announcement, and asks the customer."""
    return f"q{days}"


def days_in(word: str) -> int:
    """Returns for how many days a recording is kept, or 0 if the word announces none."""
    found = _WORD.fullmatch(word)
    return int(found[2]) if found else 0


def is_question(word: str) -> bool:
    """Returns whether the customer is still to be asked."""
    return word.startswith("q") and days_in(word) > 0


def chosen(keys: str) -> str:
    """Returns what a customer chose who heard the announcement, by the keys that they pressed."""
    return {AGREE_KEY: AGREED, REFUSE_KEY: REFUSED}.get(keys, SILENT)


def is_agreed(hunt: Mapping[str, Any]) -> bool:
    """Returns whether the conversations of a hunt with these facts are recorded."""
    return hunt.get(CHOICE) == AGREED


@dataclass(frozen=True)
class CallRecording:
    """The recorded conversation as a page shows it. `agreed`: the customer agreed and an agent took the call, so there is or
    was one. `kind` (`mp3`, `wav`) is `""` until its sound is stored; `seconds` is 0 if its length is not known."""

    agreed: bool = False
    kind: str = ""
    seconds: int = 0

    @classmethod
    def of(cls, timeline: Timeline) -> CallRecording:
        hunt, recorded = timeline.one(EventKind.HUNT), timeline.one(EventKind.CALL_RECORDED)
        agreed = hunt is not None and is_agreed(hunt.facts) and timeline.accepted() > 0
        kind = text_fact(recorded.facts, "kind") if recorded else ""
        if recorded is None or kind not in KINDS:
            return cls(agreed)
        return cls(True, kind, number_fact(recorded.facts, "seconds"))
