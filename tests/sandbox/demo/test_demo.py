"""The demo's world and its modes."""

from __future__ import annotations

import pytest

from sandbox.demo.demo import Demo
from sandbox.twilio import Manual
from sandbox.world import Parts
from tests.fakes.worlds import in_memory

from .conftest import at_once
from .steps import connect, finish


def test_a_played_demo_needs_no_hand_and_ends_with_everything_kept(demo: Demo) -> None:
    demo.set_mode("played")
    demo.world.agenda.advance(240)
    kept = demo.record.kept
    assert kept.handover is not None
    assert (kept.handover.state, kept.handover.agent and kept.handover.agent.name) == ("completed", "Anna")
    assert [line.text for line in kept.transcript if line.who == "customer"][-1] == "Yes, call me"
    assert not list(demo.world.network.console)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    ("play", "ends"),
    [
        ("booking", ["completed"]),
        ("call_back", ["no_agent", "completed"]),
        ("message", ["voicemail"]),
        ("fair", ["completed"]),
        ("transfer", ["completed"]),
        ("ring_back", ["busy", "canceled", "completed"]),
    ],
)
def test_every_play_needs_no_hand(play: str, ends: list[str], language: str) -> None:
    demo = Demo("openwhisk", at_once, in_memory(Parts(language=language)))
    demo.set_mode("played", play)
    for _ in range(60):
        demo.world.agenda.advance(5)
    assert [str(handover.state) for handover in demo.world.handovers(demo.chat.session_id)] == ends
    assert not list(demo.world.network.console)
    demo.world.close()


def test_a_play_that_is_chosen_during_another_ends_its_call_and_begins_anew(demo: Demo) -> None:
    demo.set_mode("played", "fair")
    assert demo.world.agenda.run_until(lambda: demo.customer.phone.talking_to is not None, at_most=240)
    first = demo.chat.session_id
    demo.set_mode("played", "transfer")
    demo.world.agenda.advance(240)
    assert [str(handover.state) for handover in demo.world.handovers(first)] == ["completed"]
    [second] = demo.world.handovers(demo.chat.session_id)
    assert (second.state, second.agent and second.agent.name) == ("completed", "Anna")
    assert second.hunt is not None
    assert not second.hunt.all_at_once


def test_a_play_finds_an_agent_available_who_was_away(demo: Demo) -> None:
    demo.world.storage().availability.set_away("anna", True, "anna", demo.world.agenda.now())
    demo.set_mode("played")
    demo.world.agenda.advance(240)
    [handover] = demo.world.handovers(demo.chat.session_id)
    assert (handover.state, handover.agent and handover.agent.name) == ("completed", "Anna")


def test_taking_over_by_hand_stops_the_chat_that_writes_itself(demo: Demo) -> None:
    demo.set_mode("played")
    demo.world.agenda.advance(3)
    demo.set_mode("by-hand")
    said = len(demo.chat.history)
    demo.world.agenda.advance(60)
    assert len(demo.chat.history) == said
    assert isinstance(demo.agents[0].phone.plan, Manual)


def test_a_new_chat_begins_with_nothing_to_see_of_the_last(demo: Demo) -> None:
    connect(demo)
    finish(demo)
    assert demo.record.kept.handover
    demo.open_chat()
    assert demo.activity.rows == []
    assert demo.record.kept.session_id == ""


def test_a_visitor_may_try_more_often_than_the_desk_allows_its_customers(demo: Demo) -> None:
    for _ in range(3):
        demo.open_chat()
        connect(demo)
        finish(demo)
        assert demo.record.kept.handover
        assert demo.record.kept.handover.state == "completed"


def test_a_play_with_a_plan_for_each_call_begins_with_the_first_one_again(demo: Demo) -> None:
    anna = demo.agents[0].phone
    demo.set_mode("played", "call_back")
    first = anna.plan_for_next_call()
    assert demo.world.agenda.run_until(lambda: anna.state == "ringing", at_most=300)
    assert anna.plan_for_next_call() != first
    demo.set_mode("played", "call_back")
    assert anna.plan_for_next_call() == first
