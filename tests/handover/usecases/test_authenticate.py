"""Nobody is signed in without a seat, and no seat lasts: not over its time, not over the agent's leaving."""

from __future__ import annotations

from typing import Any

import pytest

from handover.core.access.viewer import Viewer
from handover.usecases.authenticate import authenticate
from tests.handover.rig import ANNA, DESK, OTHER, Rig

CARD = {"s": "seat", "agent": "anna"}


def who(rig: Rig, card: dict[str, Any]) -> Viewer | None:
    ctx = rig.ctx()
    return authenticate(ctx, ctx.storage.desk(), card)


@pytest.fixture
def seated(rig: Rig) -> Rig:
    rig.storage.sign_ins.add(ANNA, "seat", rig.clock.now())
    return rig


def test_an_agent_who_is_signed_in_is_the_viewer(seated: Rig) -> None:
    viewer = who(seated, CARD)
    assert viewer is not None
    assert (viewer.agent.id, viewer.sign_in_id, viewer.signed_in) == ("anna", "seat", True)


@pytest.mark.parametrize(
    "card",
    [
        {"s": "seat"},
        {"s": "seat", "c": "a" * 26},
        {"s": "other", "agent": "anna"},
        {"s": "seat", "agent": "ben"},
        {"s": "seat", "agent": "nobody"},
        {"s": "seat", "agent": ""},
    ],
)
def test_a_cookie_without_a_sign_in_names_no_viewer(seated: Rig, card: dict[str, Any]) -> None:
    assert who(seated, card) is None


def test_a_sign_in_ends_after_twelve_hours(seated: Rig) -> None:
    seated.clock.step(12 * 3600 - 1)
    assert who(seated, CARD)
    seated.clock.step(1)
    assert who(seated, CARD) is None


def test_a_sign_in_counts_on_a_machine_whose_clock_is_a_second_behind(seated: Rig) -> None:
    """Whoever has just signed in may be answered by another container."""
    seated.clock.step(-1)
    assert who(seated, CARD)


def test_a_removed_sign_in_does_not_count(seated: Rig) -> None:
    seated.storage.sign_ins.remove(ANNA, "seat")
    assert who(seated, CARD) is None


def test_an_agent_who_leaves_the_desk_is_signed_out_at_once(seated: Rig) -> None:
    seated.desk(agents=DESK["agents"][1:])
    assert who(seated, CARD) is None


def test_the_current_desk_json_decides_the_role(seated: Rig) -> None:
    seated.desk(agents=[{**DESK["agents"][0], "role": "lead"}])
    viewer = who(seated, CARD)
    assert viewer is not None
    assert viewer.lead


def test_an_agent_with_another_number_must_sign_in_again(seated: Rig) -> None:
    """The old phone may be in a stranger's hands."""
    seated.desk(agents=[{**DESK["agents"][0], "phone": OTHER}, DESK["agents"][1]])
    assert who(seated, CARD) is None
