"""Twilio fails to create a call: the chat promises no call that was not placed, and one that may have been placed is not
placed again."""

from __future__ import annotations

import pytest

from handover.core.call.state import State
from sandbox.twilio import Cut, NoSid, ServerError, Silence, TooManyRequests, Unavailable
from sandbox.twilio.rest.faults import Fault
from sandbox.world import World
from tests.scenarios.people import TAKES_IT, ask, customer_calls, finish, ready, start


@pytest.fixture(autouse=True)
def everybody_is_ready(world: World) -> None:
    ready(world, agents=(TAKES_IT, TAKES_IT))


@pytest.mark.parametrize("fault", [TooManyRequests(), Unavailable()])
def test_what_twilio_surely_did_not_take_is_tried_again(world: World, fault: Fault) -> None:
    world.network.faults.next(fault)
    assert start(world)["status"] == "dialing"
    assert len(customer_calls(world)) == 1


@pytest.mark.parametrize("fault", [TooManyRequests(), Unavailable()])
def test_what_twilio_never_takes_is_told_and_may_be_asked_for_again(world: World, fault: Fault) -> None:
    world.network.faults.next(fault, fault, fault)
    told = start(world)
    assert (told["ok"], told["reason"]) == (False, "telephone_unavailable")
    assert customer_calls(world) == []
    assert start(world)["ok"]
    assert len(customer_calls(world)) == 1


@pytest.mark.parametrize("fault", [ServerError(accepted=True), Cut(accepted=True), NoSid()])
def test_a_call_whose_answer_was_lost_is_not_placed_twice(world: World, fault: Fault) -> None:
    world.network.faults.next(fault)
    told = start(world)
    assert (told["ok"], told["status"]) == (True, "unconfirmed")
    assert start(world)["already"] is True
    assert len(customer_calls(world)) == 1
    finish(world)
    assert world.handover("session-1").state is State.COMPLETED


@pytest.mark.parametrize("fault", [ServerError(accepted=False), Cut(accepted=False)])
def test_a_call_that_was_never_placed_is_settled_by_two_looks(world: World, fault: Fault) -> None:
    world.network.faults.next(fault)
    assert start(world)["status"] == "unconfirmed"
    assert ask(world, "call_status")["status"] == "unconfirmed"
    world.agenda.advance(90)
    assert start(world)["status"] == "unconfirmed"
    world.agenda.advance(60)
    assert ask(world, "call_status")["status"] == "failed"
    assert customer_calls(world) == []
    assert start(world)["status"] == "dialing"
    assert len(customer_calls(world)) == 1


def test_silence_is_waited_for_only_as_long_as_the_chat_waits(world: World) -> None:
    world.network.faults.next(Silence(accepted=True, seconds=8))
    assert start(world)["status"] == "unconfirmed"
    finish(world)
    assert world.handover("session-1").state is State.COMPLETED


@pytest.mark.parametrize(
    ("attribute", "value", "reason"),
    [
        ("premium", ("+4930",), "number_type_not_allowed"),
        ("countries", ("+1",), "country_not_allowed"),
        ("blocked", ("+4930",), "country_not_allowed"),
        ("unroutable", ("+493012345678",), "telephone_unavailable"),
    ],
)
def test_twilios_refusals_have_stable_words(world: World, attribute: str, value: object, reason: str) -> None:
    setattr(world.account, attribute, value)
    told = start(world)
    assert (told["ok"], told["reason"]) == (False, reason)
    assert world.handover("session-1").state is State.REFUSED
    assert customer_calls(world) == []


def test_wrong_credentials_are_the_operators_business(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.account.auth_token = "another-token-0123456789abcdefgh"
    assert start(world)["reason"] == "telephone_unavailable"
    logged = capsys.readouterr().out
    assert "20003" in logged
    assert "TWILIO_AUTH_TOKEN" in logged
    assert world.settings["TWILIO_AUTH_TOKEN"] not in logged
