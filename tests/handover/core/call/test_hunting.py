"""Agents are rung in the desk's order, except those who are away and the customer's own phone."""

from __future__ import annotations

from handover.core.call.events import HuntTarget
from handover.core.call.hunting import order
from handover.core.desk.config import read

AGENTS = [
    {"id": "ben", "name": "Ben", "phone": "+493012345672", "language": "de"},
    {"id": "anna", "name": "Anna", "phone": "+493012345671", "role": "lead"},
]
DESK = read({"agents": AGENTS, "countries": ["DE"], "time_zone": "Europe/Berlin"})
BEN, ANNA = HuntTarget("ben", "Ben", "+493012345672", "de"), HuntTarget("anna", "Anna", "+493012345671", "en")


def test_agents_are_rung_in_the_order_of_the_desk() -> None:
    assert order(DESK, "+491512345678") == (BEN, ANNA)


def test_an_agent_whose_phone_is_calling_is_skipped() -> None:
    assert order(DESK, ANNA.phone) == (BEN,)


def test_the_order_is_empty_if_the_only_agent_is_the_customer() -> None:
    alone = read({"agents": AGENTS[:1], "countries": ["DE"], "time_zone": "Europe/Berlin"})
    assert order(alone, BEN.phone) == ()


def test_agents_who_are_away_are_skipped() -> None:
    assert order(DESK, "+491512345678", away={"ben"}) == (ANNA,)
    assert order(DESK, "+491512345678", away={"ben", "anna"}) == ()


def test_an_unknown_agent_who_is_away_changes_nothing() -> None:
    assert order(DESK, "+491512345678", away={"carla"}) == (BEN, ANNA)
