"""Opening hours follow the desk's zone: through daylight saving, over midnight, and not on closed days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handover.core.desk.config import Desk, read
from handover.core.desk.hours import is_open, next_opening
from handover.core.time_zones import zone

AGENT = {"id": "anna", "name": "Anna", "phone": "+493012345671"}
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
OFFICE: dict[str, Any] = {day: ["08:00-12:00", "13:00-20:00"] for day in WEEK[:5]}


def desk(time_zone: str = "Europe/Berlin", **more: Any) -> Desk:
    return read({"agents": [AGENT], "countries": ["DE"], "time_zone": time_zone, **more})


def berlin(text: str) -> datetime:
    """Returns a local time of Berlin in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=zone("Europe/Berlin")).astimezone(UTC)


def test_without_hours_a_desk_is_always_open() -> None:
    assert is_open(desk(), berlin("2026-11-22T03:00"))


def test_a_day_that_is_not_named_is_closed() -> None:
    assert not is_open(desk(hours={"tuesday": ["08:00-12:00"]}), berlin("2026-11-23T10:00"))


@pytest.mark.parametrize(
    ("at", "is_it"),
    [
        ("2026-11-23T07:59:59", False),
        ("2026-11-23T08:00", True),
        ("2026-11-23T11:59:59", True),
        ("2026-11-23T12:00", False),
        ("2026-11-23T13:00", True),
        ("2026-11-23T20:00", False),
        ("2026-11-22T10:00", False),  # a Sunday
    ],
)
def test_a_span_holds_its_beginning_and_not_its_end(at: str, is_it: bool) -> None:
    assert is_open(desk(hours=OFFICE), berlin(at)) is is_it


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-11-23T07:00", "2026-11-23T08:00"),
        ("2026-11-23T09:00", "2026-11-23T13:00"),
        ("2026-11-23T12:30", "2026-11-23T13:00"),
        ("2026-11-23T20:00", "2026-11-24T08:00"),
        ("2026-11-27T20:00", "2026-11-30T08:00"),  # over the weekend
        ("2026-12-31T20:00", "2027-01-01T08:00"),
    ],
)
def test_the_next_opening_is_the_next_beginning(at: str, opens: str) -> None:
    assert next_opening(desk(hours=OFFICE), berlin(at)) == berlin(opens)


def test_the_next_opening_is_in_the_desks_zone() -> None:
    opens = next_opening(desk("America/New_York", hours=OFFICE), datetime(2026, 11, 23, 5, 30, tzinfo=UTC))
    assert opens
    assert opens.isoformat() == "2026-11-23T08:00:00-05:00"


def test_spans_need_not_be_in_order() -> None:
    mixed = desk(hours={"monday": ["13:00-20:00", "08:00-12:00"]})
    assert next_opening(mixed, berlin("2026-11-23T07:00")) == berlin("2026-11-23T08:00")


def test_midnight_is_crossed_by_two_spans_without_a_gap() -> None:
    night = desk(hours={"friday": ["22:00-24:00"], "saturday": ["00:00-06:00"]})
    for at in ("2026-11-27T22:00", "2026-11-27T23:59:59", "2026-11-28T00:00", "2026-11-28T05:59:59"):
        assert is_open(night, berlin(at)), at
    for at in ("2026-11-27T21:59:59", "2026-11-28T06:00", "2026-11-29T00:00"):
        assert not is_open(night, berlin(at)), at


def test_closed_days_beat_hours() -> None:
    christmas = desk(hours=OFFICE, closed_on=["2026-12-25"])
    assert is_open(christmas, berlin("2026-12-24T10:00"))
    assert not is_open(christmas, berlin("2026-12-25T10:00"))
    assert next_opening(christmas, berlin("2026-12-24T20:00")) == berlin("2026-12-28T08:00")


def test_a_desk_that_is_always_open_closes_on_closed_days_from_midnight_to_midnight() -> None:
    christmas = desk(closed_on=["2026-12-25"])
    assert is_open(christmas, berlin("2026-12-24T23:59:59"))
    assert not is_open(christmas, berlin("2026-12-25T00:00"))
    assert not is_open(christmas, berlin("2026-12-25T23:59:59"))
    assert is_open(christmas, berlin("2026-12-26T00:00"))
    assert next_opening(christmas, berlin("2026-12-25T12:00")) == berlin("2026-12-26T00:00")


def closed_for(days: int) -> list[str]:
    return [(datetime(2026, 11, 22) + timedelta(days=n)).date().isoformat() for n in range(days)]


def test_a_desk_closed_for_a_season_opens_afterwards() -> None:
    assert next_opening(desk(closed_on=closed_for(150)), berlin("2026-11-22T12:00")) == berlin("2027-04-21T00:00")


def test_a_desk_closed_for_a_year_has_no_next_opening() -> None:
    assert next_opening(desk(closed_on=closed_for(366)), berlin("2026-11-22T12:00")) is None


# Daylight saving: Berlin's clock goes from 02:00 to 03:00 on 29 March 2026 and from 03:00 back to 02:00 on 25 October 2026.


def test_hours_follow_the_clock_through_daylight_saving() -> None:
    sundays = desk(hours={"sunday": ["08:00-20:00"]})
    for day, begins in (("2026-03-22", 7), ("2026-03-29", 6), ("2026-10-18", 6), ("2026-10-25", 7)):
        opens = datetime.fromisoformat(f"{day}T{begins:02d}:00+00:00")
        assert next_opening(sundays, opens - timedelta(hours=3)) == opens
        assert is_open(sundays, opens)
        assert not is_open(sundays, opens - timedelta(seconds=1))


def test_a_night_shift_stays_open_through_the_hour_that_comes_twice() -> None:
    night = desk(hours={"sunday": ["02:30-06:00"]})
    begins = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30 for the first time
    for minutes in range(0, 4 * 60 + 30, 10):
        assert is_open(night, begins + timedelta(minutes=minutes)), minutes
    assert not is_open(night, begins + timedelta(hours=4, minutes=30))


def test_a_shift_that_begins_in_the_hour_that_is_left_out_begins_once_and_both_agree_when() -> None:
    night = desk(hours={"sunday": ["02:30-06:00"]})
    opens = next_opening(night, datetime(2026, 3, 29, 0, 0, tzinfo=UTC))
    assert opens
    assert is_open(night, opens)
    assert not is_open(night, opens.astimezone(UTC) - timedelta(seconds=1))


def test_a_day_that_has_no_midnight_opens_with_its_first_minute() -> None:
    """Beirut's clock goes from 00:00 to 01:00 on 29 March 2026."""
    sundays = desk("Asia/Beirut", hours={"sunday": ["00:00-24:00"]})
    first = datetime(2026, 3, 28, 22, 0, tzinfo=UTC)
    assert is_open(sundays, first)
    assert not is_open(sundays, first - timedelta(seconds=1))


TIMES = [f"{hour:02d}:{minute:02d}" for hour in range(24) for minute in (0, 30)] + ["24:00"]
SPANS = st.lists(st.sampled_from(TIMES), min_size=2, max_size=2, unique=True).map(lambda pair: "-".join(sorted(pair)))
AROUND_A_CHANGE = st.sampled_from([datetime(2026, 3, 27, tzinfo=UTC), datetime(2026, 10, 23, tzinfo=UTC)])


@settings(max_examples=60)
@given(
    hours=st.dictionaries(st.sampled_from(WEEK), st.lists(SPANS, min_size=1, max_size=2), min_size=1, max_size=3),
    begin=AROUND_A_CHANGE,
    minutes=st.integers(0, 4 * 24 * 60),
    place=st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Beirut", "Asia/Kathmandu", "Pacific/Auckland"]),
)
def test_at_the_next_opening_it_is_open_and_it_comes_later(
    hours: dict[str, list[str]], begin: datetime, minutes: int, place: str
) -> None:
    one, now = desk(place, hours=hours), begin + timedelta(minutes=minutes)
    opens = next_opening(one, now)
    assert opens
    assert opens.astimezone(UTC) > now
    assert is_open(one, opens)
    if not is_open(one, now):
        between = (opens.astimezone(UTC) - now) / 7
        assert not any(is_open(one, now + between * n) for n in range(1, 7))
        assert not is_open(one, opens.astimezone(UTC) - timedelta(seconds=1))
