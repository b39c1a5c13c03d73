"""Somebody rings our number: whose call we missed, or are about to place, is connected in place of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from handover.core.call.booking import ASKED
from handover.core.call.events import EventKind
from handover.core.call.state import Handover, State
from sandbox.play.scenarios import ACCEPTS, CUSTOMER
from sandbox.twilio import Answers, Call, HangUp, LetsRing, Plan, Press
from sandbox.world import World
from tests.scenarios.people import TAKES_IT, ask, at_once, customer_calls, errors, finish, ready, start

OURS = "+493012345678"
_PRESS = Press("1", when_asked=True, after=1)


def rings_us(world: World, number: str = OURS, *acts: Any) -> Call:
    """Somebody rings our number, and presses a key when asked."""
    return world.network.dial_in(number, then=acts or (_PRESS,))


def missed(world: World, **more: Any) -> Handover:
    """A call that the customer did not pick up."""
    ready(world, customer=LetsRing(), agents=(TAKES_IT, LetsRing()))
    start(world, **more)
    finish(world)
    handover = world.handover("session-1")
    assert handover.state is State.NO_ANSWER
    return handover


def rung(world: World) -> list[str]:
    """The agents' phones that were called."""
    return [call.to for call in world.network.calls if call.direction == "outbound-dial"]


def kinds(world: World, handover: Handover) -> list[str]:
    return sorted(event.kind for event in world.storage().handovers.events(handover.id))


def test_who_missed_our_call_and_rings_back_is_connected_with_the_context(world: World) -> None:
    before = missed(world, name="Ada", reason="hail damage", details={"plate": "B-AB 123"})
    call = rings_us(world)
    finish(world)
    handover = world.handover("session-1")
    assert handover.id != before.id
    assert (handover.state, handover.agent and handover.agent.id) == (State.COMPLETED, "anna")
    assert (handover.ring_back, handover.sid, handover.phone) == (call.sid, call.sid, OURS)
    assert "hail damage" in world.agents[0].words()
    assert "Ada" in world.agents[0].words()
    assert len(customer_calls(world)) == 1, "only the one that was missed"
    assert world.storage().handovers.marked_live() == []
    assert errors(world) == []


def test_nothing_of_the_request_is_said_to_the_caller(world: World) -> None:
    missed(world, name="Ada", reason="hail damage", details={"plate": "B-AB 123"})
    heard = len(world.customer.heard)
    rings_us(world)
    finish(world)
    words = " ".join(caption.text for caption in world.customer.heard[heard:] if caption.kind == "voice")
    assert "Example Insurance" in words
    for secret in ("Ada", "hail", "B-AB"):
        assert secret not in words


def test_without_a_key_nothing_is_read_and_nobody_is_rung(world: World) -> None:
    missed(world)
    objects = set(world.bucket.objects(world.bucket_name))
    rings_us(world, OURS, HangUp(after=60))
    finish(world)
    assert rung(world) == []
    assert set(world.bucket.objects(world.bucket_name)) == objects


@pytest.mark.parametrize("caller", ["+493099999999", "anonymous", "Restricted", "+266696687", "", "sip:x@example.org"])
def test_others_hear_who_we_are_and_the_hours_and_ring_nobody(world: World, caller: str) -> None:
    missed(world)
    rings_us(world, caller)
    finish(world)
    words = world.phone(caller).words()
    assert "Example Insurance" in words
    assert "open" in words
    assert "chat" in words
    assert rung(world) == []
    assert len(world.handovers("session-1")) == 1


@pytest.mark.parametrize("when", [0.5, 3.0, 10.0])
def test_who_rings_us_while_we_call_them_is_connected_once(world: World, when: float) -> None:
    ready(world, customer=LetsRing(), agents=(TAKES_IT, LetsRing()))
    start(world)
    world.agenda.advance(when)
    other = world.phone("+493055555555")
    assert other
    # Their line is free for a second call: the network plays the same number from another phone.
    post_inbound(world)
    finish(world)
    first, second = world.handovers("session-1")
    assert first.state is State.CANCELED
    assert first.replaced
    assert second.ring_back
    assert second.live or second.state in (State.ABANDONED, State.COMPLETED)


def post_inbound(world: World, sid: str = "CA" + "9" * 32, number: str = OURS, digits: str = "1") -> str:
    """Requests the step as Twilio would, for a phone that cannot be played because its line is in use."""
    from urllib.parse import urlencode

    from sandbox.twilio import signed_request

    params = {
        "CallSid": sid,
        "From": number,
        "To": world.account.number,
        "Direction": "inbound",
        "CallStatus": "in-progress",
        "Digits": digits,
    }
    request = signed_request(world.account.auth_token, "POST", f"{world.host.url('twiml')}?step=ring_back", params)
    assert urlencode(params)
    return world.web(request).body.decode()


def test_two_calls_of_one_number_at_once_land_once(world: World) -> None:
    missed(world)
    documents = at_once([lambda n=n: post_inbound(world, f"CA{n:032d}") for n in range(6)])
    assert sum("<Dial" in document for document in documents) == 1
    assert len(world.handovers("session-1")) == 2


def test_a_repeated_request_rings_the_same_agent_in_the_same_handover(world: World) -> None:
    missed(world)
    first, second = post_inbound(world), post_inbound(world)
    assert first == second
    assert "<Dial" in first
    assert len(world.handovers("session-1")) == 2


def test_who_is_talking_to_us_already_is_not_connected_twice(world: World) -> None:
    ready(world, customer=CUSTOMER, agents=(ACCEPTS, LetsRing()))
    start(world)
    world.agenda.run_until(lambda: world.handover("session-1").state is State.CONNECTED, at_most=120)
    assert "already" in post_inbound(world)
    assert len(world.handovers("session-1")) == 1
    assert world.handover("session-1").state is State.CONNECTED


def test_a_talk_that_was_finished_is_not_gone_on_with(world: World) -> None:
    ready(world, customer=CUSTOMER, agents=(TAKES_IT, LetsRing()))
    start(world)
    finish(world)
    assert world.handover("session-1").state is State.COMPLETED
    assert "<Dial" not in post_inbound(world)


def test_a_call_that_was_missed_more_than_a_day_ago_is_none(world: World) -> None:
    missed(world)
    world.agenda.advance(24 * 3600)
    assert "<Dial" not in post_inbound(world)


def test_a_few_calls_an_hour_ring_the_agents(world: World) -> None:
    ready(world, customer=LetsRing(), agents=(LetsRing(), LetsRing()))
    missed(world)
    ready(world, customer=LetsRing(), agents=(LetsRing(), LetsRing()))
    for n in range(3):
        rings_us(world, OURS, _PRESS, HangUp(after=8))
        finish(world, wait=5)
        assert len(world.handovers("session-1")) == n + 2
    assert "several times" in post_inbound(world)
    assert len(world.handovers("session-1")) == 4


def test_ring_backs_use_up_no_call_of_the_customer(world: World) -> None:
    missed(world)
    ready(world, customer=LetsRing(), agents=(LetsRing(), LetsRing()))
    for _ in range(2):
        rings_us(world, OURS, _PRESS, HangUp(after=8))
        finish(world, wait=5)
    assert start(world)["ok"], "two calls an hour are allowed, and one was placed"


def test_while_nobody_is_there_what_is_left_is_offered(world: World) -> None:
    missed(world)
    world.set_desk({**world.desk, "paused": True})
    world.agenda.advance(31)
    rings_us(world)
    finish(world)
    handover = world.handover("session-1")
    assert handover.ring_back
    assert handover.state is State.NO_AGENT
    assert rung(world) == []
    assert "nobody can talk to you" in world.customer.words()


def book_for(world: World, after: timedelta) -> Handover:
    from tests.scenarios.bookings import context, record_of

    from handover.usecases.book import book

    booked = book(context(world), record_of(world), world.agenda.now() + after, ASKED)
    assert booked
    return booked


def test_the_chat_hears_where_its_call_stands(world: World) -> None:
    missed(world)
    rings_us(world)
    world.agenda.run_until(lambda: len(world.handovers("session-1")) == 2, at_most=30)
    assert ask(world, "call_status")["status"] == "hunting"
    assert ask(world, "cancel_call")["ok"]
    finish(world)
    assert world.handover("session-1").state is State.CANCELED
    assert EventKind.CANCELED in kinds(world, world.handover("session-1"))


ANSWERS: Plan = Answers(after=3)
