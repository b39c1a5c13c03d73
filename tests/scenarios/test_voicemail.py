"""Whole handovers that no agent takes: the customer leaves a message, is called back, or does neither."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest

from handover.core.call.state import Handover, State
from handover.usecases.incoming_call import session_of_call
from sandbox.play.plans import ACCEPTS
from sandbox.twilio import Answers, HangUp, LetsRing, Plan, Press, Speak
from sandbox.twilio.plans import Act
from sandbox.world import DESK, Parts, World
from tests.scenarios.conftest import MakeWorld
from tests.scenarios.people import ask, customer_calls, errors, finish, ready, start, the_handover

NOBODY = (LetsRing(), LetsRing())
MESSAGE = "My policy number is not in the letter. Please look it up and call me tomorrow."


#: Until the key has ended the prompt.
WAITS = Act(after=1)


def presses(key: str, *then: Act) -> Plan:
    """Picks up, is connected with nobody, and presses a key then."""
    return Answers(after=3, then=(Press("5", when_asked=True), WAITS, Press(key, when_asked=True), WAITS, *then))


LEAVES_A_MESSAGE = presses("1", Speak(MESSAGE, when_asked=True, after=1), Press("#", after=10))


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    made = make_world(Parts(desk={**DESK, "voicemail": {"enabled": True}}))
    return ready(made, agents=NOBODY)


def sounds(world: World) -> list[str]:
    return [name for name in world.bucket.objects(world.bucket_name) if name.startswith("v1/voicemail/")]


def kept_at_twilio(world: World) -> int:
    return len(world.network.recordings.newest_first())


def called(world: World, plan: Plan) -> Handover:
    world.customer.plan = plan
    start(world)
    finish(world)
    return the_handover(world)


def test_a_message_is_kept_by_us_alone(world: World) -> None:
    assert called(world, LEAVES_A_MESSAGE).state == "voicemail"
    assert len(sounds(world)) == 1
    assert kept_at_twilio(world) == 0
    assert ask(world, "call_status")["message"] == "You left us a message. Is there anything else?"
    assert errors(world) == []


def test_a_customer_who_hangs_up_at_the_end_has_left_a_message(world: World) -> None:
    plan = presses("1", Speak(MESSAGE, when_asked=True, after=1), HangUp(after=12))
    assert called(world, plan).state == "voicemail"
    assert (len(sounds(world)), kept_at_twilio(world)) == (1, 0)


def test_a_caller_without_a_request_leaves_a_message_for_the_desk(world: World) -> None:
    stranger = "+493098765432"
    agree = (Press("5", when_asked=True), WAITS, Press("1", when_asked=True), WAITS)
    call = world.network.dial_in(
        stranger, then=(*agree, Speak(MESSAGE, when_asked=True, after=1), Press("#", after=10))
    )
    finish(world)
    handover = the_handover(world, session_of_call(call.sid))
    assert (handover.state, handover.phone) == (State.VOICEMAIL, stranger)
    assert "you agree" in world.phone(stranger).words()
    assert (len(sounds(world)), kept_at_twilio(world), customer_calls(world)) == (1, 0, [])
    assert errors(world) == []


@pytest.mark.parametrize("silent", ["falls-through", "action"])
def test_silence_is_no_message(world: World, silent: Literal["falls-through", "action"]) -> None:
    world.network.variants = replace(world.network.variants, silent_recording=silent)
    assert called(world, presses("1")).state == "no_agent"
    assert sounds(world) == []
    assert kept_at_twilio(world) == 0
    assert errors(world) == []


def test_hanging_up_before_the_tone_is_no_message(world: World) -> None:
    assert called(world, presses("1", HangUp(after=2))).state == "no_agent"
    finish(world, wait=20 * 60)
    assert sounds(world) == []


def test_a_sound_that_is_ready_late_is_kept_all_the_same(world: World) -> None:
    world.network.variants = replace(world.network.variants, recording_ready_after=90.0)
    assert called(world, LEAVES_A_MESSAGE).state == "voicemail"
    finish(world, wait=10 * 60)
    assert (len(sounds(world)), kept_at_twilio(world)) == (1, 0)


def test_a_call_back_is_booked_and_placed(world: World) -> None:
    booked = called(world, presses("2"))
    assert booked.state == "scheduled"
    (first,) = [one for one in world.handovers("session-1") if one.id != booked.id]
    assert first.state == "no_agent"
    assert "today at 10:1" in world.customer.words()
    world.customer.plan, world.agents[0].plan = Answers(after=3, then=(Press("1", when_asked=True),)), ACCEPTS
    finish(world, wait=16 * 60)
    finish(world)
    second = the_handover(world)
    assert second.booking
    assert (second.id, second.booking.after, second.state) == (booked.id, first.id, "completed")
    assert len(customer_calls(world)) == 2


def test_without_a_key_the_call_ends_with_an_apology(world: World) -> None:
    ended = called(world, Answers(after=3, then=(Press("5", when_asked=True),)))
    assert ended.state == "no_agent"
    assert len(customer_calls(world)) == 1
