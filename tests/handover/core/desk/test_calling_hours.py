"""A booked call rings while the desk is open, and outside the customer's quiet hours, whatever their country's zones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import phonenumbers
import pytest

from handover.core.desk.calling_hours import first_time, not_quiet
from handover.core.desk.config import read
from handover.core.desk.country_zones import zones_of
from tests.handover.rig import DESK

BERLIN, NEW_YORK = "+4915123456789", "+12125550123"
ALWAYS = read({**DESK, "countries": ["DE", "US"]})


def at(day: int, clock: str, month: int = 11) -> datetime:
    hour, minute = clock.split(":")
    return datetime(2026, month, day, int(hour), int(minute), tzinfo=UTC)


def test_a_moment_at_which_nothing_speaks_against_it_stays() -> None:
    assert first_time(ALWAYS, BERLIN)(at(23, "09:17")) == at(23, "09:17")


@pytest.mark.parametrize(
    ("number", "begins", "ends"),
    [
        (BERLIN, at(23, "20:00"), at(24, "07:00")),  # 21:00 to 08:00
        (BERLIN, at(24, "06:59"), at(24, "07:00")),
        # From 21:00 in New York to 08:00 in Hawaii, and the Aleutians an hour before.
        (NEW_YORK, at(24, "02:00"), at(24, "18:00")),
        # When summer time begins (29 March) the quiet hours end an hour earlier by UTC.
        (BERLIN, at(28, "20:00", month=3), at(29, "06:00", month=3)),
        (BERLIN, at(24, "19:00", month=10), at(25, "07:00", month=10)),
    ],
)
def test_quiet_hours_are_those_of_every_zone_of_the_country(number: str, begins: datetime, ends: datetime) -> None:
    assert not_quiet(ALWAYS, number, begins) == ends
    assert first_time(ALWAYS, number)(begins) == ends


def test_without_quiet_hours_only_the_desk_s_hours_count() -> None:
    desk = read({**DESK, "quiet_hours": None, "hours": {"tuesday": ["00:30-01:00"]}})
    assert first_time(desk, BERLIN)(at(23, "22:00")) == at(23, "23:30")


def test_both_count_at_the_same_time() -> None:
    desk = read({**DESK, "hours": {"monday": ["09:00-17:00"]}})
    assert first_time(desk, NEW_YORK)(at(23, "12:00")) is None, "the desk's hours are the night of a part of America"
    late = read({**DESK, "hours": {"monday": ["09:00-22:00"]}})
    assert first_time(late, NEW_YORK)(at(23, "12:00")) == at(23, "18:00")
    assert first_time(late, BERLIN)(at(23, "20:30")) == at(30, "08:00")


def test_a_desk_that_never_opens_has_no_such_moment() -> None:
    assert first_time(replace(ALWAYS, hours={}), BERLIN)(at(23, "12:00")) is None


def test_every_country_with_phone_numbers_has_zones() -> None:
    assert all(zones_of(country) for country in phonenumbers.SUPPORTED_REGIONS)
    assert not zones_of("QQ")
