"""Why the desk places no call: one decision for `start_call`, `availability` and the pages, in the order of a start."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from handover.core.desk.config import read
from handover.core.desk.stop import Stop, stop_of_desk, stop_of_limits

ANNA = "+493012345671"
MONDAY, SUNDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC), datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
DESK = read(
    {
        "agents": [{"id": "anna", "name": "Anna", "phone": ANNA}],
        "countries": ["DE"],
        "time_zone": "Europe/Berlin",
        "hours": {"monday": ["08:00-18:00"]},
        "limits": {"calls_per_day": 5},
    }
)


@pytest.mark.parametrize(
    ("paused", "away", "now", "customer", "reason"),
    [
        (False, (), MONDAY, "", ""),
        (True, (), MONDAY, "", "desk_paused"),
        (True, ("anna",), SUNDAY, "", "desk_paused"),
        (False, ("anna",), MONDAY, "", "no_agents"),
        (False, ("anna",), SUNDAY, "", "no_agents"),
        (False, (), MONDAY, ANNA, "no_agents"),
        (False, (), SUNDAY, "", "closed"),
    ],
)
def test_a_pause_comes_before_the_agents_and_they_before_the_hours(
    paused: bool, away: tuple[str, ...], now: datetime, customer: str, reason: str
) -> None:
    stop = stop_of_desk(DESK, paused, away, now, customer)
    assert stop == (Stop(reason) if reason else None)


def test_a_pause_in_desk_json_is_a_pause() -> None:
    assert stop_of_desk(replace(DESK, paused=True), False, (), MONDAY) == Stop("desk_paused")


@pytest.mark.parametrize(
    ("calls", "busy", "limit"),
    [
        (4, False, ""),
        (5, False, "calls_per_day"),
        (6, True, "calls_per_day"),
        (0, True, "calls_in_progress"),
    ],
)
def test_the_days_limit_comes_before_that_of_the_lines(calls: int, busy: bool, limit: str) -> None:
    assert stop_of_limits(DESK.limits, calls, busy) == (Stop("limit_reached", limit) if limit else None)
