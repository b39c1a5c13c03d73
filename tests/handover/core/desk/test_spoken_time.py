"""A weekday alone always means one of the next six days."""

from __future__ import annotations

import string
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.core.desk.spoken_time import dated_time, spoken_time
from handover.core.i18n import available, catalogue
from handover.core.time_zones import zone

EN, DE, BERLIN = catalogue("en"), catalogue("de"), zone("Europe/Berlin")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("at", "english", "german"),
    [
        ("2026-11-23T14:00", "today at 14:00", "heute um 14:00 Uhr"),
        ("2026-11-24T08:30", "tomorrow at 8:30", "morgen um 8:30 Uhr"),
        ("2026-11-25T08:30", "Wednesday at 8:30", "am Mittwoch um 8:30 Uhr"),
        ("2026-11-29T08:30", "Sunday at 8:30", "am Sonntag um 8:30 Uhr"),
        ("2026-11-30T08:30", "Monday, 30 November, at 8:30", "am Montag, dem 30. November, um 8:30 Uhr"),
        ("2026-12-07T08:30", "Monday, 7 December, at 8:30", "am Montag, dem 7. Dezember, um 8:30 Uhr"),
        ("2027-01-04T08:30", "Monday, 4 January 2027, at 8:30", "am Montag, dem 4. Januar 2027, um 8:30 Uhr"),
    ],
)
def test_a_moment_is_said_as_people_say_it(at: str, english: str, german: str) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=BERLIN)
    assert spoken_time(moment, MONDAY, EN) == english
    assert spoken_time(moment, MONDAY, DE) == german


def test_the_next_year_within_this_week_needs_no_date() -> None:
    new_years_eve = datetime(2026, 12, 31, 18, 0, tzinfo=BERLIN)
    assert spoken_time(datetime(2027, 1, 2, 9, 0, tzinfo=BERLIN), new_years_eve, EN) == "Saturday at 9:00"


def test_days_are_counted_in_the_desks_zone() -> None:
    half_past_midnight_in_berlin = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert spoken_time(datetime(2026, 11, 24, 9, 0, tzinfo=BERLIN), half_past_midnight_in_berlin, EN) == "today at 9:00"


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Tuesday, 24 November, at 9:05"), ("de", "am Dienstag, dem 24. November, um 9:05 Uhr")],
)
def test_a_time_that_is_read_later_has_its_day(language: str, words: str) -> None:
    assert dated_time(datetime(2026, 11, 24, 9, 5, tzinfo=BERLIN), catalogue(language)) == words


@given(minutes=st.integers(0, 60 * 24 * 60), language=st.sampled_from(available()))
def test_only_one_of_the_next_six_days_has_no_date(minutes: int, language: str) -> None:
    at = (MONDAY.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(BERLIN)
    said = spoken_time(at, MONDAY, catalogue(language)).replace(f"{at.hour}:{at:%M}", "")
    has_date = any(sign in string.digits for sign in said)
    assert has_date == ((at.date() - MONDAY.date()).days > 6)
