"""The lead's page shows why calls are refused, exactly when a chat's request would be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handover.core.desk.config import read
from handover.core.desk.status import AgentStatus, AvailabilityChange, DeskStatus

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AGENTS = [
    {"id": "anna", "name": "Anna", "phone": "+493012345671"},
    {"id": "ben", "name": "Ben", "phone": "+493012345672"},
]
DESK = read({"agents": AGENTS, "countries": ["DE"], "time_zone": "Europe/Berlin", "limits": {"calls_per_day": 5}})
ON = AvailabilityChange("anna", NOW)
ALL_THERE = DeskStatus(tuple(AgentStatus(agent) for agent in DESK.agents), calls_today=4)
ALL_AWAY = DeskStatus(tuple(AgentStatus(agent, ON) for agent in DESK.agents), calls_today=4)


@pytest.mark.parametrize(
    ("status", "paused_by_file", "is_open", "reason"),
    [
        (ALL_THERE, False, True, ""),
        (replace(ALL_THERE, agents=(*ALL_THERE.agents[:1], AgentStatus(DESK.agents[1], ON))), False, True, ""),
        (replace(ALL_THERE, paused=ON), False, True, "desk_paused"),
        (ALL_THERE, True, True, "desk_paused"),
        (ALL_AWAY, False, True, "no_agents"),
        (DeskStatus((), calls_today=0), False, True, "no_agents"),
        (ALL_THERE, False, False, "closed"),
        (replace(ALL_THERE, calls_today=5), False, True, "limit_reached"),
        (replace(ALL_AWAY, paused=ON, calls_today=5), False, False, "desk_paused"),
        (ALL_AWAY, False, False, "no_agents"),
    ],
)
def test_why_the_desk_refuses_calls(status: DeskStatus, paused_by_file: bool, is_open: bool, reason: str) -> None:
    assert status.stopped_by(replace(DESK, paused=paused_by_file), is_open) == reason


def test_available_agents_are_counted() -> None:
    assert (ALL_THERE.available, ALL_AWAY.available) == (2, 0)


@pytest.mark.parametrize(
    ("ago", "late"),
    [(None, True), (timedelta(0), False), (timedelta(minutes=15), False), (timedelta(minutes=16), True)],
)
def test_a_scheduler_that_has_not_run_for_15_minutes_is_late(ago: timedelta | None, late: bool) -> None:
    last = None if ago is None else NOW - ago
    assert replace(ALL_THERE, last_sweep=last).scheduler_is_late(NOW) is late
