"""A paused desk and agents who are away: new requests respect it, calls in progress go on."""

from __future__ import annotations

from handover.core.call.state import State
from sandbox.bucket import StorageFault
from sandbox.twilio import LetsRing
from sandbox.watson import Conversation
from sandbox.world import World
from tests.scenarios.people import TAKES_IT, ask, ask_for_call, customer_calls, finish, ready, start

PAUSED = "Our colleagues cannot take calls at the moment, so I did not place one."


def pause(world: World, on: bool = True) -> None:
    world.storage().availability.set_paused(on, "anna", world.agenda.now())


def set_away(world: World, *agent_ids: str, away: bool = True) -> None:
    for agent_id in agent_ids:
        world.storage().availability.set_away(agent_id, away, agent_id, world.agenda.now())


def test_the_bot_says_that_the_desk_is_paused_and_nobody_is_called(world: World) -> None:
    ready(world)
    pause(world)
    chat = ask_for_call(world)
    assert PAUSED in _said(chat)
    assert customer_calls(world) == []
    pause(world, on=False)
    ask_for_call(world)
    assert len(customer_calls(world)) == 1


def test_who_is_on_the_phone_when_the_desk_is_paused_is_connected_all_the_same(world: World) -> None:
    ready(world, agents=(TAKES_IT, LetsRing()))
    start(world)
    world.agenda.run_until(lambda: world.customer.asked)
    pause(world)
    again = start(world)
    assert (again["ok"], again["already"]) == (True, True)
    assert ask(world, "call_status")["ok"] is True
    finish(world)
    assert world.handover("session-1").state is State.COMPLETED
    assert start(world, session="session-2", number="+49 30 12345679")["reason"] == "desk_paused"


def test_a_call_that_was_placed_before_the_pause_can_still_be_cancelled(world: World) -> None:
    ready(world, customer=LetsRing())
    start(world)
    pause(world)
    assert ask(world, "cancel_call")["status"] == "canceled"


def test_who_is_away_is_not_rung_and_the_next_one_is_at_once(world: World) -> None:
    ready(world, agents=(TAKES_IT, TAKES_IT))
    set_away(world, "anna")
    start(world)
    finish(world)
    handover = world.handover("session-1")
    assert handover.state is State.COMPLETED
    assert handover.agent
    assert handover.agent.id == "ben"
    assert world.agents[0].heard == []


def test_going_away_in_the_middle_of_a_hunt_does_not_change_its_order(world: World) -> None:
    """Nor does coming back: what was frozen when the key was pressed is what is rung."""
    ready(world, agents=(LetsRing(), TAKES_IT))
    start(world)
    world.agenda.run_until(lambda: world.agents[0].state == "ringing")
    set_away(world, "anna", "ben")
    finish(world)
    handover = world.handover("session-1")
    assert [rung.id for rung in handover.order] == ["anna", "ben"]
    assert handover.state is State.COMPLETED
    assert handover.agent
    assert handover.agent.id == "ben"


def test_everybody_gone_while_the_customers_phone_rings_is_an_apology(world: World) -> None:
    ready(world, agents=(TAKES_IT, TAKES_IT))
    start(world)
    world.agenda.run_until(lambda: world.customer.state == "ringing")
    set_away(world, "anna", "ben")
    finish(world)
    assert "none of our colleagues could take your call" in " ".join(words.text for words in world.customer.heard)
    assert world.handover("session-1").state is State.NO_AGENT
    assert all(phone.heard == [] for phone in world.agents)


def test_with_everybody_away_the_bot_says_so_before_it_calls(world: World) -> None:
    ready(world)
    set_away(world, "anna", "ben")
    chat = ask_for_call(world)
    assert "Nobody is available to take your call right now" in _said(chat)
    assert customer_calls(world) == []
    set_away(world, "ben", away=False)
    assert start(world)["status"] == "dialing"


def test_a_customer_on_the_line_is_connected_though_nobody_can_tell_who_is_away(world: World) -> None:
    ready(world, agents=(TAKES_IT, LetsRing()))
    start(world)
    world.agenda.run_until(lambda: world.customer.state == "ringing")
    unreadable = StorageFault(status=503)
    world.bucket.faults.add(unreadable, when=lambda method, key: method == "GET" and "switch" in key, times=None)
    finish(world)
    assert world.handover("session-1").state is State.COMPLETED


def _said(chat: Conversation) -> str:
    """All that the bot wrote."""
    items = [item for said in chat.history if said.by == "assistant" for item in said.items]
    return " ".join(str(item.get("text", "")) for item in items)
