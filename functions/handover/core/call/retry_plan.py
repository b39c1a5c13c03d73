"""The retry plan: whether a customer who could not be reached is called again, and after how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from handover.core.call.booking import RETRY
from handover.core.call.state import Handover, State
from handover.core.desk.config import Desk
from handover.core.desk.retries import Retries

#: The ends of a call that did not reach the customer: they get a message if they are not called again.
MISSED = (State.BUSY, State.NO_ANSWER, State.NO_HUMAN)


@dataclass(frozen=True)
class Retry:
    """The `n`-th retry, from 1, and its time as planned (aware, UTC)."""

    n: int
    at: datetime

    def is_late(self, desk: Desk, now: datetime) -> bool:
        """Returns whether it is so late at `now` (aware) that its time is over, as with any booking."""
        return now - self.at > timedelta(minutes=desk.bookings.late_minutes)


def needs_follow_up(handover: Handover) -> bool:
    """Returns whether something is to be done after this end: the customer was to be reached and was not. After wrong digits
    nothing is: somebody else has the phone, and is neither called again nor texted. What an agent tried is theirs to follow
    up."""
    missed = handover.state in MISSED and not handover.disproved and not handover.back_of
    return missed or handover.not_placed


def next_retry(handover: Handover, retries: Retries) -> Retry | None:
    """Returns the retry that the plan has after this handover's end, or None if it has none."""
    if handover.disproved or handover.back_of or handover.state not in MISSED or handover.state not in retries.on:
        return None
    done = handover.booking.retry if handover.booking and handover.booking.why == RETRY else 0
    if done >= len(retries.after_minutes):
        return None
    return Retry(done + 1, handover.since + timedelta(minutes=retries.after_minutes[done]))
