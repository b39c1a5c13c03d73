from __future__ import annotations

from sandbox.demo.stage import Stage
from sandbox.twilio import Manual

from .people import connect, finish


def test_a_played_demo_needs_no_hand_and_ends_with_everything_kept(stage: Stage) -> None:
    stage.set_mode("played")
    stage.world.agenda.advance(240)
    kept = stage.record.kept
    assert kept.handover is not None
    assert (kept.handover.state, kept.handover.agent and kept.handover.agent.name) == ("completed", "Ben")
    assert [line.text for line in kept.transcript if line.who == "customer"][-1] == "yes"
    assert not list(stage.world.network.console)


def test_taking_over_by_hand_stops_the_chat_that_writes_itself(stage: Stage) -> None:
    stage.set_mode("played")
    stage.world.agenda.advance(3)
    stage.set_mode("by-hand")
    said = len(stage.chat.history)
    stage.world.agenda.advance(60)
    assert len(stage.chat.history) == said
    assert isinstance(stage.agents[0].phone.plan, Manual)


def test_a_new_chat_begins_with_nothing_to_see_of_the_last(stage: Stage) -> None:
    connect(stage)
    finish(stage)
    assert stage.record.kept.handover
    stage.open_chat()
    assert stage.happenings.rows == []
    assert stage.record.kept.session_id == ""


def test_a_visitor_may_try_more_often_than_the_desk_allows_its_customers(stage: Stage) -> None:
    for _ in range(3):
        stage.open_chat()
        connect(stage)
        finish(stage)
        assert stage.record.kept.handover
        assert stage.record.kept.handover.state == "completed"
