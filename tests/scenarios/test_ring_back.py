"""Somebody rings our number: whose call we missed, or are about to place, is connected in place of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from handover.core.call.events import EventKind
from handover.core.call.proof import digit_for
from handover.core.call.state import Handover, State
from sandbox.bucket import StorageFault
from sandbox.play.plans import ACCEPTS, CUSTOMER
from sandbox.twilio import Call, HangUp, LetsRing, Press, signed_request
from sandbox.world import World
from tests.scenarios.people import NUMBER, TAKES_IT, ask, at_once, customer_calls, errors, finish, ready, start

OURS = "+493012345678"
_PRESS = Press("1", when_asked=True, after=1)


def rings_us(world: World, number: str = OURS, *acts: Any) -> Call:
    """Somebody rings our number, and presses a key when asked."""
    return world.network.dial_in(number, then=acts or (_PRESS,))


def post_inbound(
    world: World, sid: str = "CA" + "9" * 32, number: str = OURS, digits: str = "1", tries: int = 0
) -> str:
    """Requests the step after a key press, as Twilio does for a phone that cannot be played: its line is in use."""
    params = {
        "CallSid": sid,
        "From": number,
        "To": world.account.number,
        "Direction": "inbound",
        "CallStatus": "in-progress",
        "Digits": digits,
    }
    url = f"{world.host.url('twiml')}?step=ring_back" + (f"&a={tries}" if tries else "")
    return world.web(signed_request(world.account.auth_token, "POST", url, params)).body.decode()


def missed(world: World, **more: Any) -> Handover:
    """A call that the customer did not pick up, on a desk that does not call again by itself."""
    world.set_desk({**world.desk, "retries": {"after_minutes": []}})
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
    assert world.storage().handovers.marked_live() == [handover.id], "the agent wraps up"
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
@pytest.mark.slow
def test_who_rings_us_while_we_call_them_is_connected_once(world: World, when: float) -> None:
    ready(world, customer=LetsRing(), agents=(TAKES_IT, LetsRing()))
    start(world)
    world.agenda.advance(when)
    post_inbound(world)
    finish(world)
    first, second = world.handovers("session-1")
    assert first.state is State.CANCELED
    assert first.replaced
    assert second.ring_back
    assert second.live or second.state in (State.ABANDONED, State.COMPLETED)


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


@pytest.mark.slow
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


def test_who_rings_us_while_nobody_is_there_can_be_called_back_as_anybody_else(world: World) -> None:
    missed(world)
    world.set_desk({**world.desk, "paused": True, "call_back": {"minutes": 15}})
    world.agenda.advance(31)
    rings_us(world, OURS, _PRESS, Press("2", after=20))
    finish(world)
    back = world.handover("session-1")
    assert back.state is State.SCHEDULED
    assert back.booking
    assert back.booking.why == "call_back"
    world.set_desk({**world.desk, "paused": False})
    ready(world, customer=CUSTOMER, agents=(TAKES_IT, LetsRing()))
    world.agenda.advance(16 * 60)
    finish(world)
    back = world.handover("session-1")
    assert (back.state, back.ring_back) == (State.COMPLETED, "")
    assert len(customer_calls(world)) == 2


#: Hours until a booking, and the seconds after which it has surely been dialled or dropped: half an hour late is too late.
SOON, UNTIL_DROPPED = 1 / 12, 3000


def booked(world: World, hours: float = 1) -> Handover:
    """A call that is booked."""
    ready(world, customer=CUSTOMER, agents=(TAKES_IT, LetsRing()))
    at = world.agenda.now() + timedelta(hours=hours)
    reply = ask(world, "schedule_call", phone_number=NUMBER, at=at.isoformat(), reason="hail damage")
    assert reply["ok"], reply
    handover = world.handover("session-1")
    assert handover.state is State.SCHEDULED
    return handover


def test_who_rings_us_before_a_booked_call_is_connected_and_not_called_any_more(world: World) -> None:
    before = booked(world)
    rings_us(world)
    finish(world)
    first, second = world.handovers("session-1")
    assert (first.id, first.state, first.replaced) == (before.id, State.CANCELED, True)
    assert first.booking
    assert first.booking.over == "ring_back"
    assert second.state is State.COMPLETED
    assert "hail damage" in world.agents[0].words()
    world.agenda.advance(2 * 3600)
    assert customer_calls(world) == []
    assert len(world.handovers("session-1")) == 2


def test_while_the_desk_is_closed_a_booked_call_stays_booked(world: World) -> None:
    booked(world)
    world.set_desk({**world.desk, "paused": True})
    world.agenda.advance(31)
    rings_us(world)
    finish(world, wait=1)
    assert world.handover("session-1").state is State.SCHEDULED
    assert "stays booked" in world.customer.words()
    assert rung(world) == []


def test_who_rings_us_before_we_call_again_is_not_called_again(world: World) -> None:
    ready(world, customer=LetsRing(), agents=(TAKES_IT, LetsRing()))
    start(world)
    finish(world, wait=30)
    retry = world.handover("session-1")
    assert retry.state is State.SCHEDULED
    rings_us(world)
    finish(world)
    assert [handover.state for handover in world.handovers("session-1")] == [
        State.NO_ANSWER,
        State.CANCELED,
        State.COMPLETED,
    ]
    world.agenda.advance(3600)
    assert len(customer_calls(world)) == 1


@pytest.mark.parametrize("round_", range(2))
def test_a_ring_back_and_the_scheduler_at_the_same_moment_connect_the_customer_once(world: World, round_: int) -> None:
    booked(world, hours=0.05)
    world.customer.plan = LetsRing()
    world.agenda.advance(175)
    document, _ = at_once([lambda: post_inbound(world), lambda: world.host.trigger("scheduler")])
    landed = "<Dial" in document
    live = [handover for handover in world.handovers("session-1") if handover.live]
    assert len(live) == 1
    assert bool(live[0].ring_back) is landed
    under_way = [call for call in customer_calls(world) if not call.over]
    assert len(under_way) == (0 if landed else 1)


def test_a_booking_that_is_being_dialled_is_cancelled(world: World) -> None:
    """The scheduler has claimed it, and stopped before it had a permit."""
    before = booked(world)
    storage = world.storage()
    assert storage.bookings.claim_step(before.id, 2, world.agenda.now(), {"dial": True}).mine
    assert "<Dial" in post_inbound(world)
    world.agenda.advance(2 * 3600)
    assert customer_calls(world) == []


@pytest.mark.slow
@pytest.mark.parametrize("nth", range(1, 26))
def test_a_storage_fault_at_any_request_loses_no_booking_and_calls_nobody_twice(world: World, nth: int) -> None:
    booked(world, hours=SOON)
    world.bucket.faults.add(StorageFault(status=503), when=nth_request(nth), times=1)
    document = post_inbound(world)
    world.bucket.faults.clear()
    live = [handover for handover in world.handovers("session-1") if handover.live]
    assert len(live) == 1
    if "<Dial" in document:
        assert live[0].ring_back
    else:
        assert live[0].state is State.SCHEDULED or live[0].ring_back, "what was promised still holds"
    world.agenda.advance(UNTIL_DROPPED)
    expected = 0 if "<Dial" in document else 1
    assert len(customer_calls(world)) == expected


@pytest.mark.parametrize("nth", range(6, 16))
@pytest.mark.parametrize("canceled", [False, True])
@pytest.mark.slow
def test_an_outage_during_the_call_loses_no_booking(world: World, nth: int, canceled: bool) -> None:
    booked(world, hours=SOON)
    count = iter(range(1, 10_000))
    world.bucket.faults.add(StorageFault(status=503), when=lambda _method, _key: next(count) >= nth, times=None)
    document = post_inbound(world)
    world.bucket.faults.clear()
    canceled = canceled and ask(world, "cancel_call")["ok"]
    world.agenda.advance(UNTIL_DROPPED)
    expected = 0 if canceled or "<Dial" in document else 1
    assert len(customer_calls(world)) == expected


def nth_request(nth: int) -> Any:
    """Returns a condition that is true for the n-th request only."""
    count = iter(range(1, 10_000))
    return lambda _method, _key: next(count) == nth


def test_where_the_chat_shows_a_digit_the_caller_is_asked_for_it_before_anything_is_cancelled(world: World) -> None:
    world.set_desk({**world.desk, "proof": "digit"})
    before = missed(world)
    digit = digit_for(world.settings["HASH_KEY"], before.id)
    wrong = str((int(digit) + 1) % 10)
    assert "digit" in post_inbound(world, digits=digit), "the first key only proves a person"
    assert "ring_back" in post_inbound(world, digits=wrong, tries=1)
    assert "ring_back" in post_inbound(world, digits=wrong, tries=2)
    assert world.handover("session-1").id == before.id
    assert "<Dial" in post_inbound(world, digits=digit, tries=3)
    assert world.handover("session-1").ring_back


def test_the_digit_cannot_be_guessed_in_many_calls(world: World) -> None:
    world.set_desk({**world.desk, "proof": "digit"})
    before = missed(world)
    digit = int(digit_for(world.settings["HASH_KEY"], before.id))
    guesses = [str((digit + n) % 10) for n in range(1, 11)]
    documents = [
        post_inbound(world, f"CA{n // 3:032d}", digits=guess, tries=n % 3 + 1) for n, guess in enumerate(guesses)
    ]
    assert not any("<Dial" in document for document in documents)
    assert "not connected" in documents[2]
    assert world.handover("session-1").id == before.id


def test_a_call_that_twilio_gives_no_sid_for_rings_nobody(world: World) -> None:
    ready(world, customer=LetsRing(), agents=(TAKES_IT, LetsRing()))
    start(world)
    world.agenda.advance(3)
    assert "<Dial" not in post_inbound(world, sid="")
    assert world.handover("session-1").live
    assert len(world.handovers("session-1")) == 1


def test_a_booking_keeps_its_time_and_digit_when_the_call_cannot_be_connected(world: World) -> None:
    world.set_desk({**world.desk, "proof": "digit"})
    before = booked(world, hours=0.05)
    digit = digit_for(world.settings["HASH_KEY"], before.id)
    assert before.booking
    claims = "v1/number/"
    world.bucket.faults.add(
        StorageFault(status=503), when=lambda method, key: method == "PUT" and claims in key, times=None
    )
    post_inbound(world, digits=digit, tries=1)
    world.bucket.faults.clear()
    again = world.handover("session-1")
    assert (again.state, again.booking and again.booking.at) == (State.SCHEDULED, before.booking.at)
    assert (again.proof, again.digit_of) == ("digit", before.id)


def test_the_chat_hears_where_its_call_stands(world: World) -> None:
    missed(world)
    rings_us(world)
    world.agenda.run_until(lambda: len(world.handovers("session-1")) == 2, at_most=30)
    assert ask(world, "call_status")["status"] == "hunting"
    assert ask(world, "cancel_call")["ok"]
    finish(world)
    assert world.handover("session-1").state is State.CANCELED
    assert EventKind.CANCELED in kinds(world, world.handover("session-1"))
