"""Whether the desk is open, and when it opens next, in its own time zone: through daylight saving and over midnight.

Hours are read off the desk's clock but compared as moments in UTC: by the clock alone, a shift that runs through the hour
that comes twice would close and open again.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from handover.core.desk.config import Desk
from handover.core.time_zones import zone

#: The days of a week as desk.json names them.
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LOOK_AHEAD = 60


def is_open(desk: Desk, now: datetime) -> bool:
    """Whether calls are taken at `now` (aware)."""
    if desk.hours is None and not desk.closed_on:
        return True
    today = now.astimezone(zone(desk.time_zone)).date()
    return any(begins <= now < ends for begins, ends in _spans(desk, today))


def next_opening(desk: Desk, now: datetime) -> datetime | None:
    """When the desk opens next, in its own zone; None when it does not within two months."""
    local = zone(desk.time_zone)
    for ahead in range(_LOOK_AHEAD):
        for begins, _ in _spans(desk, now.astimezone(local).date() + timedelta(days=ahead)):
            if begins > now:
                return begins.astimezone(local)
    return None


def _spans(desk: Desk, day: date) -> list[tuple[datetime, datetime]]:
    """The day's opening spans in UTC, in order, but those that daylight saving leaves out."""
    if day.isoformat() in desk.closed_on:
        return []
    named = ("00:00-24:00",) if desk.hours is None else desk.hours.get(WEEKDAYS[day.weekday()], ())
    spans = [(_at(desk, day, begins), _at(desk, day, ends)) for begins, ends in (span.split("-") for span in named)]
    return sorted((begins, ends) for begins, ends in spans if begins < ends)


def _at(desk: Desk, day: date, clock: str) -> datetime:
    if clock == "24:00":
        day, clock = day + timedelta(days=1), "00:00"
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=zone(desk.time_zone)).astimezone(UTC)
