"""When a booked call can find an agent: while the desk is open, and the own hours of at least one agent cover the time.

An agent without hours of their own works whenever the desk is open. Who is away now may be back by then.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from handover.core.desk.hours import is_open, next_opening, spans_of, works
from handover.core.desk.model import Agent, Desk
from handover.core.time_zones import UnknownZoneError, zone

#: Hours come again each week, so no search is longer.
_DAYS = 8
#: So many beginnings of desk and agents are looked at; a desk may be closed for a whole season.
_MOST = 400
#: A week in winter and one in summer: zones may change their clocks on different days.
_WEEKS = (date(2026, 1, 12), date(2026, 7, 13))


def is_staffed(desk: Desk, at: datetime) -> bool:
    """Returns whether the desk is open at `at` (aware) and an agent works then."""
    return is_open(desk, at) and _somebody_works(desk, at)


def next_staffed(desk: Desk, at: datetime) -> datetime | None:
    """Returns the first time after `at` at which the desk is open and an agent works, or None if there is none within a
    year."""
    found = next_opening(desk, at) if not is_open(desk, at) else _next_beginning(desk, at)
    for _ in range(_MOST):
        if found is None or is_staffed(desk, found):
            return found
        found = _next_beginning(desk, found) if is_open(desk, found) else next_opening(desk, found)
    return None


def ever_meet(desk: Desk, agent: Agent) -> bool:
    """Returns whether the agent's own hours ever fall into the desk's, by the week. True also if a zone is wrong or a span
    ends before it begins: that is another mistake."""
    if desk.hours is None or not any(desk.hours.values()):
        return True
    spans = [span for hours in (desk.hours, agent.hours or {}) for of_day in hours.values() for span in of_day]
    try:
        desks, own = zone(desk.time_zone), zone(agent.time_zone)
    except UnknownZoneError:
        return True
    if any(begins >= ends for begins, _, ends in (span.partition("-") for span in spans)):
        return True
    days = [monday + timedelta(days=n) for monday in _WEEKS for n in range(-1, _DAYS)]
    opens = [span for day in days for span in spans_of(desk.hours, day, desks)]
    works_at = [span for day in days for span in spans_of(agent.hours or {}, day, own)]
    return any(begins < until and begin < ends for begins, ends in opens for begin, until in works_at)


def _somebody_works(desk: Desk, at: datetime) -> bool:
    return not desk.agents or any(works(agent, at) for agent in desk.agents)


def _next_beginning(desk: Desk, at: datetime) -> datetime | None:
    """Returns when the next agent's hours begin, or the desk opens again, whichever is first (UTC)."""
    opens = next_opening(desk, at)
    begins = [opens.astimezone(UTC)] if opens else []
    for agent in desk.agents:
        own = zone(agent.time_zone)
        for ahead in range(_DAYS):
            day = at.astimezone(own).date() + timedelta(days=ahead)
            begins += [begin for begin, _ in spans_of(agent.hours or {}, day, own) if begin > at]
    return min(begins, default=None)
