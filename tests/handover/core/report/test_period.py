"""A period has the viewer's days, reports mistakes, and reads no more stored days than it overlaps."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from handover.core.report.months import months
from handover.core.report.period import MOST_DAYS, Period, read_period

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def test_the_default_period_is_the_last_seven_days() -> None:
    assert read_period({}, TODAY) == (Period(date(2026, 11, 17), TODAY), {})


def test_both_ends_are_included() -> None:
    period, wrong = read_period({"from": "2026-11-01", "to": "2026-11-02"}, TODAY)
    assert (period.days, wrong) == ((date(2026, 11, 1), date(2026, 11, 2)), {})


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ({"to": "2026-11-10"}, "2026-11-04", "2026-11-10"),
        ({"from": "2026-11-01"}, "2026-11-01", "2026-11-07"),
        ({"from": "2026-11-20"}, "2026-11-20", "2026-11-23"),
        ({"from": "2026-12-24"}, "2026-12-24", "2026-12-24"),
    ],
)
def test_a_missing_end_is_a_week_from_the_other(query: dict[str, str], first: str, last: str) -> None:
    period, wrong = read_period(query, TODAY)
    assert (str(period.first), str(period.last), wrong) == (first, last, {})


@pytest.mark.parametrize("typed", ["yesterday", "2026-13-01", "2026-02-30", "0001-01-01", "9999-12-31", "<b>", "1e9"])
def test_an_invalid_date_is_reported_and_the_default_period_used(typed: str) -> None:
    assert read_period({"from": typed}, TODAY) == (Period(date(2026, 11, 17), TODAY), {"from": "no_date"})
    assert read_period({"to": typed}, TODAY) == (Period(date(2026, 11, 17), TODAY), {"to": "no_date"})


def test_one_invalid_date_does_not_affect_the_other() -> None:
    period, wrong = read_period({"from": "x", "to": "2026-11-10"}, TODAY)
    assert (period.last, wrong) == (date(2026, 11, 10), {"from": "no_date"})


def test_dates_in_the_wrong_order_are_swapped() -> None:
    period, wrong = read_period({"from": "2026-11-10", "to": "2026-11-08"}, TODAY)
    assert (period, wrong) == (Period(date(2026, 11, 8), date(2026, 11, 10)), {"from": "turned"})


def test_of_more_than_31_days_the_last_are_used() -> None:
    period, wrong = read_period({"from": "2026-10-24", "to": "2026-11-23"}, TODAY)
    assert (len(period.days), wrong) == (MOST_DAYS, {})
    period, wrong = read_period({"from": "2026-10-23", "to": "2026-11-23"}, TODAY)
    assert (period.first, len(period.days), wrong) == (date(2026, 10, 24), MOST_DAYS, {"from": "too_long"})


def test_blank_fields_of_a_form_are_not_mistakes() -> None:
    assert read_period({"from": " ", "to": ""}, TODAY)[1] == {}


@pytest.mark.parametrize(
    ("zone", "stored"),
    [
        ("UTC", ["20261120"]),
        ("Europe/Berlin", ["20261120", "20261119"]),
        ("America/Los_Angeles", ["20261121", "20261120"]),
        ("Asia/Kolkata", ["20261120", "20261119"]),
        ("Pacific/Kiritimati", ["20261120", "20261119"]),
    ],
)
def test_a_local_day_overlaps_at_most_two_stored_days(zone: str, stored: list[str]) -> None:
    assert Period(date(2026, 11, 20), date(2026, 11, 20)).stored_days(ZoneInfo(zone), NOW) == stored


def test_future_days_are_left_out() -> None:
    assert Period(TODAY, date(2026, 12, 3)).stored_days(BERLIN, NOW) == ["20261123", "20261122"]
    assert Period(date(2026, 12, 24), date(2026, 12, 30)).stored_days(BERLIN, NOW) == []


def test_31_days_overlap_at_most_32_stored_days() -> None:
    period = Period(date(2026, 10, 10), date(2026, 11, 9))
    assert len(period.stored_days(BERLIN, NOW)) == MOST_DAYS + 1


@pytest.mark.parametrize(
    ("at", "held"),
    [
        ("2026-11-22T22:59:59+00:00", False),
        ("2026-11-22T23:00:00+00:00", True),
        ("2026-11-23T22:59:59+00:00", True),
        ("2026-11-23T23:00:00+00:00", False),
    ],
)
def test_midnight_is_in_the_viewers_zone(at: str, held: bool) -> None:
    assert Period(TODAY, TODAY).holds(at, BERLIN) is held


def test_a_day_of_25_hours_belongs_to_the_period_as_a_whole() -> None:
    autumn = Period(date(2026, 10, 25), date(2026, 10, 25))
    assert autumn.holds("2026-10-24T22:00:00+00:00", BERLIN)
    assert autumn.holds("2026-10-25T22:59:59+00:00", BERLIN)
    assert not autumn.holds("2026-10-25T23:00:00+00:00", BERLIN)
    assert autumn.stored_days(BERLIN, NOW) == ["20261025", "20261024"]


def test_the_months_that_are_kept_begin_with_their_first_day() -> None:
    found = [(str(month.first), str(month.last)) for month in months(date(2026, 11, 23), 60)]
    assert found == [("2026-11-01", "2026-11-23"), ("2026-10-01", "2026-10-31"), ("2026-09-01", "2026-09-30")]
