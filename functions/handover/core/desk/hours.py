"""Opening hours: whether the desk is open, and when it opens next, in its own zone; and whether an agent works, in theirs.

Hours are local times, but they are compared in UTC. In local time, a shift through the hour that occurs twice
when daylight saving ends would close and open again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from handover.core.desk.model import Agent, Desk
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


def works(agent: Agent, now: datetime) -> bool:
    """Returns whether the agent's own hours cover `now` (aware); True for an agent without hours of their own."""
    if agent.hours is None:
        return True
    own = zone(agent.time_zone)
    return any(begins <= now < ends for begins, ends in spans_of(agent.hours, now.astimezone(own).date(), own))


def hours_today(agent: Agent, now: datetime) -> tuple[str, ...] | None:
    """Returns the spans of the agent's own hours on their day at `now`; None for an agent without hours of their own."""
    if agent.hours is None:
        return None
    return agent.hours.get(WEEKDAYS[now.astimezone(zone(agent.time_zone)).weekday()], ())


def spans_of(hours: Mapping[str, tuple[str, ...]], day: date, own: tzinfo) -> list[tuple[datetime, datetime]]:
    """Returns the day's spans in UTC, in order, without those that fall into the hour that daylight saving skips."""
    spans = [span.split("-") for span in hours.get(WEEKDAYS[day.weekday()], ())]
    moments = [(_at(own, day, begins), _at(own, day, ends)) for begins, ends in spans]
    return sorted((begins, ends) for begins, ends in moments if begins < ends)


def _spans(desk: Desk, day: date) -> list[tuple[datetime, datetime]]:
    """Returns the desk's spans of that day, likewise."""
    if day.isoformat() in desk.closed_on:
        return []
    hours = _ALWAYS if desk.hours is None else desk.hours
    return spans_of(hours, day, zone(desk.time_zone))


def _at(own: tzinfo, day: date, clock: str) -> datetime:
    if clock == "24:00":
        day, clock = day + timedelta(days=1), "00:00"
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=own).astimezone(UTC)


_ALWAYS = dict.fromkeys(WEEKDAYS, ("00:00-24:00",))
