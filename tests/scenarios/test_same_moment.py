"""Identical requests at the same moment: one phone rings once, and every request gets the same reply."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from handover.core.call.events import NOT_PLACED, EventKind
from handover.core.call.state import State
from sandbox.twilio import Busy, Manual, TooManyRequests
from sandbox.twilio.rest.faults import RestRequest
from sandbox.world import DESK, Parts, World
from tests.scenarios.people import TAKES_IT, ask, at_once, customer_calls, finish, ready, start

MakeWorld = Callable[[Parts | None], World]
TWENTY = 20


def test_twenty_identical_starts_ring_one_phone_once(world: World) -> None:
    ready(world, agents=(TAKES_IT, TAKES_IT))

    answers = at_once([partial(start, world)] * TWENTY)

    assert len(customer_calls(world)) == 1
    assert all(answer["ok"] for answer in answers)
    assert len({answer["handover_id"] for answer in answers}) == 1
    assert sum("already" not in answer for answer in answers) == 1
    finish(world)
    assert world.handover("session-1").state is State.COMPLETED


def test_one_number_from_twenty_chats_rings_once(world: World) -> None:
    ready(world)

    answers = at_once([partial(start, world, session=f"session-{n}") for n in range(TWENTY)])

    assert len(customer_calls(world)) == 1
    assert sum(answer["ok"] for answer in answers) == 1
    reasons = {answer["reason"] for answer in answers if not answer["ok"]}
    assert reasons - {"storage_unavailable"} == {"already_calling"}, "on a busy machine storage is too slow for some"


def test_the_daily_total_is_exact_under_a_rush(make_world: MakeWorld) -> None:
    desk = {**DESK, "limits": {"calls_per_day": 5}}
    world = ready(make_world(Parts(desk=desk)))

    numbers = [f"+4930123457{n:02}" for n in range(TWENTY)]
    answers = at_once([partial(start, world, session=f"session-{n}", number=n) for n in numbers])

    assert len(customer_calls(world)) == 5
    assert sum(answer["ok"] for answer in answers) == 5
    assert {answer["reason"] for answer in answers if not answer["ok"]} == {"limit_reached"}


def test_a_number_is_called_twice_an_hour_and_no_more(world: World) -> None:
    ready(world, customer=Busy())
    told = []
    for n in range(3):
        told.append(start(world, session=f"session-{n}"))
        finish(world)
    assert [answer["ok"] for answer in told] == [True, True, False]
    assert told[-1]["reason"] == "limit_reached"

    world.agenda.advance(3600)
    assert start(world, session="later")["ok"]


def test_asked_again_while_it_rings_says_how_it_stands(world: World) -> None:
    ready(world)
    first = start(world)
    world.agenda.run_until(lambda: world.customer.state == "ringing")
    world.agenda.advance(1)

    again = start(world, number="+493012345678")

    assert again["ok"]
    assert again["already"] is True
    assert again["status"] == "ringing"
    assert again["handover_id"] == first["handover_id"]
    assert len(customer_calls(world)) == 1


def test_another_number_while_live_is_refused_with_two_digits_only(world: World) -> None:
    ready(world)
    start(world)

    other = start(world, number="+493099999999")

    assert not other["ok"]
    assert other["reason"] == "already_calling"
    assert "78" in other["message"]
    assert "5678" not in other["message"]
    assert len(customer_calls(world)) == 1


def test_after_an_end_the_same_chat_may_be_called_again(world: World) -> None:
    ready(world, agents=(TAKES_IT, TAKES_IT))
    first = start(world)
    finish(world)

    second = start(world)

    assert second["ok"]
    assert "already" not in second
    assert second["handover_id"] != first["handover_id"]
    assert len(customer_calls(world)) == 2


def test_cancelled_before_it_was_placed_is_not_let_ring_on(world: World) -> None:
    """The cancellation is stored during the request to Twilio: the start that places the call ends it."""
    ready(world, customer=Manual())

    def cancelled_meanwhile(request: RestRequest) -> bool:
        if request.path.endswith("/Calls.json"):
            handovers, handover_id = world.storage().handovers, world.handover("session-1").id
            handovers.add(handover_id, EventKind.CANCELED, world.agenda.now())
            handovers.claim(handover_id, EventKind.PLACED, world.agenda.now(), NOT_PLACED)
        return False

    world.network.faults.add(TooManyRequests(), cancelled_meanwhile, times=None)
    told = start(world)
    finish(world)

    assert told["status"] == "canceled"
    assert world.customer.heard == []
    assert world.handover("session-1").state is State.CANCELED


def test_cancelling_twice_says_the_same(world: World) -> None:
    ready(world)
    start(world)
    assert ask(world, "cancel_call")["status"] == "canceled"
    assert ask(world, "cancel_call")["ok"]
    assert ask(world, "cancel_call", session="another")["reason"] == "no_handover"


def test_the_number_of_an_agent_skips_that_agent(world: World) -> None:
    ready(world, agents=(TAKES_IT, TAKES_IT))
    world.agents[0].plan = world.customer.plan  # Anna asks for a call herself
    start(world, number=world.agents[0].number)
    finish(world)
    handover = world.handover("session-1")
    assert [agent.id for agent in handover.order] == ["ben"]
    assert handover.state is State.COMPLETED


def test_our_own_number_is_not_called(world: World) -> None:
    assert start(world, number=world.account.number)["reason"] == "number_type_not_allowed"
    assert customer_calls(world) == []
    assert world.network.faults.seen == []
