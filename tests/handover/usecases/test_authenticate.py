"""A viewer has a sign-in, which ends after its time, and when the agent leaves the desk."""

from __future__ import annotations

from typing import Any

import pytest

from handover.core.access.viewer import Viewer
from handover.usecases.authenticate import authenticate
from tests.handover.rig import ANNA, DESK, OTHER, Rig

COOKIE = {"s": "browser-1", "agent": "anna"}


def who(rig: Rig, cookie: dict[str, Any]) -> Viewer | None:
    ctx = rig.ctx()
    return authenticate(ctx, ctx.storage.desk(), cookie)


@pytest.fixture
def signed_in(rig: Rig) -> Rig:
    rig.storage.sign_ins.add(ANNA, "browser-1", rig.clock.now())
    return rig


def test_an_agent_who_is_signed_in_is_the_viewer(signed_in: Rig) -> None:
    viewer = who(signed_in, COOKIE)
    assert viewer is not None
    assert (viewer.agent.id, viewer.sign_in_id, viewer.signed_in) == ("anna", "browser-1", True)


@pytest.mark.parametrize(
    "cookie",
    [
        {"s": "browser-1"},
        {"s": "browser-1", "c": "a" * 26},
        {"s": "other", "agent": "anna"},
        {"s": "browser-1", "agent": "ben"},
        {"s": "browser-1", "agent": "nobody"},
        {"s": "browser-1", "agent": ""},
    ],
)
def test_a_cookie_without_a_sign_in_names_no_viewer(signed_in: Rig, cookie: dict[str, Any]) -> None:
    assert who(signed_in, cookie) is None


def test_a_sign_in_ends_after_twelve_hours(signed_in: Rig) -> None:
    signed_in.clock.step(12 * 3600 - 1)
    assert who(signed_in, COOKIE)
    signed_in.clock.step(1)
    assert who(signed_in, COOKIE) is None


def test_a_sign_in_counts_on_a_machine_whose_clock_is_a_second_behind(signed_in: Rig) -> None:
    """The request after the sign-in may reach another container."""
    signed_in.clock.step(-1)
    assert who(signed_in, COOKIE)


def test_a_removed_sign_in_does_not_count(signed_in: Rig) -> None:
    signed_in.storage.sign_ins.remove(ANNA, "browser-1")
    assert who(signed_in, COOKIE) is None


def test_an_agent_who_leaves_the_desk_is_signed_out_at_once(signed_in: Rig) -> None:
    signed_in.desk(agents=DESK["agents"][1:])
    assert who(signed_in, COOKIE) is None


def test_the_current_desk_json_decides_the_role(signed_in: Rig) -> None:
    signed_in.desk(agents=[{**DESK["agents"][0], "role": "lead"}])
    viewer = who(signed_in, COOKIE)
    assert viewer is not None
    assert viewer.lead


def test_an_agent_with_another_number_must_sign_in_again(signed_in: Rig) -> None:
    """The old phone may belong to another person now."""
    signed_in.desk(agents=[{**DESK["agents"][0], "phone": OTHER}, DESK["agents"][1]])
    assert who(signed_in, COOKIE) is None
