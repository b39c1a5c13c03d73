"""Opening hours: whether the desk is open, and when it opens next, in its own time zone.

Hours are local times of the desk, but they are compared in UTC. In local time, a shift through the hour that occurs twice
when daylight saving ends would close and open again.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from handover.core.desk.config import Desk
from handover.core.time_zones import zone

#: The days of a week as desk.json names them.
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
#: Days. A desk may be closed for a whole season.
_LOOK_AHEAD = 366


def local_day(desk: Desk, now: datetime) -> date:
    """Returns the desk's own day at `now` (aware)."""
    return now.astimezone(zone(desk.time_zone)).date()


def is_open(desk: Desk, now: datetime) -> bool:
    """Returns whether the desk is open at `now` (aware)."""
    if desk.hours is None and not desk.closed_on:
        return True
    return any(begins <= now < ends for begins, ends in _spans(desk, local_day(desk, now)))


def opening_spans(desk: Desk, day: date) -> list[tuple[datetime, datetime]]:
    """Returns the spans in which the desk is open on that day of its own, in UTC, in order."""
    return _spans(desk, day)


def next_opening(desk: Desk, now: datetime) -> datetime | None:
    """Returns when the desk opens next, in its own zone, or None if it does not open within a year."""
    local, today = zone(desk.time_zone), local_day(desk, now)
    for ahead in range(_LOOK_AHEAD):
        for begins, _ in _spans(desk, today + timedelta(days=ahead)):
            if begins > now:
                return begins.astimezone(local)
    return None


def closes_today_at(desk: Desk, now: datetime) -> datetime | None:
    """Returns when the desk, which is open, closes today, in its own zone; None if it is open until midnight or longer."""
    local, today = zone(desk.time_zone), local_day(desk, now)
    ends = now
    for begins, until in _spans(desk, today):
        if begins <= ends < until:
            ends = until
    return ends.astimezone(local) if local_day(desk, ends) == today and ends > now else None


def _spans(desk: Desk, day: date) -> list[tuple[datetime, datetime]]:
    """Returns the day's opening spans in UTC, in order, without those that fall into the hour that daylight saving skips."""
    if day.isoformat() in desk.closed_on:
        return []
    spans = ("00:00-24:00",) if desk.hours is None else desk.hours.get(WEEKDAYS[day.weekday()], ())
    moments = [(_at(desk, day, begins), _at(desk, day, ends)) for begins, ends in (span.split("-") for span in spans)]
    return sorted((begins, ends) for begins, ends in moments if begins < ends)


def _at(desk: Desk, day: date, clock: str) -> datetime:
    if clock == "24:00":
        day, clock = day + timedelta(days=1), "00:00"
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=zone(desk.time_zone)).astimezone(UTC)
