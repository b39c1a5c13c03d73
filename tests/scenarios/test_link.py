"""Each agent whose phone rings gets one text message with a link to the handover, and the call never waits for it."""

from __future__ import annotations

import re

import pytest

from handover.core.call.state import State
from sandbox.browser import Browser
from sandbox.twilio import (
    Answers,
    HangUp,
    LetsRing,
    Mailbox,
    Phone,
    Plan,
    Press,
    Variants,
)
from sandbox.world import Parts, World
from tests.scenarios.conftest import MakeWorld
from tests.scenarios.links import call_begins, legs, texted_numbers
from tests.scenarios.people import TAKES_IT, errors, finish, ready

#: Has time to look at the link before picking up.
LOOKS_FIRST: Plan = Answers(after=9, then=(Press("1", when_asked=True, after=1), HangUp(when_bridged=True, after=30)))
PASSES: Plan = Answers(after=9, then=(Press("2", when_asked=True, after=1),))
MINUTE = 60.0


def link_on(phone: Phone) -> str:
    """The link in the phone's only message."""
    (message,) = phone.messages
    found = re.search(r"https?://\S+", message.body)
    assert found
    return found[0]


def link_comes(world: World, agent: int = 0) -> str:
    """Until the agent's phone rings and the message is on it."""
    phone = world.agents[agent]
    assert world.agenda.run_until(lambda: phone.state == "ringing" and len(phone.messages) == 1)
    return link_on(phone)


def tap(world: World, link: str, browser: Browser | None = None) -> Browser:
    """Tap the link, then the button behind it."""
    browser = browser or Browser(world.web)
    browser.open(link)
    assert browser.shown.status == 200
    browser.submit(t=link.partition("t=")[2])
    return browser


def opens(world: World, link: str) -> bool:
    browser = tap(world, link)
    assert browser.shown.status in (200, 410)
    return browser.shown.status == 200 and "Ada Example" in browser.words


def test_an_agent_reads_who_is_calling_while_the_phone_rings_and_wraps_up_afterwards(make_world: MakeWorld) -> None:
    world = ready(make_world(Parts(timer=False)), agents=(LOOKS_FIRST, LetsRing()))
    handover_id = call_begins(world)
    link = link_comes(world)
    browser = Browser(world.web)
    browser.open(link)
    assert "Show me who is calling" in browser.words
    assert "Ada" not in browser.words
    tap(world, link, browser)
    assert "Ada Example" in browser.words
    assert "hail damage" in browser.words

    finish(world)
    assert world.handover("session-1").state is State.COMPLETED
    browser.open(f"?view=handover&h={handover_id}")
    browser.submit(do="wrap_up", disposition="solved", notes="An expert comes tomorrow.")
    assert "An expert comes tomorrow." in browser.words
    assert [wrap.facts["agent"] for wrap in world.handover("session-1").wraps] == ["anna"]
    assert (1, "link") in legs(world, handover_id)
    assert len([fact for _, fact in legs(world, handover_id) if fact.startswith("view")]) >= 3

    world.agenda.advance(59 * MINUTE)
    assert opens(world, link)
    world.agenda.advance(MINUTE)
    assert not opens(world, link)
    browser.open(f"?view=handover&h={handover_id}")
    assert "view=signin" in browser.address
    assert len(world.agents[0].messages) == 1
    assert world.agents[1].messages == []
    assert errors(world) == []


def test_who_took_the_call_may_look_later_for_the_first_time(make_world: MakeWorld) -> None:
    world = ready(make_world(Parts(timer=False)), agents=(TAKES_IT, LetsRing()))
    call_begins(world)
    finish(world)
    link = link_on(world.agents[0])
    assert opens(world, link)
    world.agenda.advance(11.9 * 60 * MINUTE)
    assert opens(world, link)
    world.agenda.advance(6 * MINUTE)
    assert not opens(world, link)


@pytest.mark.parametrize("first", [PASSES, LetsRing(), Mailbox(after=9)], ids=["passes", "lets it ring", "mailbox"])
def test_when_it_is_the_next_agents_turn_the_first_link_closes(world: World, first: Plan) -> None:
    ready(world, agents=(first, LOOKS_FIRST))
    handover_id = call_begins(world)
    annas = link_comes(world)
    assert opens(world, annas)
    bens = link_comes(world, agent=1)
    assert not opens(world, annas)
    assert opens(world, bens)
    finish(world)
    assert opens(world, bens)
    assert not opens(world, annas)
    assert [fact for fact in legs(world, handover_id) if fact[1] == "link"] == [(1, "link"), (2, "link")]


def test_when_nobody_took_the_call_no_link_opens_afterwards(world: World) -> None:
    ready(world, agents=(LetsRing(), LetsRing()))
    call_begins(world)
    finish(world)
    assert world.handover("session-1").state is State.NO_AGENT
    assert [opens(world, link_on(phone)) for phone in world.agents] == [False, False]


def test_when_the_customer_hangs_up_while_it_rings_the_link_closes(world: World) -> None:
    leaves: Plan = Answers(after=3, then=(Press("1", when_asked=True), HangUp(after=12)))
    ready(world, customer=leaves, agents=(LetsRing(), LetsRing()))
    call_begins(world)
    link = link_comes(world)
    assert opens(world, link)
    finish(world)
    assert world.handover("session-1").state is State.ABANDONED
    assert not opens(world, link)


def test_previews_of_the_link_use_nothing_up_and_learn_nothing(make_world: MakeWorld) -> None:
    world = make_world(Parts(variants=Variants(link_previews=True)))
    ready(world, agents=(LOOKS_FIRST, LetsRing()))
    handover_id = call_begins(world)
    link = link_comes(world)
    fetched = [did for did in world.host.activations if did.action == "dashboard"]
    assert len(fetched) == 2
    assert legs(world, handover_id) == [(1, "link")], "a preview is no look"
    assert opens(world, link)
    assert opens(world, link)


def test_messages_may_go_through_a_messaging_service(make_world: MakeWorld) -> None:
    service = "MG" + "5" * 32
    world = make_world(Parts(settings={"TWILIO_SMS_FROM": service}))
    world.account.messaging_services = {service: (world.account.number,)}
    ready(world, agents=(LOOKS_FIRST, LetsRing()))
    call_begins(world)
    assert opens(world, link_comes(world))


def test_without_a_dashboard_nobody_is_texted(make_world: MakeWorld) -> None:
    world = make_world(Parts(settings={"DASHBOARD_SECRET": ""}))
    ready(world, agents=(TAKES_IT, LetsRing()))
    call_begins(world)
    finish(world)
    assert world.handover("session-1").state is State.COMPLETED
    assert texted_numbers(world) == []
