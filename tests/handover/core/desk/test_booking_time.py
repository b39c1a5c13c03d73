"""The time of a booking is read with its zone, and checked against both parties' clocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handover.core.desk.booking_time import BookingTimeError, problem_of, read_time
from handover.core.desk.config import Desk, read
from handover.core.desk.slots import nearest_slots, slots
from tests.handover.rig import DESK

BERLIN, NEW_YORK = "+493012345678", "+12125550123"
#: A Monday, 10:00 in Berlin, 4:00 in New York.
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


def desk(**changes: Any) -> Desk:
    return read({**DESK, **changes})


def open_from(hours: str) -> Desk:
    return desk(hours={day: [hours] for day in WEEKDAYS})


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-24T09:00:00+01:00", datetime(2026, 11, 24, 8, 0, tzinfo=UTC)),
        ("2026-11-24T09:00:00.000+0100", datetime(2026, 11, 24, 8, 0, tzinfo=UTC)),
        ("2026-11-24t08:00z", datetime(2026, 11, 24, 8, 0, tzinfo=UTC)),
        ("2026-11-24 09:00[Europe/Berlin]", datetime(2026, 11, 24, 8, 0, tzinfo=UTC)),
        ("2026-11-24T09:00 Europe/Berlin", datetime(2026, 11, 24, 8, 0, tzinfo=UTC)),
        ("2026-11-24T09:00+01:00[Europe/Berlin]", datetime(2026, 11, 24, 8, 0, tzinfo=UTC)),
        ("2026-07-01T09:00[Europe/Berlin]", datetime(2026, 7, 1, 7, 0, tzinfo=UTC)),
        # The clock shows this time twice: the first one counts, unless the offset says which.
        ("2026-10-25T02:30[Europe/Berlin]", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-10-25T02:30+01:00[Europe/Berlin]", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_time_with_its_zone_is_read(text: str, at: datetime) -> None:
    assert read_time(text) == at


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "not_a_time"),
        ("tomorrow", "not_a_time"),
        ("2026-11-24", "not_a_time"),
        ("1795510800", "not_a_time"),
        ("2026-13-24T09:00Z", "not_a_time"),
        ("2026-11-24T25:00Z", "not_a_time"),
        ("0001-01-01T00:00+14:00", "not_a_time"),
        ("1999-12-31T23:59Z", "not_a_time"),
        ("9998-12-31T23:59Z", "not_a_time"),
        ("9999-12-31T23:59[Pacific/Kiritimati]", "not_a_time"),
        ("2026-11-24T09:00", "no_zone"),
        ("2026-11-24T09:00[Europe/Atlantis]", "unknown_zone"),
        ("2026-11-24T09:00[../../etc/passwd]", "unknown_zone"),
        ("2026-11-24T09:00+99:00", "unknown_zone"),
        ("2026-11-24T09:00+05:00[Europe/Berlin]", "zone_differs"),
        ("2026-03-29T02:30[Europe/Berlin]", "gap"),
        ("2026-03-08T02:30 America/New_York", "gap"),
    ],
)
def test_what_is_no_moment_is_refused_with_the_rule(text: str, rule: str) -> None:
    with pytest.raises(BookingTimeError) as refused:
        read_time(text)
    assert refused.value.rule == rule


def at(hour: int, day: int = 24) -> datetime:
    return datetime(2026, 11, day, hour, 0, tzinfo=UTC)


def test_a_time_must_lie_ahead_and_not_too_far() -> None:
    assert problem_of(desk(), BERLIN, NOW, NOW) == "past"
    assert problem_of(desk(), BERLIN, NOW + timedelta(minutes=1), NOW) is None
    assert problem_of(desk(bookings={"days_ahead": 1}), BERLIN, at(10), NOW) == "too_far_ahead"


def test_a_time_must_be_within_the_desks_hours_on_its_own_clock() -> None:
    office = open_from("09:00-17:00")
    found = [problem_of(office, BERLIN, at(hour), NOW) for hour in (7, 8, 15, 16)]
    assert found == ["closed", None, None, "closed"]


def test_a_time_must_be_outside_the_customers_quiet_hours_on_their_clock() -> None:
    assert problem_of(desk(), NEW_YORK, at(10), NOW) == "quiet_hours"
    assert problem_of(desk(), NEW_YORK, at(20), NOW) is None
    assert problem_of(desk(), BERLIN, at(20), NOW) == "quiet_hours"
    assert problem_of(desk(quiet_hours=None), BERLIN, at(20), NOW) is None


def test_an_open_desk_offers_half_an_hour_three_later_ones_and_the_next_opening() -> None:
    found = slots(open_from("09:00-17:00"), BERLIN, NOW + timedelta(minutes=2))
    assert found == [
        datetime(2026, 11, 23, 9, 35, tzinfo=UTC),
        *[datetime(2026, 11, 23, hour, 0, tzinfo=UTC) for hour in (11, 12, 13)],
        datetime(2026, 11, 24, 8, 0, tzinfo=UTC),
    ]


def test_a_closed_desk_offers_the_next_opening_and_three_later_ones() -> None:
    night = datetime(2026, 11, 22, 22, 0, tzinfo=UTC)
    found = slots(open_from("09:00-17:00"), BERLIN, night)
    assert found == [datetime(2026, 11, 23, hour, 0, tzinfo=UTC) for hour in (8, 9, 10, 11)]


def test_the_customers_night_is_not_offered() -> None:
    found = slots(open_from("09:00-20:00"), NEW_YORK, NOW)
    assert found
    assert all(problem_of(open_from("09:00-20:00"), NEW_YORK, each, NOW) is None for each in found)


def test_the_opening_after_the_clocks_went_forward_is_an_hour_earlier_in_utc() -> None:
    sunday = datetime(2027, 3, 27, 20, 0, tzinfo=UTC)
    always = desk(hours={"sunday": ["09:00-17:00"]})
    assert slots(always, BERLIN, sunday)[0] == datetime(2027, 3, 28, 7, 0, tzinfo=UTC)


def test_a_desk_that_never_opens_or_is_always_quiet_offers_nothing() -> None:
    assert slots(replace(desk(), hours={}), BERLIN, NOW) == []
    only_at_night = desk(hours={"monday": ["02:00-04:00"]})
    assert slots(only_at_night, BERLIN, NOW) == []


def test_nothing_is_offered_further_ahead_than_the_desk_allows() -> None:
    monday_only = desk(hours={"monday": ["09:00-10:00"]}, bookings={"days_ahead": 3})
    assert slots(monday_only, BERLIN, NOW + timedelta(hours=3)) == []


def test_in_place_of_a_time_the_first_one_after_it_is_offered() -> None:
    office = open_from("09:00-17:00")
    assert at(8) in nearest_slots(office, BERLIN, datetime(2026, 11, 23, 20, 0, tzinfo=UTC), NOW)
    assert len(nearest_slots(office, BERLIN, at(20, 26), NOW)) <= 5
