"""The lead's page shows why calls are refused, exactly when a chat's request would be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handover.core.desk.config import read
from handover.core.desk.status import AgentStatus, AvailabilityChange, DeskStatus
from handover.core.desk.stop import Stop

NOW = MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
AGENTS = [
    {"id": "anna", "name": "Anna", "phone": "+493012345671"},
    {"id": "ben", "name": "Ben", "phone": "+493012345672"},
]
DESK = read(
    {
        "agents": AGENTS,
        "countries": ["DE"],
        "time_zone": "Europe/Berlin",
        "hours": {"monday": ["08:00-18:00"]},
        "limits": {"calls_per_day": 5},
    }
)
ON = AvailabilityChange("anna", NOW)
ALL_THERE = DeskStatus(tuple(AgentStatus(agent) for agent in DESK.agents), calls_today=4)
ALL_AWAY = DeskStatus(tuple(AgentStatus(agent, ON) for agent in DESK.agents), calls_today=4)


@pytest.mark.parametrize(
    ("status", "paused_by_file", "now", "stop"),
    [
        (ALL_THERE, False, MONDAY, None),
        (replace(ALL_THERE, agents=(*ALL_THERE.agents[:1], AgentStatus(DESK.agents[1], ON))), False, MONDAY, None),
        (replace(ALL_THERE, paused=ON), False, MONDAY, Stop("desk_paused")),
        (ALL_THERE, True, MONDAY, Stop("desk_paused")),
        (ALL_AWAY, False, MONDAY, Stop("no_agents")),
        (ALL_THERE, False, SUNDAY, Stop("closed")),
        (replace(ALL_THERE, calls_today=5), False, MONDAY, Stop("limit_reached", "calls_per_day")),
        (replace(ALL_THERE, all_lines_busy=True), False, MONDAY, Stop("limit_reached", "calls_in_progress")),
        (replace(ALL_AWAY, paused=ON, calls_today=5), False, SUNDAY, Stop("desk_paused")),
        (ALL_AWAY, False, SUNDAY, Stop("no_agents")),
        (replace(ALL_THERE, calls_today=5), False, SUNDAY, Stop("closed")),
    ],
)
def test_why_the_desk_refuses_calls(status: DeskStatus, paused_by_file: bool, now: datetime, stop: Stop | None) -> None:
    assert status.stopped_by(replace(DESK, paused=paused_by_file), now) == stop


def test_available_agents_are_counted() -> None:
    assert (ALL_THERE.available, ALL_AWAY.available) == (2, 0)


@pytest.mark.parametrize(
    ("ago", "late"),
    [(None, True), (timedelta(0), False), (timedelta(minutes=15), False), (timedelta(minutes=16), True)],
)
def test_a_scheduler_that_has_not_run_for_15_minutes_is_late(ago: timedelta | None, late: bool) -> None:
    last = None if ago is None else NOW - ago
    assert replace(ALL_THERE, last_sweep=last).scheduler_is_late(NOW) is late
