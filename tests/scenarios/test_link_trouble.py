"""A link that cannot be sent, or not surely, is recorded and not sent again, and the call goes on."""

from __future__ import annotations

import pytest

from handover.core.call.state import State
from sandbox.bucket import StorageFault
from sandbox.twilio import (
    Cut,
    LetsRing,
    NoSid,
    ServerError,
    Silence,
    TooManyRequests,
    Unavailable,
)
from sandbox.twilio.rest.faults import Fault
from sandbox.world import World
from tests.scenarios.links import call_begins, legs, of_messages, texted_numbers
from tests.scenarios.people import TAKES_IT, errors, finish, ready


def test_an_agent_whose_phone_takes_no_texts_is_called_all_the_same(world: World) -> None:
    ready(world, agents=(TAKES_IT, LetsRing()))
    world.account.landlines = (world.agents[0].number,)
    handover_id = call_begins(world)
    finish(world)
    assert world.handover("session-1").state is State.COMPLETED
    assert legs(world, handover_id) == [(1, "link"), (1, "link-refused")]
    assert world.agents[0].messages == []
    assert errors(world) == []


@pytest.mark.parametrize(
    ("fault", "noted", "arrives"),
    [
        (TooManyRequests(), "link-refused", False),
        (ServerError(), "link-failed", False),
        (ServerError(accepted=True), "link-failed", True),
        (Unavailable(), "link-failed", False),
        (Cut(), "link-failed", False),
        (Cut(accepted=True), "link-failed", True),
        (NoSid(), "link-failed", True),
    ],
    ids=["429", "500", "500 but sent", "503", "cut", "cut but sent", "no sid"],
)
def test_a_message_whose_fate_is_unknown_is_not_sent_again_and_nothing_else_suffers(
    world: World, fault: Fault, noted: str, arrives: bool
) -> None:
    ready(world, agents=(TAKES_IT, LetsRing()))
    world.network.callbacks.duplicate(after=2)
    world.network.faults.next(fault, when=of_messages)
    handover_id = call_begins(world)
    finish(world)
    assert world.handover("session-1").state is State.COMPLETED
    assert texted_numbers(world) == [world.agents[0].number]
    assert legs(world, handover_id) == [(1, "link"), (1, noted)]
    assert len(world.agents[0].messages) == arrives
    assert errors(world) == []


def test_a_telephone_company_that_is_slow_holds_nothing_up(world: World) -> None:
    ready(world, agents=(TAKES_IT, LetsRing()))
    world.network.faults.next(Silence(accepted=True, seconds=4), when=of_messages)
    handover_id = call_begins(world)
    finish(world)
    assert world.handover("session-1").state is State.COMPLETED
    assert legs(world, handover_id) == [(1, "link"), (1, "link-failed")]
    assert len(world.agents[0].messages) == 1
    assert errors(world) == []


def test_reports_that_come_twice_and_out_of_order_send_nobody_a_second_message(world: World) -> None:
    ready(world, agents=(LetsRing(), TAKES_IT))
    world.network.callbacks.duplicate(after=3)
    world.network.callbacks.reorder(spread=6)
    call_begins(world)
    finish(world, wait=90)
    assert world.handover("session-1").state is State.COMPLETED
    assert all(len(phone.messages) <= 1 for phone in world.agents)
    assert len(texted_numbers(world)) == len(set(texted_numbers(world)))


def test_a_ring_that_is_reported_when_it_is_over_sends_nothing(world: World) -> None:
    ready(world, agents=(LetsRing(), LetsRing()))
    world.network.callbacks.hold(lambda delivery: delivery.params.get("CallStatus") == "ringing")
    call_begins(world)
    finish(world)
    world.network.callbacks.release()
    world.agenda.advance(60)
    assert texted_numbers(world) == []


def test_storage_that_fails_meanwhile_costs_the_link_and_not_the_report(world: World) -> None:
    ready(world, agents=(TAKES_IT, LetsRing()))
    world.bucket.faults.add(StorageFault(status=503), when=lambda _, key: key.endswith("1.link"), times=None)
    call_begins(world)
    finish(world)
    assert world.handover("session-1").state is State.COMPLETED
    assert texted_numbers(world) == []
    assert errors(world) == []
