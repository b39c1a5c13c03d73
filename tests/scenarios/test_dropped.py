"""A call whose line breaks: it is `dropped`, and the same agent is rung first when the customer is called again."""

from __future__ import annotations

import pytest

from handover.core.call.state import State
from sandbox.twilio import Answers, HangUp, LetsRing, LoseLine, Plan, Press, Variants
from sandbox.world import Parts, World
from tests.scenarios.conftest import MakeWorld
from tests.scenarios.people import TAKES_IT, ask, customer_calls, errors, finish, ready, start

_PRESSES = Press("1", when_asked=True, after=1)
#: A customer, and an agent, whose line breaks after some seconds of talk.
CUSTOMER_LOST: Plan = Answers(after=3, then=(_PRESSES, LoseLine(when_bridged=True, after=10)))
AGENT_LOST: Plan = Answers(after=3, then=(_PRESSES, LoseLine(when_bridged=True, after=10)))
CUSTOMER: Plan = Answers(after=3, then=(_PRESSES,))


@pytest.mark.parametrize("variants", [Variants(), Variants(broken_line_is="completed")])
@pytest.mark.parametrize("whose", ["customer", "agent"])
def test_a_line_that_breaks_is_dropped_however_twilio_reports_it(
    make_world: MakeWorld, whose: str, variants: Variants
) -> None:
    world = make_world(Parts(variants=variants))
    customer = CUSTOMER_LOST if whose == "customer" else CUSTOMER
    ready(world, customer=customer, agents=(AGENT_LOST if whose == "agent" else CUSTOMER, LetsRing()))
    start(world)
    finish(world)
    status_now = ask(world, "call_status")
    assert world.handover("session-1").state is State.DROPPED
    assert (status_now["status"], status_now["can_call_again"], status_now["live"]) == ("dropped", True, False)
    assert "Anna" in status_now["message"]
    assert errors(world) == []


def test_a_goodbye_is_never_dropped(world: World) -> None:
    ready(world, customer=CUSTOMER, agents=(Answers(after=3, then=(_PRESSES, HangUp(when_bridged=True))), LetsRing()))
    start(world)
    finish(world)
    assert world.handover("session-1").state is State.COMPLETED
    assert "can_call_again" not in ask(world, "call_status")


def test_the_customer_whose_agent_is_gone_hears_what_happened(world: World) -> None:
    ready(world, customer=CUSTOMER, agents=(AGENT_LOST, LetsRing()))
    start(world)
    finish(world)
    assert "cut" in world.customer.words()


def test_called_again_the_same_agent_is_rung_first_with_everything_intact(world: World) -> None:
    passes = Answers(after=3, then=(Press("2", when_asked=True),))
    ready(world, customer=CUSTOMER_LOST, agents=(passes, TAKES_IT))
    start(world, name="Ada", reason="hail damage", details={"plate": "B-AB 123"})
    finish(world)
    assert world.handover("session-1").state is State.DROPPED
    ready(world, customer=CUSTOMER, agents=(LetsRing(), TAKES_IT))
    again = start(world)
    assert again["ok"], again
    finish(world)
    handover = world.handover("session-1")
    assert [agent.id for agent in handover.order] == ["ben", "anna"]
    assert handover.state is State.COMPLETED
    request = handover.call_request
    assert (request.name, request.reason, dict(request.details)) == ("Ada", "hail damage", {"plate": "B-AB 123"})


def test_dropped_calls_use_up_no_limit_of_the_customer(world: World) -> None:
    ready(world, customer=CUSTOMER_LOST, agents=(CUSTOMER, LetsRing()))
    for _ in range(6):
        assert start(world)["ok"]
        finish(world, wait=5)
        assert world.handover("session-1").state is State.DROPPED
    assert len(customer_calls(world)) == 6
