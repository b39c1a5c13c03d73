"""On duty are the agents who may be rung; one of them is free if surely not all of them talk."""

from __future__ import annotations

import pytest

from handover.core.desk.config import read
from handover.core.desk.on_duty import on_duty, somebody_is_free

ANNA, BEN = "+493012345671", "+493012345672"
DESK = read(
    {
        "agents": [{"id": "anna", "name": "Anna", "phone": ANNA}, {"id": "ben", "name": "Ben", "phone": BEN}],
        "countries": ["DE"],
        "time_zone": "Europe/Berlin",
    }
)


def test_agents_who_are_away_or_are_the_customer_are_not_rung() -> None:
    assert [agent.id for agent in on_duty(DESK, ())] == ["anna", "ben"]
    assert [agent.id for agent in on_duty(DESK, {"anna"})] == ["ben"]
    assert [agent.id for agent in on_duty(DESK, (), BEN)] == ["anna"]
    assert on_duty(DESK, {"anna"}, BEN) == ()


@pytest.mark.parametrize(
    ("talking", "unknown", "free"),
    [
        ((), 0, True),
        (("anna",), 0, True),
        (("anna", "ben"), 0, False),
        ((), 1, True),
        ((), 2, False),
        (("anna",), 1, False),
        (("carla",), 1, True),
    ],
)
def test_somebody_is_free_if_surely_not_all_talk(talking: tuple[str, ...], unknown: int, free: bool) -> None:
    assert somebody_is_free(DESK.agents, talking, unknown) is free


def test_nobody_on_duty_is_nobody_free() -> None:
    assert somebody_is_free((), ()) is False
