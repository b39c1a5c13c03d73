"""The answer to a create was lost and the number was called before: each call is attributed to its own handover only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from handover.core.call.state import State
from sandbox.play.plans import ACCEPTS
from sandbox.twilio import Busy, Cut, Delivery, LetsRing, Odd, ServerError
from sandbox.twilio.rest.faults import Fault, RestRequest
from sandbox.world import World
from tests.scenarios.people import TAKES_IT, ask, customer_calls, finish, ready, start

LOST = (Cut(accepted=True), ServerError(accepted=True), Odd(302, accepted=True), Odd(408, accepted=True))


def lag(world: World, seconds: float) -> None:
    world.network.variants = replace(world.network.variants, lookup_lag=seconds)


def looks(request: RestRequest) -> bool:
    return request.method == "GET"


def of(world: World, n: int) -> Callable[[Delivery], bool]:
    """Returns whether a callback is about the n-th call."""
    return lambda delivery: delivery.call_sid == customer_calls(world)[n].sid


@pytest.fixture
def called_before(world: World) -> World:
    """Call 1 ended busy a few seconds ago."""
    ready(world, customer=Busy(), agents=(TAKES_IT, ACCEPTS))
    start(world)
    finish(world, wait=10)
    assert world.handovers("session-1")[0].state is State.BUSY
    world.customer.plan = LetsRing()
    return world


@pytest.mark.parametrize("fault", LOST)
def test_the_end_of_an_earlier_call_is_not_reported_for_a_lost_one(called_before: World, fault: Fault) -> None:
    world = called_before
    lag(world, 8)
    world.network.callbacks.hold(lambda delivery: len(customer_calls(world)) > 1 and of(world, 1)(delivery))
    world.network.faults.next(fault)
    assert start(world)["status"] == "unconfirmed"
    world.agenda.advance(2)
    assert ask(world, "call_status")["status"] == "unconfirmed"
    assert start(world)["already"] is True
    assert len(customer_calls(world)) == 2
    world.network.callbacks.release()
    world.network.callbacks.on_time()
    world.agenda.advance(5)
    assert ask(world, "call_status")["status"] == "ringing"
    assert world.handover("session-1").sid == customer_calls(world)[1].sid


def test_a_cancellation_ends_the_lost_call_and_not_the_earlier_one(called_before: World) -> None:
    world = called_before
    lag(world, 60)
    world.network.faults.next(Cut(accepted=True))
    start(world)
    told = ask(world, "cancel_call")
    assert (told["status"], "hang up" in told["message"]) == ("canceled", True)
    finish(world)
    first, second = customer_calls(world)
    assert (first.status, second.answered) == ("busy", None)
    assert (second.ended - second.created).total_seconds() < 20, "it is ended when it rings"  # type: ignore[operator]
    assert world.handover("session-1").state is State.CANCELED


def test_a_canceled_call_whose_callbacks_are_lost_is_ended_by_the_scheduler(called_before: World) -> None:
    world = called_before
    lag(world, 60)
    world.network.callbacks.drop(lambda delivery: len(customer_calls(world)) > 1 and of(world, 1)(delivery))
    world.network.faults.next(Cut(accepted=True))
    start(world)
    ask(world, "cancel_call")
    finish(world, wait=1200)
    assert world.handover("session-1").ended
    assert world.handover("session-1").state is State.CANCELED


@pytest.mark.parametrize("fault", [Odd(302), Odd(408), Odd(409, 20409), Odd(425), Odd(499)])
def test_an_odd_status_is_no_promise_that_there_is_no_call(world: World, fault: Fault) -> None:
    ready(world)
    world.network.faults.next(fault)
    assert start(world)["status"] == "unconfirmed"
    world.agenda.advance(620)
    assert ask(world, "call_status")["status"] == "failed"
    assert customer_calls(world) == []


@pytest.mark.slow
@pytest.mark.parametrize("fault", [Odd(429, 20429), Odd(401, 20003), Odd(404), Odd(302), Odd(500)])
def test_a_refused_list_proves_nothing(world: World, fault: Fault, capsys: pytest.CaptureFixture[str]) -> None:
    ready(world, customer=LetsRing())
    world.network.callbacks.drop()
    world.network.faults.next(Cut(accepted=True))
    world.network.faults.add(fault, looks, times=None)
    start(world)
    for _ in range(5):
        world.agenda.advance(130)
        assert ask(world, "call_status")["status"] == "unconfirmed"
    assert "status 0" not in capsys.readouterr().out


def test_two_lost_calls_of_one_minute_are_not_confused(world: World) -> None:
    ready(world, customer=LetsRing())
    world.network.callbacks.drop()
    for session in ("session-1", "session-2"):
        world.network.faults.next(Cut(accepted=True))
        lag(world, 60)
        start(world, session)
        ask(world, "cancel_call", session)
        world.agenda.advance(5)
    lag(world, 0)
    finish(world, wait=1800)
    for session in ("session-1", "session-2"):
        handover = world.handover(session)
        assert handover.state is State.CANCELED
        assert handover.ended
    sids = [sid for sid in (world.handover(s).sid for s in ("session-1", "session-2")) if sid]
    assert len(sids) == len(set(sids))
