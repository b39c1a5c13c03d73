"""Storage fails at any step: nothing is dialled without a claim, the chat promises no call that was not placed, and calls in
progress go on."""

from __future__ import annotations

import pytest

from handover.core.call.state import State
from sandbox.bucket import StorageFault
from sandbox.twilio import LetsRing
from sandbox.world import World
from tests.scenarios.people import TAKES_IT, ask, customer_calls, errors, finish, ready, start

DOWN = StorageFault(status=503)


def test_storage_down_from_the_start_refuses_and_dials_nothing(world: World) -> None:
    ready(world)
    world.bucket.faults.add(DOWN, times=None)
    told = start(world)
    assert (told["ok"], told["reason"]) == (False, "storage_unavailable")
    assert customer_calls(world) == []
    world.bucket.faults.clear()
    world.agenda.advance(60)
    assert start(world)["ok"]


@pytest.mark.parametrize("part", ["session", "requested", "number", "total", "proof"])
def test_a_claim_that_cannot_be_made_dials_nothing(world: World, part: str) -> None:
    ready(world)
    world.bucket.faults.add(DOWN, when=lambda method, key: method == "PUT" and part in key, times=None)
    told = start(world)
    assert (told["ok"], told["reason"]) == (False, "storage_unavailable")
    assert customer_calls(world) == []


@pytest.mark.parametrize("part", ["session", "requested", "number", "total"])
def test_a_claim_whose_answer_was_lost_is_still_mine(world: World, part: str) -> None:
    ready(world)
    lost = StorageFault(cut_after=True)
    world.bucket.faults.add(lost, when=lambda method, key: method == "PUT" and part in key, times=1)
    assert start(world)["status"] == "dialing"
    assert len(customer_calls(world)) == 1


@pytest.mark.parametrize("part", ["placed", "live"])
def test_what_only_helps_later_may_fail(world: World, part: str) -> None:
    ready(world, agents=(TAKES_IT, TAKES_IT))
    world.bucket.faults.add(DOWN, when=lambda method, key: method == "PUT" and part in key, times=None)
    assert start(world)["status"] == "dialing"
    assert start(world)["already"] is True
    finish(world)
    assert len(customer_calls(world)) == 1
    assert world.handover("session-1").state is State.COMPLETED


def test_storage_down_when_the_customer_answers_is_an_apology(world: World) -> None:
    ready(world)
    start(world)
    world.agenda.run_until(lambda: world.customer.state == "ringing")
    world.bucket.faults.add(DOWN, times=None)
    finish(world)
    assert "something went wrong on our side" in _heard(world)
    assert all(phone.heard == [] for phone in world.agents)
    assert 11200 not in errors(world)


def test_storage_down_when_a_key_is_pressed_is_an_apology(world: World) -> None:
    ready(world)
    start(world)
    world.agenda.run_until(lambda: world.customer.asked)
    world.bucket.faults.add(DOWN, times=None)
    finish(world)
    assert "something went wrong on our side" in _heard(world)


@pytest.mark.parametrize("moment", ["ringing", "asked"])
def test_storage_down_on_the_agents_leg_hangs_up_that_leg(world: World, moment: str) -> None:
    """Otherwise an agent would be bridged whose acceptance is not stored."""
    ready(world, agents=(TAKES_IT, TAKES_IT))
    start(world)
    anna = world.agents[0]
    world.agenda.run_until(lambda: anna.state == "ringing" if moment == "ringing" else anna.asked)
    world.bucket.faults.add(DOWN, times=None)
    world.agenda.run_until(lambda: anna.state == "idle", at_most=60)
    assert world.customer.talking_to is None
    world.bucket.faults.clear()
    finish(world)


def test_a_missed_agent_that_cannot_be_noted_does_not_end_the_hunt(world: World) -> None:
    ready(world, agents=(LetsRing(), TAKES_IT))
    world.bucket.faults.add(DOWN, when=lambda method, key: method == "PUT" and "missed" in key, times=None)
    start(world)
    finish(world)
    handover = world.handover("session-1")
    assert handover.state is State.COMPLETED
    assert handover.agent
    assert handover.agent.id == "ben"


def test_a_desk_that_changes_in_the_middle_of_a_call_changes_nothing_of_it(world: World) -> None:
    """The order of agents and the ring time are fixed when the key is pressed."""
    ready(world, agents=(LetsRing(), TAKES_IT))
    start(world)
    world.agenda.run_until(lambda: world.agents[0].state == "ringing")
    world.bucket.faults.add(DOWN, when=lambda method, key: key.endswith("desk.json"), times=None)
    world.agenda.advance(5)
    finish(world)
    assert world.handover("session-1").state is State.COMPLETED


def test_slow_storage_leaves_no_time_and_no_call(world: World) -> None:
    ready(world)
    start(world, session="warm", number="+493012345699")
    world.bucket.faults.add(
        StorageFault(seconds=2.0), when=lambda _, key: "number" in key or "total" in key, times=None
    )
    told = start(world)
    assert not told["ok"]
    assert told["reason"] in ("storage_unavailable", "telephone_unavailable")
    assert [call.to for call in customer_calls(world)] == ["+493012345699"]


def test_storage_down_when_asked_how_it_stands_says_so(world: World) -> None:
    ready(world)
    start(world)
    world.bucket.faults.add(DOWN, times=None)
    for action in ("call_status", "cancel_call"):
        told = ask(world, action)
        assert (told["ok"], told["reason"]) == (False, "storage_unavailable")
        assert "did not place" not in told["message"], "a phone may be ringing"


def _heard(world: World) -> str:
    return " ".join(caption.text for caption in world.customer.heard)
