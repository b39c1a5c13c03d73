"""A booked call needs an agent: a time counts if the desk is open and an agent works then."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from handover.core.desk.booking_time import problem_of
from handover.core.desk.config import Desk, DeskError, read
from handover.core.desk.staffed import is_staffed, next_staffed

ANNA = {"id": "anna", "name": "Anna", "phone": "+493012345671"}
BEN = {"id": "ben", "name": "Ben", "phone": "+493012345672"}
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # 10:00 in Berlin


def desk(*agents: dict[str, Any], **more: Any) -> Desk:
    return read({"agents": list(agents), "countries": ["DE"], "time_zone": "Europe/Berlin", **more})


def test_a_time_at_which_nobody_works_cannot_be_booked() -> None:
    found = desk({**ANNA, "hours": {"monday": ["14:00-18:00"]}}, hours={"monday": ["08:00-17:00"]})
    assert not is_staffed(found, MONDAY)
    assert next_staffed(found, MONDAY) == MONDAY.replace(hour=13)
    assert problem_of(found, "", MONDAY.replace(hour=10), MONDAY) == "closed"
    assert problem_of(found, "", MONDAY.replace(hour=14), MONDAY) is None
    assert next_staffed(found, MONDAY.replace(hour=17)) == datetime(2026, 11, 30, 13, 0, tzinfo=UTC)


def test_one_agent_without_own_hours_is_enough() -> None:
    assert is_staffed(desk({**ANNA, "hours": {"friday": ["14:00-18:00"]}}, BEN), MONDAY)


def test_own_hours_are_in_the_agents_own_zone() -> None:
    hours = {"monday": ["14:00-15:00"]}  # 09:30 to 10:30 in Berlin
    assert is_staffed(desk({**ANNA, "hours": hours, "time_zone": "Asia/Kolkata"}), MONDAY)


@pytest.mark.parametrize(
    ("hours", "rule"),
    [
        ({}, "agents[0].hours: the agent would never be rung"),
        ({"monday": []}, "agents[0].hours: the agent would never be rung"),
        ({"monday": ["18:00-08:00"]}, "agents[0].hours.monday[0]: a span must end after it begins"),
        ({"sunday": ["08:00-12:00"]}, "agents[0].hours: they never fall into the desk's hours"),
    ],
)
def test_own_hours_that_never_come_are_refused(hours: dict[str, Any], rule: str) -> None:
    with pytest.raises(DeskError, match="hours") as error:
        desk({**ANNA, "hours": hours}, hours={"monday": ["08:00-17:00"]})
    assert rule in str(error.value)
