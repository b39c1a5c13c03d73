"""The hint on the demo's page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handover.core.call.state import State
from sandbox.demo.commands import run_command
from sandbox.demo.demo import Demo
from sandbox.demo.guide import Hint, Situation, hint
from sandbox.demo.words import ENGLISH
from sandbox.twilio import Answers, LeaveMessage, Rejects

from .steps import ask_for_call, connect, finish, until_ringing


def now(demo: Demo) -> Hint:
    kept = demo.record.kept
    return hint(Situation(demo.customer, demo.agents, kept.handover, begun=True, events=kept.events))


def test_each_phase_says_what_to_do_and_where(demo: Demo) -> None:
    customer, anna, _ = (handset.phone.number for handset in demo.handsets.values())
    assert hint(Situation(demo.customer, demo.agents, None, begun=False)).act.startswith("Start here")
    ask_for_call(demo)
    assert now(demo) == Hint("chat", "The call is on its way.")
    until_ringing(demo, customer)
    assert now(demo) == Hint(customer, "The customer's phone rings.", "Answer it.")
    demo.customer.phone.answer()
    demo.world.agenda.advance(5)
    assert now(demo).act.startswith("Press any key")
    demo.customer.phone.press("1")
    assert now(demo).fact.startswith("One moment")
    until_ringing(demo, anna)
    assert (now(demo).where, now(demo).fact) == (anna, "Anna's phone rings.")
    assert now(demo).act.startswith("Answer it")
    demo.world.agenda.advance(5)
    assert now(demo).act.startswith("Tap the link")
    demo.agents[0].phone.answer()
    assert now(demo).act.startswith("Press 1")


def test_the_end_leads_to_what_is_kept(demo: Demo) -> None:
    connect(demo)
    assert now(demo).fact == "Anna and the customer are connected."
    finish(demo)
    assert now(demo).where == "desk"
    assert now(demo).act.startswith("Write in the chat to rate the call")


def test_a_call_to_a_phone_that_is_not_on_the_page_is_explained(demo: Demo) -> None:
    for line in ("Please call me", "030 23125123", "skip", "yes"):
        run_command(demo, "say", {"text": line})
    assert now(demo).fact.startswith("The call goes to a number that is not on this page")
    assert now(demo).act.endswith("on +49 30 12345678.")


def test_a_mailbox_is_explained(demo: Demo) -> None:
    ask_for_call(demo)
    until_ringing(demo, demo.customer.phone.number)
    demo.customer.phone.to_mailbox()
    demo.world.agenda.advance(1)
    assert "cannot press a key" in now(demo).fact


def test_who_only_watches_is_not_told_to_do_anything() -> None:
    rings = Hint("chat", "The phone rings.", "Answer it.")
    assert (rings.text(played=False), rings.text(played=True)) == ("The phone rings. Answer it.", "The phone rings.")
    assert Hint("chat", "", "Start here.").text(played=True) == "The customer writes to the assistant."


def test_an_agent_is_promised_only_if_a_phone_rings_then(demo: Demo) -> None:
    for handset in demo.agents:
        handset.phone.plan = Rejects(after=1)
    ask_for_call(demo)
    until_ringing(demo, demo.customer.phone.number)
    demo.customer.phone.answer()
    demo.world.agenda.advance(10)
    demo.customer.phone.press("1")
    facts = [now(demo).fact]
    while demo.customer.phone.state == "connected":
        demo.world.agenda.advance(1)
        if now(demo).fact != facts[-1]:
            facts.append(now(demo).fact)
    promised = [n for n, fact in enumerate(facts) if fact.startswith("One moment")]
    assert promised[0] == 0
    assert all(facts[n + 1].endswith("phone rings.") for n in promised)
    assert "Nobody is free, so the customer waits on the phone." in facts
    assert not [fact for fact in facts if "_" in fact]


def test_the_customer_who_rings_us_is_told_what_to_press(demo: Demo) -> None:
    run_command(demo, "dial", {"phone": demo.customer.phone.number})
    demo.world.agenda.advance(3)
    assert now(demo).fact == "The customer rings our number and hears who we are."
    assert now(demo).act.startswith("Press any key")


def test_a_caller_without_a_request_is_promised_nobody(demo: Demo) -> None:
    run_command(demo, "dial", {"phone": demo.customer.phone.number})
    demo.world.agenda.advance(3)
    demo.customer.phone.press("5")
    demo.world.agenda.advance(2)
    demo.world.agenda.run_until(lambda: demo.customer.phone.listening, at_most=60)
    assert now(demo).fact.startswith("No call is open for the customer")
    demo.customer.phone.press("1")
    seen = set()
    for _ in range(40):
        demo.world.agenda.advance(1)
        seen.add(now(demo).fact)
    assert "The customer's message is recorded." in seen
    assert not [fact for fact in seen if fact.startswith("One moment")]


#: What must not be said of a state: no phone rings for sure, or somebody is asked for a key who is not.
_UNTRUE = {
    State.UNCONFIRMED: ("on its way", "will ring"),
    State.RINGING: ("The call is on its way",),
}


@pytest.mark.parametrize("state", State)
def test_with_all_phones_idle_the_hint_of_each_state_is_true(demo: Demo, state: State) -> None:
    ask_for_call(demo)
    kept = demo.record.kept.handover
    assert kept
    said = hint(Situation(demo.customer, demo.agents, replace(kept, state=state), begun=True)).text(played=False)
    assert said
    assert "_" not in said
    assert not [words for words in _UNTRUE.get(state, ()) if words in said]


@pytest.mark.parametrize(
    ("proof", "fact"),
    [("digit", "asked for the digit"), ("none", "without a key"), ("", "hears who calls")],
)
def test_the_proof_decides_what_the_customer_is_asked_for(demo: Demo, proof: str, fact: str) -> None:
    ask_for_call(demo)
    until_ringing(demo, demo.customer.phone.number)
    demo.customer.phone.answer()
    demo.world.agenda.advance(1)
    kept = demo.record.kept.handover
    assert kept
    assert fact in hint(Situation(demo.customer, demo.agents, replace(kept, proof=proof), begun=True)).fact


def test_a_booked_call_leads_to_the_clock(demo: Demo) -> None:
    demo.customer.phone.plan = Rejects(after=1)
    ask_for_call(demo)
    demo.world.agenda.advance(60)
    assert now(demo).fact == "Nobody was reached, so the call will be tried once more."
    run_command(demo, "move_clock", {"to": "booking"})
    until_ringing(demo, demo.customer.phone.number)


def test_an_agent_who_presses_star_and_the_colleague_are_told_their_keys(demo: Demo) -> None:
    connect(demo)
    anna, ben = (agent.phone for agent in demo.agents)
    demo.world.agenda.advance(5)
    run_command(demo, "press", {"phone": anna.number, "keys": "*"})
    demo.world.agenda.advance(2)
    assert now(demo) == Hint(anna.number, *_texts("agent_asks", "Anna"))
    run_command(demo, "press", {"phone": anna.number, "keys": "1"})
    until_ringing(demo, ben.number)
    demo.world.agenda.advance(5)
    assert (now(demo).where, now(demo).fact) == (ben.number, "Ben's phone rings.")
    ben.answer()
    demo.world.agenda.advance(1)
    assert now(demo) == Hint(ben.number, *_texts("colleague_hears", "Ben"))
    ben.press("1")
    demo.world.agenda.advance(15)
    assert now(demo).fact.endswith("are connected.")


def test_a_promised_call_back_leads_to_the_clock_at_once(demo: Demo) -> None:
    customer, anna = demo.customer.phone, demo.agents[0].phone
    ask_for_call(demo)
    until_ringing(demo, customer.number)
    customer.answer()
    demo.world.agenda.advance(5)
    customer.press("1")
    until_ringing(demo, anna.number)
    anna.answer()
    demo.world.agenda.advance(5)
    anna.press("3")
    assert demo.world.agenda.run_until(lambda: customer.state == "idle", at_most=30)
    demo.world.agenda.advance(3)
    assert now(demo).fact == "A call is booked."


def _texts(name: str, agent: str) -> tuple[str, str]:
    return ENGLISH.text(f"hint.{name}", agent=agent), ENGLISH.text(f"hint.{name}_act")


def test_the_hint_follows_a_message_and_promises_nobody(demo: Demo) -> None:
    for handset in demo.agents:
        handset.phone.plan = Rejects(after=1)
    ask_for_call(demo)
    demo.customer.phone.plan = Answers(
        after=2, then=(LeaveMessage("This is Ada. Please call me back about the hail on my car."),)
    )
    seen: list[str] = []
    for _ in range(300):
        demo.world.agenda.advance(1)
        if not seen or seen[-1] != now(demo).fact:
            seen.append(now(demo).fact)
    from_there = seen[seen.index("No agent took the call.") :]
    assert "The customer's message is recorded." in from_there
    assert not [fact for fact in from_there if fact.startswith("One moment")]
    assert seen[-1] == "The customer has left a message."
