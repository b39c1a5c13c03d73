"""The times that a chat can offer for a booked call: in half an hour, the next opening, and three later ones.

Each is within the desk's hours and outside the customer's quiet hours, whatever zones the two live in.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from handover.core.desk.calling_hours import first_time
from handover.core.desk.config import Desk
from handover.core.desk.hours import next_opening
from handover.core.time_zones import zone

MOST_SLOTS = 5
_SOON, _GRID = timedelta(minutes=30), timedelta(minutes=5)
#: Later ones are at full hours, so far apart at least.
_HOUR = timedelta(hours=1)
_LATER = 3
_DAY = timedelta(days=1)


def slots(desk: Desk, number: str, now: datetime) -> list[datetime]:
    """Returns up to five times (UTC), the earliest first, at which the desk can call that number (E.164, or `""` if it is
    not known: then the desk's own zone decides what is quiet). None lies further ahead than the desk allows."""
    find, last = first_time(desk, number), now + timedelta(days=desk.bookings.days_ahead)
    early = _early(desk, find, now)
    found = set(early)
    at = min(early, default=None)
    while at and len(found) < len(early) + _LATER:
        at = find(_rounded_up(at + _HOUR, _HOUR))
        if at is None or at > last:
            break
        found.add(at)
    return sorted(at for at in found if at <= last)


def first_slot(desk: Desk, number: str, now: datetime) -> datetime | None:
    """Returns the first of the slots, or None if there is none."""
    return next(iter(slots(desk, number, now)), None)


def nearest_slots(desk: Desk, number: str, at: datetime, now: datetime) -> list[datetime]:
    """Returns what to offer in place of a time that cannot be booked: the first possible time after it, and the slots as
    ever, five at most."""
    after = first_time(desk, number)(max(at, now + timedelta(minutes=1)))
    near = [after] if after and after - now <= timedelta(days=desk.bookings.days_ahead) else []
    return sorted(dict.fromkeys([*near, *slots(desk, number, now)][:MOST_SLOTS]))


def slots_from(desk: Desk, number: str, at: datetime, now: datetime) -> list[datetime]:
    """Returns up to five times (UTC) from `at` on: the first possible one and full hours after it. In place of a time that
    has passed they begin with the same time of the next day."""
    find, last = first_time(desk, number), now + timedelta(days=desk.bookings.days_ahead)
    found: list[datetime] = []
    free = find(_still_to_come(desk, at, now))
    while free and free <= last and len(found) < MOST_SLOTS:
        found.append(free)
        free = find(_rounded_up(free + timedelta(minutes=1), _HOUR))
    return found


def _still_to_come(desk: Desk, at: datetime, now: datetime) -> datetime:
    """Returns the first time after `now` at which the desk's clock shows what it shows at `at`; `at` if that is to come."""
    if at > now:
        return at
    local = at.astimezone(zone(desk.time_zone))
    later = local + timedelta(days=(now - at) // _DAY)
    return (later if later > now else later + _DAY).astimezone(UTC)


def _early(desk: Desk, find: Callable[[datetime], datetime | None], now: datetime) -> set[datetime]:
    """Returns the first possible times from half an hour on, and from the next opening on."""
    soon = _rounded_up(now + _SOON, _GRID)
    opens = next_opening(desk, now) if desk.hours is not None or desk.closed_on else None
    return {at for at in (find(soon), find(opens) if opens else None) if at}


def _rounded_up(at: datetime, grid: timedelta) -> datetime:
    begin = datetime(2000, 1, 1, tzinfo=UTC)
    return begin + -(-(at - begin) // grid) * grid
