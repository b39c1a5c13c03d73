"""An agent brings a colleague into a running call with `*`, on the desk that allows it. Storage in memory."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from handover.core.call.events import EventKind
from handover.core.call.state import State
from sandbox.bucket import StorageFault
from sandbox.twilio import (
    Answers,
    Call,
    Cut,
    Exchange,
    HangUp,
    LetsRing,
    Mailbox,
    Odd,
    Plan,
    Press,
    ServerError,
    TooManyRequests,
)
from sandbox.twilio.rest.faults import Fault
from sandbox.world import DESK, World
from tests.scenarios.people import customer_calls, errors, finish, ready, start

LISTENS: Plan = Answers(after=3, then=(Press("1", when_asked=True),))
#: Takes the call, talks, and asks for a colleague.
ASKS = (
    Press("1", when_asked=True, after=1),
    Press("*", when_bridged=True, after=20),
    Press("1", when_listening=True, after=2),
)
JOINS: Plan = Answers(after=3, then=(Press("1", when_asked=True, after=1), HangUp(when_bridged=True, after=60)))


@pytest.fixture
def desk(world: World) -> World:
    world.set_desk({**DESK, "transfer": {"enabled": True}})
    return world


def asks(*then: Press | HangUp) -> Plan:
    return Answers(after=3, then=(*ASKS, *then))


def played(world: World, anna: Plan, ben: Plan, customer: Plan = LISTENS) -> World:
    ready(world, customer, (anna, ben))
    start(world)
    finish(world)
    return world


def events(world: World) -> list[EventKind]:
    found = world.storage().handovers.events(world.handover("session-1").id)
    return [event.kind for event in sorted(found, key=lambda event: event.at)]


def calls_to(world: World, n: int) -> Sequence[Call]:
    return [call for call in world.network.calls if call.to == world.agents[n].number]


def in_order(*calls: Call) -> bool:
    """Returns whether these calls are over, and ended in this order."""
    ends = [call.ended for call in calls if call.ended]
    return len(ends) == len(calls) and ends == sorted(ends)


def test_a_colleague_comes_in_and_the_two_go_on_when_the_first_agent_hangs_up(desk: World) -> None:
    world = played(desk, asks(HangUp(after=30)), JOINS)
    handover = world.handover("session-1")
    assert handover.state is State.COMPLETED
    assert [each.agent.id for each in handover.colleagues if each.joined_at] == [DESK["agents"][1]["id"]]
    anna, ben, customer = calls_to(world, 0)[0], calls_to(world, 1)[0], customer_calls(world)[0]
    assert in_order(anna, ben, customer)
    assert "Thank you for your call" in world.customer.words()
    assert len(customer_calls(world)) == 2, "the customer's call and the colleague's"
    assert errors(world) == []


def test_a_colleague_who_does_not_come_is_told_to_the_agent_who_goes_on(desk: World) -> None:
    world = played(desk, asks(HangUp(after=60)), LetsRing())
    assert world.handover("session-1").state is State.COMPLETED
    assert "Ben did not come to the phone." in world.agents[0].words()
    assert "Ben did not come" not in world.customer.words()
    (anna,), (customer, _) = calls_to(world, 0), customer_calls(world)
    assert in_order(anna, customer)
    assert errors(world) == []


def test_a_mailbox_never_comes_in(desk: World) -> None:
    world = played(desk, asks(HangUp(after=60)), Mailbox(after=2))
    assert EventKind.JOINED not in events(world)
    assert "This is a mailbox" not in world.customer.words()
    assert world.handover("session-1").state is State.COMPLETED


def test_a_colleague_goes_on_alone_if_the_agent_leaves_before_they_come_in(desk: World) -> None:
    world = played(desk, asks(HangUp(after=6)), JOINS)
    anna, ben, customer = calls_to(world, 0)[0], calls_to(world, 1)[0], customer_calls(world)[0]
    assert in_order(anna, ben, customer)
    assert "A colleague is coming to the phone" in world.customer.words()
    assert "Thank you for your call" in world.customer.words()


def test_a_customer_whose_agent_left_in_vain_is_offered_what_is_left(desk: World) -> None:
    world = played(desk, asks(HangUp(after=5)), LetsRing())
    words = world.customer.words()
    assert "our colleague had to leave the call, and nobody else could take over" in words
    assert "To be called back, press 2." in words
    assert "Thank you for your call" not in words


def test_the_customers_hang_up_ends_every_call(desk: World) -> None:
    leaves = Answers(after=3, then=(Press("1", when_asked=True), HangUp(when_bridged=True, after=40)))
    world = played(desk, asks(), LetsRing(), leaves)
    assert world.handover("session-1").state is State.COMPLETED
    assert [call.status for call in calls_to(world, 1)] == ["canceled"]
    assert "The customer has hung up" in world.agents[0].words()
    assert errors(world) == []


def test_a_key_that_is_pressed_twice_calls_once(desk: World) -> None:
    made: list[Exchange] = []
    desk.network.on_change(lambda change: made.append(change.about) if isinstance(change.about, Exchange) else None)
    ready(desk, LISTENS, (asks(HangUp(after=60)), LetsRing()))
    start(desk)
    assert desk.agenda.run_until(lambda: any("step=bring" in each.request.url for each in made))
    desk.web(next(each.request for each in made if "step=bring" in each.request.url))
    finish(desk)
    assert len(calls_to(desk, 1)) == 1


@pytest.mark.slow
@pytest.mark.parametrize("fault", [TooManyRequests(), Odd(400), Cut(), Cut(accepted=True), ServerError(accepted=True)])
def test_an_agent_who_cannot_be_moved_talks_with_the_customer_all_the_same(desk: World, fault: Fault) -> None:
    talks = Answers(after=3, then=(Press("1", when_asked=True, after=1), HangUp(when_bridged=True, after=30)))
    ready(desk, LISTENS, (talks, LetsRing()))
    desk.network.faults.add(fault, lambda request: "/Calls/CA" in request.path and request.method == "POST", times=None)
    start(desk)
    assert desk.agenda.run_until(lambda: desk.customer.talking_to is desk.agents[0], at_most=60)
    finish(desk)
    handover = desk.handover("session-1")
    assert (handover.state, handover.agent and handover.agent.id) == (State.COMPLETED, "anna")
    assert "Thank you for your call" in desk.customer.words()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["moving", "entered", "asked", "colleague.", "joined", "left", "colleague_over"])
def test_no_fact_that_is_lost_ends_the_call_or_calls_twice(desk: World, kind: str) -> None:
    lost, times = StorageFault(status=503), 4 if kind == "entered" else None
    desk.bucket.faults.add(lost, lambda method, key: method == "PUT" and f"/{kind}" in key, times)
    acts = (Press("*", when_bridged=True, after=20), Press("1", after=4), HangUp(after=45))
    world = played(desk, Answers(after=3, then=(ASKS[0], *acts)), JOINS)
    assert world.handover("session-1").state is State.COMPLETED
    assert len(calls_to(world, 0)) == 1
    assert len(calls_to(world, 1)) <= 1
    assert "Thank you for your call" in world.customer.words()


def test_a_customer_of_whose_agents_end_nothing_is_reported_is_not_left_alone(desk: World) -> None:
    desk.network.callbacks.drop(lambda delivery: "kind=agent" in delivery.webhook.url)
    talks = Answers(after=3, then=(Press("1", when_asked=True, after=1), HangUp(when_bridged=True, after=30)))
    world = played(desk, talks, LetsRing())
    assert world.handover("session-1").state is State.COMPLETED
    assert "Thank you for your call" in world.customer.words()


def test_without_the_field_in_desk_json_no_call_goes_on_in_a_conference(world: World) -> None:
    played(world, asks(HangUp(after=10)), LetsRing())
    assert world.network.conferences.all == []
    assert EventKind.MOVING not in events(world)


def test_an_agent_whose_colleague_leaves_goes_on_without_a_question(desk: World) -> None:
    joins_briefly = Answers(after=3, then=(Press("1", when_asked=True, after=1), HangUp(when_bridged=True, after=20)))
    world = played(desk, asks(HangUp(after=90)), joins_briefly)
    assert in_order(calls_to(world, 1)[0], calls_to(world, 0)[0], customer_calls(world)[0])
    assert world.agents[0].words().count("Press 1, and I ring") == 1
    assert "No colleague is free" not in world.agents[0].words()


@pytest.mark.parametrize("first", [0, 1])
def test_agents_who_are_rung_together_bring_in_a_colleague_too(desk: World, first: int) -> None:
    desk.set_desk({**DESK, "transfer": {"enabled": True}, "ringing": {"strategy": "all_at_once", "wrap_up_seconds": 0}})
    quick: Plan = Answers(after=1, then=(*ASKS, HangUp(when_bridged=True, after=40)))
    world = played(desk, *((quick, JOINS) if first == 0 else (JOINS, quick)))
    assert world.handover("session-1").state is State.COMPLETED
    assert {EventKind.MOVING, EventKind.ENTERED, EventKind.JOINED} <= set(events(world))
    assert errors(world) == []
    assert len(calls_to(world, 1 - first)) == 2
