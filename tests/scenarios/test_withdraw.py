""" "Don't call me again": from the chat to the phone, and back to a call that the customer wants after all."""

from __future__ import annotations

from sandbox.twilio import LetsRing
from sandbox.world import World
from tests.scenarios.people import TAKES_IT, ask, ask_for_call, customer_calls, finish, ready, start

NUMBER = "+493012345678"


def listed(world: World) -> bool:
    return world.storage().do_not_call.has(NUMBER)


def test_a_ringing_call_ends_and_no_chat_calls_the_number_again(world: World) -> None:
    ready(world, customer=LetsRing())
    chat = ask_for_call(world)
    world.agenda.advance(3)
    chat.say("don't call me again")
    finish(world)
    assert listed(world)
    assert [call.over for call in customer_calls(world)] == [True]
    assert start(world, session="another", consent={"question": "OK?", "answer": "no"})["reason"] == "do_not_call"
    assert len(customer_calls(world)) == 1


def test_a_customer_who_agrees_once_more_is_called(world: World) -> None:
    ready(world, customer=LetsRing(), agents=(TAKES_IT, TAKES_IT))
    ask_for_call(world).say("please never call me again")
    finish(world)
    world.agenda.advance(3600)
    chat = ask_for_call(world)
    assert len(customer_calls(world)) == 1, "the chat is told first"
    for line in ("call me", NUMBER, "yes"):
        chat.say(line)
    finish(world)
    assert len(customer_calls(world)) == 2
    assert not listed(world)


def test_the_scheduler_writes_the_whole_history(world: World) -> None:
    ready(world, agents=(TAKES_IT, TAKES_IT))
    ask_for_call(world)
    finish(world)
    world.agenda.advance(900)
    chains = world.storage().consents
    person = chains.person(NUMBER)
    assert [body["kind"] for _, body in chains.chain(person)] == ["given", "used"]
    assert ask(world, "withdraw", session="another", phone_number=NUMBER)["ok"]
    assert [body["kind"] for _, body in chains.chain(person)] == ["given", "used", "withdrawn"]
    assert chains.broken_at(person) is None
