"""Who of several customers gets an agent who is free, and how long the phones ring."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from handover.core.call import hunting
from handover.core.call.events import EventKind, HuntTarget, Timeline, frozen_order
from handover.core.call.hunt import Hunt, hunt_of
from handover.core.call.hunting import InLine, Others
from handover.core.call.wrapping_up import PAUSE
from tests.handover.core.call.story import AGENTS, at, event

ORDER = frozen_order({"agents": AGENTS})
ANNA, BEN = (agent.id for agent in ORDER)


def waits(began: float, *more: Any) -> Hunt:
    """Returns the hunt of a customer who pressed a key then and waits in line."""
    hunt = event(EventKind.HUNT, began, agents=list(AGENTS), first=0, patience=90)
    found = hunt_of(Timeline([hunt, event(EventKind.WAITING, began, 3), *more]))
    assert found is not None
    return found


def line(*began: float) -> tuple[InLine, ...]:
    return tuple(InLine(f"id-{n}", waits(second)) for n, second in enumerate(began))


def test_an_engaged_agent_is_not_free() -> None:
    others = Others(engaged=frozenset({ANNA}))
    assert hunting.not_free(others, ORDER, at(50), (at(50), "me")) == {ANNA}


def test_the_customers_ahead_get_one_agent_each_and_the_next_one_is_free() -> None:
    others = Others(line=line(10))
    assert hunting.not_free(others, ORDER, at(50), (at(20), "me")) == {ANNA}
    assert hunting.not_free(Others(line=line(10, 11)), ORDER, at(50), (at(20), "me")) == {ANNA, BEN}


def test_customers_behind_take_nobody() -> None:
    assert hunting.not_free(Others(line=line(30)), ORDER, at(50), (at(20), "me")) == set()


def test_of_two_who_pressed_in_the_same_moment_the_id_decides() -> None:
    others = Others(line=line(20))
    assert hunting.not_free(others, ORDER, at(50), (at(20), "a-smaller-id")) == set()
    assert hunting.not_free(others, ORDER, at(50), (at(20), "z-larger-id")) == {ANNA}


def test_who_waits_ahead_does_not_keep_an_agent_who_passed_them_on() -> None:
    passed = (event(EventKind.PASSED, 25, 1), event(EventKind.MISSED, 26, 1, status="completed", next=0))
    others = Others(line=(InLine("ahead", waits(10, *passed)),))
    assert hunting.not_free(others, ORDER, at(60), (at(20), "me")) == {BEN}


@pytest.mark.parametrize(("after", "taken", "place"), [(0, (), 1), (0, (ANNA,), 2), (1, (), 2), (2, (), 0)])
def test_the_next_place_is_the_next_free_agent(after: int, taken: tuple[str, ...], place: int) -> None:
    assert hunting.next_place(ORDER, after, taken) == place
    assert hunting.next_place(ORDER, 0, (ANNA, BEN)) == 0


def test_an_agent_who_did_not_answer_is_rung_again_after_a_pause() -> None:
    hunt = waits(10, event(EventKind.MISSED, 40, 1, status="no-answer", next=0))
    assert _again(hunt, 41, {BEN}) is None
    assert _again(hunt, 40 + PAUSE.total_seconds(), {BEN}) == ORDER[0]


def test_an_agent_who_passed_is_not_rung_again() -> None:
    hunt = waits(10, event(EventKind.PASSED, 39, 1), event(EventKind.MISSED, 40, 1, next=0))
    assert _again(hunt, 500, {BEN}) is None
    assert hunting.may_wait(hunt, ORDER)
    assert not hunting.may_wait(hunt, ORDER[:1])
    assert not hunting.may_wait(hunt, ())


@pytest.mark.parametrize(("left", "rings"), [(90.0, 20), (15.5, 15), (3.0, 10), (0.0, 10)])
def test_a_phone_rings_no_longer_than_the_patience_that_is_left(left: float, rings: int) -> None:
    assert hunting.ring_seconds(20, left) == rings


@pytest.mark.parametrize(("second", "left"), [(10, 90.0), (40, 60.0), (100, 0.0), (500, 0.0)])
def test_patience_counts_from_the_key_press(second: float, left: float) -> None:
    assert hunting.left(at(10), timedelta(seconds=90), at(second)) == left


def _again(hunt: Hunt, second: float, taken: set[str]) -> HuntTarget | None:
    return hunting.again(hunt, ORDER, taken, at(second))
