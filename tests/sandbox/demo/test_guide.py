from __future__ import annotations

from sandbox.demo.guide import Hint, hint
from sandbox.demo.stage import Stage

from .people import ask_for_call, connect, finish, until_ringing


def now(stage: Stage) -> Hint:
    return hint(stage.customer, stage.agents, stage.record.kept.handover, begun=True)


def test_each_phase_says_what_to_do_and_where(stage: Stage) -> None:
    customer, anna, _ = (handset.phone.number for handset in stage.handsets.values())
    assert hint(stage.customer, stage.agents, None, begun=False).act.startswith("Start here")
    ask_for_call(stage)
    assert now(stage) == Hint("chat", "The call is on its way.")
    until_ringing(stage, customer)
    assert now(stage) == Hint(customer, "The customer's phone rings.", "Answer it.")
    stage.customer.phone.answer()
    stage.world.agenda.advance(5)
    assert now(stage).act.startswith("Press any key")
    stage.customer.phone.press("1")
    assert now(stage).fact.startswith("One moment")
    until_ringing(stage, anna)
    assert (now(stage).where, now(stage).fact) == (anna, "Anna's phone rings.")
    assert now(stage).act.startswith("Answer it")
    stage.world.agenda.advance(5)
    assert now(stage).act.startswith("Tap the link")
    stage.agents[0].phone.answer()
    assert now(stage).act.startswith("Press 1")


def test_the_end_leads_to_what_is_kept(stage: Stage) -> None:
    connect(stage)
    assert now(stage).fact == "Anna and the customer are connected."
    finish(stage)
    assert now(stage).where == "desk"


def test_a_mailbox_is_explained(stage: Stage) -> None:
    ask_for_call(stage)
    until_ringing(stage, stage.customer.phone.number)
    stage.customer.phone.to_mailbox()
    stage.world.agenda.advance(1)
    assert "cannot press a key" in now(stage).fact


def test_who_only_watches_is_not_told_to_do_anything() -> None:
    rings = Hint("chat", "The phone rings.", "Answer it.")
    assert (rings.text(played=False), rings.text(played=True)) == ("The phone rings. Answer it.", "The phone rings.")
    assert Hint("chat", "", "Start here.").text(played=True) == "The customer writes to the assistant."
