"""A strategy sorts the agents and leaves nobody out; what is not known changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from handover.core.call.events import HuntTarget
from handover.core.call.hunting import places_together
from handover.core.call.rotation import Wanted, in_order
from handover.core.desk.config import Agent

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AGENTS = (
    Agent("anna", "Anna", "+493012345671", "en", languages=("en", "de-AT"), skills=("glass damage",)),
    Agent("ben", "Ben", "+493012345672", "de"),
    Agent("carl", "Carl", "+493012345673", "de", skills=("Hail",)),
)


@pytest.mark.parametrize(
    ("strategy", "wanted", "order"),
    [
        ("order", Wanted("de", "hail", {"anna": AT}), "anna ben carl"),
        ("longest_idle", Wanted(), "anna ben carl"),
        ("longest_idle", Wanted(last_talked={"anna": AT, "carl": AT.replace(hour=8)}), "ben carl anna"),
        ("by_language_and_skill", Wanted("de", "Hail on the roof"), "carl anna ben"),
        ("by_language_and_skill", Wanted("en-GB", "hail"), "anna carl ben"),
        ("by_language_and_skill", Wanted("de", "Glass damage!"), "anna ben carl"),
        ("by_language_and_skill", Wanted("de", "hailstones"), "anna ben carl"),
        ("by_language_and_skill", Wanted("fr", ""), "anna ben carl"),
    ],
)
def test_the_order_of_a_strategy(strategy: str, wanted: Wanted, order: str) -> None:
    assert [agent.id for agent in in_order(AGENTS, strategy, wanted)] == order.split()


def test_a_switchboard_and_a_preferred_agent_are_rung_alone() -> None:
    anna, ben, cleo = (
        HuntTarget(name, name, f"+49301234567{n}", "en") for n, name in enumerate(("anna", "ben", "cleo"))
    )
    behind = replace(ben, keys="ww12")
    assert places_together([anna, behind, cleo], ()) == [1, 3]
    assert places_together([behind, replace(cleo, keys="ww13")], ()) == [1]
    assert places_together([anna, ben, cleo], (), prefer="ben") == [2]
    assert places_together([anna, ben, cleo], ("ben",), prefer="ben") == [1, 3]
