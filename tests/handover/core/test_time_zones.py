"""Time zones are known by their IANA names, with and without a database on the system."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handover.core.time_zones import UnknownZoneError, zone

FUNCTIONS = Path(__file__).parents[3] / "functions"
SUMMER, WINTER = datetime(2026, 7, 1, 12, 0, tzinfo=UTC), datetime(2026, 12, 1, 12, 0, tzinfo=UTC)

#: In a fresh interpreter that finds no database: neither the system's nor the `tzdata` package.
BARE = """
import sys
from datetime import datetime, UTC
sys.modules["tzdata"] = None
import zoneinfo
zoneinfo.reset_tzpath(to=())
assert zoneinfo.available_timezones() == set()
from handover.core.time_zones import UnknownZoneError, zone
for name in sys.argv[1:]:
    try:
        local = [datetime(2026, month, 1, 12, tzinfo=UTC).astimezone(zone(name)) for month in (7, 12)]
        print(name, *(at.strftime("%H:%M") for at in local))
    except UnknownZoneError:
        print(name, "unknown")
"""


def test_a_zone_knows_daylight_saving() -> None:
    berlin = zone("Europe/Berlin")
    assert (SUMMER.astimezone(berlin).hour, WINTER.astimezone(berlin).hour) == (14, 13)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Berlin",
        "Europe",
        "Europe/",
        "/etc/passwd",
        "../etc/passwd",
        "Europe/Berlin\0",
        "tzdata.zi",
        "é" * 5000,
        "\ud83d",
        "a/" * 300 + "b",
        "localtime",
    ],
)
def test_a_name_without_a_zone_is_unknown(name: str) -> None:
    with pytest.raises(UnknownZoneError):
        zone(name)


@settings(max_examples=60)
@given(st.text(st.sampled_from("aE/.\\~:-\0 é"), max_size=12))
def test_any_name_is_known_or_is_refused(name: str) -> None:
    try:
        assert zone(name)
    except UnknownZoneError as error:
        assert "Europe/Berlin" in str(error)  # noqa: PT017 (either is right)


def test_without_a_database_on_the_system_the_bundles_own_is_used() -> None:
    names = ["Europe/Berlin", "America/New_York", "UTC", "Nowhere/Land", "../etc/passwd"]
    done = subprocess.run(
        [sys.executable, "-c", BARE, *names], cwd=FUNCTIONS, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines() == [
        "Europe/Berlin 14:00 13:00",
        "America/New_York 08:00 07:00",
        "UTC 12:00 12:00",
        "Nowhere/Land unknown",
        "../etc/passwd unknown",
    ]
