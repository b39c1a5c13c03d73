"""Whether a desk's opening hours and its quiet hours leave any time for a booked call or a retry.

It is reckoned with the clock alone, once for January and once for July: both kinds of hours come again each week. Only where
one ends or begins can a time to call begin, so those few moments are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, tzinfo

from handover.core.desk.country_zones import zones_of
from handover.core.desk.model import Desk
from handover.core.desk.quiet_hours import QuietHours
from handover.core.time_zones import UnknownZoneError, zone

_DAY = 24 * 60  # minutes
_SEASONS = (datetime(2026, 1, 15, 12, tzinfo=UTC), datetime(2026, 7, 15, 12, tzinfo=UTC))


def leaves_time(desk: Desk, quiet: QuietHours) -> bool:
    """Returns whether customers of one of the desk's countries can be called at some time. True also if the desk's hours or
    zone are wrong: that is another mistake."""
    spans = {"00:00-24:00"} if desk.hours is None else {span for spans in desk.hours.values() for span in spans}
    open_from_to = [(_minutes(begins), _minutes(ends)) for begins, _, ends in (span.partition("-") for span in spans)]
    try:
        own = zone(desk.time_zone)
    except UnknownZoneError:
        return True
    if not any(begins < ends for begins, ends in open_from_to):
        return True
    return any(
        _leaves(open_from_to, list(_quiet_by_desk_clock(quiet, zones_of(country) or (own,), own, season)))
        for country in desk.countries
        for season in _SEASONS
    )


def _leaves(spans: Sequence[tuple[int, int]], quiet: Sequence[tuple[int, int]]) -> bool:
    return any(
        begins <= minute < ends and not any(_within(minute, *hours) for hours in quiet)
        for begins, ends in spans
        for minute in (begins, *(until for _, until in quiet))
    )


def _quiet_by_desk_clock(
    quiet: QuietHours, zones: Sequence[tzinfo], own: tzinfo, season: datetime
) -> Iterator[tuple[int, int]]:
    """Returns for each zone when it is quiet there, in minutes by the desk's clock."""
    for each in zones:
        ahead = _offset(own, season) - _offset(each, season)
        yield (_minutes(quiet.begins) + ahead) % _DAY, (_minutes(quiet.ends) + ahead) % _DAY


def _within(minute: int, begins: int, ends: int) -> bool:
    return begins <= minute < ends if begins < ends else minute >= begins or minute < ends


def _offset(place: tzinfo, at: datetime) -> int:
    offset = at.astimezone(place).utcoffset()
    return int(offset.total_seconds()) // 60 if offset else 0


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])
