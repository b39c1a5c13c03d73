"""The time that a chat asks to book: read from its text, and checked against the desk's rules.

A time needs its zone: an offset (`2026-11-24T09:00:00+01:00`), `Z`, or a name in brackets as RFC 9557 has it
(`2026-11-24T09:00[Europe/Berlin]`). A dialog seldom knows the offset of another day, so a name is enough.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Literal

from handover.core.desk.calling_hours import not_quiet
from handover.core.desk.config import Desk
from handover.core.desk.staffed import is_staffed
from handover.core.time_zones import UnknownZoneError, zone
from handover.errors import HandoverError

#: In place of a time: the first one that can be offered.
NEXT_OPENING = "next_opening"

#: A time outside these years is none: searching from it would leave the calendar.
_YEARS = range(2000, 3000)

#: Why a time cannot be booked.
Problem = Literal["past", "too_far_ahead", "closed", "quiet_hours"]

_FORM = re.compile(
    r"(?P<local>\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?"
    r"\s*(?P<offset>[Zz]|[+-]\d\d(?::?\d\d)?)?"
    r"\s*(?:\[(?P<name>[^\[\]]+)\]|(?P<bare>[A-Za-z][\w+-]*(?:/[\w+-]+)*))?"
)


class BookingTimeError(HandoverError):
    """The text is no moment. `rule` is the word of the rule that it breaks: `not_a_time`, `no_zone`, `unknown_zone`,
    `zone_differs`, `gap`."""

    def __init__(self, rule: str) -> None:
        super().__init__(f"The time cannot be booked: {rule}.")
        self.rule = rule


def read_time(text: str, default_zone: str = "") -> datetime:
    """Returns the moment in UTC, in full seconds. Of a time that the clock shows twice in autumn, the first one.
    `default_zone`: the name of the zone of a time that has none. Raises BookingTimeError."""
    found = _FORM.fullmatch(text.strip())
    if not found:
        raise BookingTimeError("not_a_time")
    local = _parsed(found["local"].upper())
    if local.year not in _YEARS:
        raise BookingTimeError("not_a_time")
    offset, name = (found["offset"] or "").upper(), found["name"] or found["bare"] or ""
    if not offset and not name:
        name = default_zone
    if not offset and not name:
        raise BookingTimeError("no_zone")
    exact = _parsed(f"{local.isoformat()}{offset}", "unknown_zone") if offset else None
    if name:
        return _in_zone(local, name, exact)
    return exact.astimezone(UTC) if exact else local


def problem_of(desk: Desk, number: str, at: datetime, now: datetime) -> Problem | None:
    """Returns why the desk cannot call that number (E.164, or `""` if it is not known) at that time for a booking, as far as
    that is known now; None if it can."""
    if at <= now:
        return "past"
    if at - now > timedelta(days=desk.bookings.days_ahead):
        return "too_far_ahead"
    if not is_staffed(desk, at):
        return "closed"
    return None if not_quiet(desk, number, at) == at else "quiet_hours"


def _in_zone(local: datetime, name: str, exact: datetime | None) -> datetime:
    try:
        at = local.replace(tzinfo=zone(name)).astimezone(UTC)
        shown = at.astimezone(zone(name)).replace(tzinfo=None)
    except UnknownZoneError:
        raise BookingTimeError("unknown_zone") from None
    if exact is not None:
        if exact.astimezone(zone(name)).replace(tzinfo=None) != local:
            raise BookingTimeError("zone_differs")
        return exact.astimezone(UTC)
    if shown != local:
        raise BookingTimeError("gap")
    return at


def _parsed(text: str, rule: str = "not_a_time") -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise BookingTimeError(rule) from None
