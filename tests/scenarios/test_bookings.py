"""Booked calls and retries, from the chat to the phone: what the customer asked for happens, at the time that was said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from handover.core.call.state import State
from handover.services.storage import keys
from sandbox.play.plans import ACCEPTS, CUSTOMER
from sandbox.twilio import Busy, LetsRing
from sandbox.world import DESK, Parts, World
from tests.fakes.bucket import DOWN, MemoryBucket
from tests.scenarios.conftest import MakeWorld
from tests.scenarios.people import NUMBER, ask, customer_calls, ready, start

EVENING = datetime(2026, 11, 23, 19, 59, tzinfo=UTC)  # 20:59 in Berlin


def book(world: World, minutes: float, session: str = "session-1", number: str = NUMBER) -> dict[str, object]:
    at = (world.agenda.now() + timedelta(minutes=minutes)).isoformat()
    return ask(world, "schedule_call", session, phone_number=number, at=at)


def texts(world: World) -> list[str]:
    return [
        message.body.partition(": ")[2] for message in world.network.messages if message.to == world.customer.number
    ]


def ends(world: World) -> list[State]:
    return [handover.state for handover in world.handovers("session-1")]


def test_a_booked_call_is_placed_at_its_time_and_ends_like_any_other(world: World) -> None:
    ready(world)
    booked = book(world, 30)
    assert booked["status"] == "scheduled"
    world.agenda.advance(29 * 60)
    assert not customer_calls(world)
    world.agenda.advance(300)
    assert ends(world) == [State.COMPLETED]
    handover = world.handover("session-1")
    assert handover.id == booked["handover_id"]
    assert handover.booking
    assert handover.requested_at - handover.booking.at < timedelta(minutes=1)
    assert len(texts(world)) == 1
    assert texts(world)[0].startswith("Your call is booked: ")


def test_after_an_outage_what_is_late_is_called_and_what_is_stale_is_told(make_world: MakeWorld) -> None:
    bucket = MemoryBucket()
    world = ready(make_world(Parts(bucket=bucket, storage_client=bucket.client_on)))
    book(world, 10)
    book(world, 45, "session-2", "+49 30 12345679")
    book(world, 45, "session-3", "+49 30 12345680")
    bucket.faults.add(DOWN, lambda _, key: key == keys.HEARTBEAT, times=None)
    world.agenda.advance(50 * 60)
    assert not customer_calls(world)
    bucket.faults.clear()
    world.agenda.advance(180)
    assert ends(world) == [State.REFUSED]
    assert world.handover("session-1").reason == "stale"
    called = customer_calls(world)
    assert sorted(call.to for call in called) == ["+493012345679", "+493012345680"]
    assert called[1].created - called[0].created >= timedelta(seconds=1)
    assert texts(world)[-1].startswith("Sorry, we could not call you at the booked time")


def test_a_customer_whose_line_is_busy_is_called_again_and_then_texted(world: World) -> None:
    ready(world, customer=Busy())
    start(world)
    world.agenda.advance(30)
    again = ask(world, "call_status")
    assert again["status"] == "scheduled"
    assert "once more" in str(again["message"])
    world.agenda.advance(240)
    assert ends(world) == [State.BUSY, State.BUSY]
    assert ask(world, "call_status")["status"] == "busy"
    assert [words[:40] for words in texts(world)] == ["We called you but did not reach you. If "]
    world.agenda.advance(3600)
    assert len(customer_calls(world)) == 2


def test_a_customer_who_picks_up_the_second_time_is_connected(world: World) -> None:
    ready(world, customer=LetsRing())
    start(world)
    world.agenda.advance(60)
    world.customer.plan = CUSTOMER
    world.agenda.advance(300)
    assert ends(world) == [State.NO_ANSWER, State.COMPLETED]
    assert not texts(world)


@pytest.mark.slow
def test_a_retry_that_would_ring_at_night_rings_in_the_morning(make_world: MakeWorld) -> None:
    world = ready(make_world(Parts(start=EVENING)), customer=Busy())
    start(world)
    world.agenda.advance(11 * 3600)
    assert len(customer_calls(world)) == 1
    world.customer.plan = CUSTOMER
    world.agenda.advance(300)
    assert ends(world) == [State.BUSY, State.COMPLETED]
    retry = world.handover("session-1")
    assert f"{retry.requested_at:%d %H:%M}" == "24 07:00", "8:00 in Berlin"


def test_who_asks_again_while_a_retry_waits_is_called_at_once_and_only_once(world: World) -> None:
    ready(world, customer=Busy())
    start(world)
    world.agenda.advance(30)
    world.customer.plan = CUSTOMER
    assert start(world)["status"] == "dialing"
    world.agenda.advance(600)
    assert ends(world) == [State.BUSY, State.CANCELED, State.COMPLETED]
    assert len(customer_calls(world)) == 2


@pytest.mark.parametrize("command", ["cancel_call", "withdraw"])
def test_a_customer_who_has_enough_is_not_called_again(world: World, command: str) -> None:
    ready(world, customer=Busy(), agents=(ACCEPTS, LetsRing()))
    start(world)
    world.agenda.advance(30)
    assert ask(world, command)["ok"]
    world.agenda.advance(600)
    assert len(customer_calls(world)) == 1
    assert not [words for words in texts(world) if "called you" in words]


def test_when_the_desk_closes_before_a_booking_it_is_moved_and_that_is_told(world: World) -> None:
    ready(world)
    book(world, 30)
    world.set_desk({**DESK, "hours": {"tuesday": ["09:00-17:00"]}, "retries": {"after_minutes": []}})
    world.agenda.advance(35 * 60)
    handover = world.handover("session-1")
    assert handover.booking
    assert handover.booking.at == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    assert "New time: Tuesday, 24 November, at 9:00" in texts(world)[-1]
    assert handover.state is State.SCHEDULED
