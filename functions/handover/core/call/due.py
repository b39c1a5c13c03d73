"""What to do with a booking whose time has come: dial it, move it, or drop it.

A booking is an agreement about one time. So it is moved only when the desk cannot call then, to when it can, and only a few
times; and one that is too late is dropped, because a call at another time is one that nobody agreed to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from handover.core.call.booking import Booking
from handover.core.desk.config import Desk
from handover.core.desk.hours import next_opening
from handover.core.desk.stop import Stop

#: The desk moves a booking so often; after that it drops it.
MOST_MOVES = 2

#: Returns the first moment from the given one on at which the desk is open and the customer has no quiet hours, or None.
FirstTime = Callable[[datetime], datetime | None]


@dataclass(frozen=True)
class Dial:
    """It is dialled now."""


@dataclass(frozen=True)
class Move:
    """It is moved to `at` (aware)."""

    at: datetime


@dataclass(frozen=True)
class Drop:
    """It is dropped; `why` is the reason as in the chat's contract."""

    why: str


def decide(booking: Booking, desk: Desk, stop: Stop | None, now: datetime, first_time: FirstTime) -> Dial | Move | Drop:
    """Returns what to do at `now` (aware) with a booking that is due. `stop` is why the desk places no call now, or None."""
    if now - booking.at > timedelta(minutes=desk.bookings.late_minutes):
        return Drop("stale")
    if stop and stop.reason not in ("closed", "desk_paused", "no_agents"):
        return Drop(stop.reason)
    at = _next(desk, stop, now, first_time)
    if at == now:
        return Dial()
    return Move(at) if at and _may_move(booking, desk, at, now) else Drop(stop.reason if stop else "closed")


def _may_move(booking: Booking, desk: Desk, at: datetime, now: datetime) -> bool:
    ahead = at - now <= timedelta(days=desk.bookings.days_ahead)
    return ahead and booking.moves_by_desk < MOST_MOVES and desk.keeps_until(booking.made_at, at)


def _next(desk: Desk, stop: Stop | None, now: datetime, first_time: FirstTime) -> datetime | None:
    """Returns when the booking can be dialled: now, or at the next opening when nobody is there though it is open."""
    if stop is None or stop.reason == "closed":
        return first_time(now)
    opens = next_opening(desk, now)
    return first_time(opens) if opens else None
