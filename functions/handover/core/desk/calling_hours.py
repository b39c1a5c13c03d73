"""When a booked call or a retry may ring: while the desk is open and an agent works, and outside the customer's quiet hours.

A customer's clock is known by the country of their number only. So it is quiet for them when it is quiet in any of its
zones. A number of a country without a known zone has the desk's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo

from handover.core import phone_numbers
from handover.core.desk.config import Desk
from handover.core.desk.country_zones import zones_of
from handover.core.desk.staffed import is_staffed, next_staffed
from handover.core.time_zones import zone

#: A desk whose hours are quiet for the customer day after day is looked at for so many openings.
_MOST_OPENINGS = 60
_STEP = timedelta(minutes=1)
#: No quiet hours are longer, in all the zones of a country together.
_LONGEST = timedelta(days=2)


def first_time(desk: Desk, number: str) -> Callable[[datetime], datetime | None]:
    """Returns the function that returns the first moment (UTC) from a given one on at which a booking may ring that number
    (E.164): the same moment, if it may then; None if there is none within a year."""

    def find(at: datetime) -> datetime | None:
        for _ in range(_MOST_OPENINGS):
            opens = at if is_staffed(desk, at) else next_staffed(desk, at)
            audible = not_quiet(desk, number, opens) if opens else None
            if opens is None or audible is None:
                return None
            if audible == opens:
                return opens.astimezone(UTC)
            at = audible
        return None

    return find


def not_quiet(desk: Desk, number: str, at: datetime) -> datetime | None:
    """Returns the first moment from `at` (aware) on that is outside the customer's quiet hours: `at` itself, or a full
    minute. None if it is always quiet: the quiet hours of the country's zones cover the day."""
    quiet, zones = desk.quiet_hours, _zones(desk, number)
    if quiet is None or not quiet.in_any(zones, at):
        return at
    full, last = at.replace(second=0, microsecond=0), at + _LONGEST
    while quiet.in_any(zones, full):
        full += _STEP
        if full > last:
            return None
    return full


def _zones(desk: Desk, number: str) -> tuple[tzinfo, ...]:
    return zones_of(phone_numbers.country_of(number)) or (zone(desk.time_zone),)
