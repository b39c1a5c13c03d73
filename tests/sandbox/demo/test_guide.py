from __future__ import annotations

from sandbox.demo.guide import Hint, hint
from sandbox.demo.stage import Stage

from .people import ask_for_call, connect, finish, until_ringing


def now(stage: Stage) -> Hint:
    return hint(stage.customer, stage.agents, stage.record.kept.handover, begun=True)


def test_each_phase_says_what_to_do_and_where(stage: Stage) -> None:
    customer, anna, _ = (handset.phone.number for handset in stage.handsets.values())
    assert hint(stage.customer, stage.agents, None, begun=False).text.startswith("Start here")
    ask_for_call(stage)
    assert now(stage) == Hint("The call is on its way.", "chat")
    until_ringing(stage, customer)
    assert (now(stage).where, "rings" in now(stage).text) == (customer, True)
    stage.customer.phone.answer()
    stage.world.agenda.advance(5)
    assert now(stage).text.startswith("Press any key")
    stage.customer.phone.press("1")
    assert now(stage).text.startswith("One moment")
    until_ringing(stage, anna)
    assert (now(stage).where, "Anna's phone rings" in now(stage).text) == (anna, True)
    stage.agents[0].phone.answer()
    assert "press 1" in now(stage).text


def test_the_end_leads_to_what_is_kept(stage: Stage) -> None:
    connect(stage)
    assert "Anna and the customer are connected" in now(stage).text
    finish(stage)
    assert now(stage).where == "desk"


def test_a_mailbox_is_explained(stage: Stage) -> None:
    ask_for_call(stage)
    until_ringing(stage, stage.customer.phone.number)
    stage.customer.phone.to_mailbox()
    stage.world.agenda.advance(1)
    assert "cannot press a key" in now(stage).text
