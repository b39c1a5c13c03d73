"""Times are shown in the viewer's zone and format; a date is the same in every zone."""

from __future__ import annotations

import pytest

from handover.core.time_zones import zone
from handover.pages.times import Times

MOMENT = "2026-11-22T23:30:07+00:00"


@pytest.mark.parametrize(
    ("where", "language", "text"),
    [("Europe/Berlin", "de", "23.11.2026, 00:30"), ("America/Los_Angeles", "en", "22 Nov 2026, 15:30")],
)
def test_a_moment_is_in_the_readers_zone(where: str, language: str, text: str) -> None:
    assert Times(zone(where), language).moment(MOMENT) == text


@pytest.mark.parametrize("where", ["Pacific/Kiritimati", "America/Los_Angeles"])
def test_a_date_without_a_time_is_the_same_everywhere(where: str) -> None:
    assert Times(zone(where), "de").date_of("2026-11-30") == "30.11.2026"


@pytest.mark.parametrize(
    ("seconds", "text"), [(-3, "0 s"), (48.4, "48 s"), (59.6, "1 min 00 s"), (125, "2 min 05 s"), (3780, "1 h 03 min")]
)
def test_a_length_is_short_and_stays_on_its_line(seconds: float, text: str) -> None:
    assert Times(zone("UTC"), "en").length(seconds) == text.replace(" ", "\N{NO-BREAK SPACE}")


def test_the_first_day_of_the_calendar_is_shown_as_it_is() -> None:
    assert Times(zone("America/Los_Angeles"), "en").moment("0001-01-01T00:00:00+00:00").endswith("00:00")
