"""The text messages that a customer may get about a handover: which one its present state calls for, and its words.

A message says what the customer would otherwise not know, and only what holds when it is sent: of a booking that was made,
moved and cancelled within a minute, only the cancellation is worth a message. There are two at most. What is named in the
chat and on the phone anyway, such as a number or a reason, is in none of them: somebody else may hold the phone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from handover.core.call.events import Event, number_fact, text_fact
from handover.core.desk.spoken_time import dated_time
from handover.core.i18n import Catalogue

#: Messages about one handover.
MOST = 2
#: Reports of a message that was claimed and may not have been sent, and of one that Twilio refused.
FAILED, REFUSED = "text-failed", "text-refused"


class TextKind(StrEnum):
    """The messages, by their words in desk.json."""

    MISSED = "missed"  # we called, and reached nobody; we do not call again by ourselves
    BOOKED = "booked"
    MOVED = "moved"
    CANCELED = "canceled"
    DROPPED = "dropped"  # a booking was not kept


@dataclass(frozen=True)
class Text:
    """One message: its kind, and the number of the booking's event that it is about (0 for none). `at` is when the call is
    booked for, in the zone to name it in; `our_time` says that it is the desk's, and may not be the customer's. `by_us` says
    that the desk moved it and not the customer."""

    kind: TextKind
    n: int = 0
    at: datetime | None = None
    by_us: bool = False
    our_time: bool = False

    def facts(self) -> Mapping[str, Any]:
        """Returns the facts of the event that claims it."""
        return {"kind": str(self.kind), "n": self.n}

    def is_in(self, facts: Mapping[str, Any]) -> bool:
        """Returns whether these are the facts of a claim of the same message."""
        return text_fact(facts, "kind") == self.kind and number_fact(facts, "n") == self.n

    def is_among(self, texted: Sequence[Event]) -> bool:
        """Returns whether one of these events claims this message."""
        return any(self.is_in(event.facts) for event in texted)

    def words(self, desk: str, texts: Catalogue) -> str:
        """Returns the message, in which `desk` is our name."""
        key = "sms.moved_by_us" if self.kind is TextKind.MOVED and self.by_us else f"sms.{self.kind}"
        when = dated_time(self.at, texts) if self.at else ""
        return texts.text(key, desk=desk, when=texts.text("booking.our_time", when=when) if self.our_time else when)
