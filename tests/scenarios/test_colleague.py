"""An agent brings a colleague into a running call with `*`, on the desk that allows it. Storage in memory."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from handover.core.call.events import EventKind
from handover.core.call.state import State
from sandbox.twilio import Answers, Call, HangUp, LetsRing, Mailbox, Plan, Press
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


def test_a_colleague_comes_in_and_the_two_go_on_when_the_first_agent_hangs_up(desk: World) -> None:
    world = played(desk, asks(HangUp(after=30)), JOINS)
    handover = world.handover("session-1")
    assert handover.state is State.COMPLETED
    assert [each.agent.id for each in handover.colleagues if each.joined_at] == [DESK["agents"][1]["id"]]
    anna, ben, customer = calls_to(world, 0)[0], calls_to(world, 1)[0], customer_calls(world)[0]
    assert anna.ended and ben.ended and customer.ended and anna.ended < ben.ended < customer.ended
    assert "Thank you for your call" in world.customer.words()
    assert len(customer_calls(world)) == 2, "the customer's call and the colleague's"
    assert errors(world) == []
