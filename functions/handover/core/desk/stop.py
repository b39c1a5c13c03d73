"""Why the desk places no call at a moment: the one decision behind `start_call`, `availability` and the agents' pages.

The order is that of a start: first what is known before anything is claimed, then the limits. What depends on the number or
on the chat is decided elsewhere (limits.py).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from handover.core.desk.config import Desk
from handover.core.desk.hours import is_open
from handover.core.desk.limits import Limits
from handover.core.desk.on_duty import on_duty


@dataclass(frozen=True)
class Stop:
    """Why a start is refused: the reason as in the chat's contract, and the word in desk.json of the limit that was reached,
    or `""`."""

    reason: str
    limit: str = ""


def stop_of_desk(desk: Desk, paused: bool, away: Collection[str], now: datetime, customer: str = "") -> Stop | None:
    """Returns why the desk takes no call at `now` (aware), or None if it does. `paused` is the pause from the dashboard,
    `away` the ids of the agents who are away, `customer` the number to be called (E.164) if it is known."""
    if desk.paused or paused:
        return Stop("desk_paused")
    if not on_duty(desk, away, customer):
        return Stop("no_agents")
    if not is_open(desk, now):
        return Stop("closed")
    return None if on_duty(desk, away, customer, now) else Stop("no_agents")


def stop_of_booking(desk: Desk, customer: str = "") -> Stop | None:
    """Returns why the desk takes no bookings, or None if it does. A desk that is closed or paused takes them, and so does
    one whose agents are all away: they may be back by then. `customer` is as above."""
    if not desk.bookings.enabled:
        return Stop("not_available")
    return None if on_duty(desk, (), customer) else Stop("no_agents")


def stop_of_limits(limits: Limits, calls_today: int, all_lines_busy: bool) -> Stop | None:
    """Returns which of the desk's limits keeps it from calling anybody, or None. `calls_today` are the calls of the desk's
    own day; `all_lines_busy` is whether `calls_in_progress` is reached."""
    if calls_today >= limits.calls_per_day:
        return Stop("limit_reached", "calls_per_day")
    return Stop("limit_reached", "calls_in_progress") if all_lines_busy else None
