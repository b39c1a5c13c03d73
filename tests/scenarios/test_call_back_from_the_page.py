"""An agent calls a customer back from the page: by hand, as at the desk, with real phones of the sandbox."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from handover.core.call.state import State
from handover.services.signed_tokens import sign
from handover.settings import read
from sandbox.browser import Browser
from sandbox.twilio import Answers, HangUp, LetsRing, Plan, Press
from sandbox.world import World
from tests.scenarios.people import TAKES_IT, errors, finish, ready, start

_TAKES: Plan = Answers(after=3, then=(Press("1", when_asked=True, after=1),))
_MAILBOX: Plan = Answers(after=3)


def called_back(world: World, agent: Plan, customer: Plan) -> str:
    """A customer rejects our call, and Anna calls them back from the page. Returns the call back's id."""
    world.set_desk({**world.desk, "retries": {"on": []}})
    ready(world, customer=LetsRing(), agents=(LetsRing(), LetsRing()))
    start(world, name="Ada Lovelace", language="en")
    finish(world)
    ready(world, customer=customer, agents=(agent, LetsRing()))
    browser = clicked(world)
    assert browser.shown.status == 303
    finish(world)
    return parse_qs(urlsplit(browser.shown.headers["location"]).query)["h"][0]


def clicked(world: World, handover_id: str = "") -> Browser:
    """Anna presses "Call back now" for that handover, by default the chat's latest. Returns her browser."""
    browser = world.browser("anna")
    anna = world.desk["agents"][0]
    world.storage().sign_ins.add(anna.get("mobile") or anna["phone"], "sign-in", world.agenda.now())
    signed = sign(read(world.settings, {}), "visitor", {"s": "sign-in", "agent": anna["id"]})
    browser.cookie = f"handover={signed}"
    browser.open(f"{world.host.url('dashboard')}?view=todo")
    form = {
        "token": browser.value("token"),
        "once": browser.value("once"),
        "h": handover_id or world.handover("session-1").id,
    }
    browser.send_form(f"{world.host.url('dashboard')}?view=callback", form, follow=False)
    return browser


def test_the_agent_takes_it_and_talks_to_the_customer(world: World) -> None:
    handover_id = called_back(world, _TAKES, Answers(after=3))
    handover = world.handover("session-1")
    assert (handover.id, handover.state) == (handover_id, State.COMPLETED)
    assert handover.agent
    assert handover.agent.id == "anna"
    assert "Ada Lovelace" in world.agents[0].words()
    assert "You asked us for a call" in world.customer.words()
    assert errors(world) == []


def test_an_agents_mailbox_calls_nobody_and_hears_no_name(world: World) -> None:
    called_back(world, _MAILBOX, Answers(after=3))
    assert world.handover("session-1").state is State.REFUSED
    assert "Ada" not in world.agents[0].words()
    assert world.customer.words().count("You asked us for a call") == 0
    assert errors(world) == []


def test_an_agent_who_still_wraps_up_may_call_back(world: World) -> None:
    talks = Answers(after=3, then=(Press("1", when_asked=True), HangUp(when_bridged=True, after=20)))
    ready(world, customer=talks, agents=(TAKES_IT, LetsRing()))
    start(world, language="en")
    world.agenda.run_until(lambda: world.handover("session-1").state is State.COMPLETED)
    assert clicked(world).shown.status == 303


def test_the_number_of_the_agents_own_mobile_is_not_called_back(world: World) -> None:
    world.set_desk({**world.desk, "retries": {"on": []}})
    ready(world, customer=LetsRing(), agents=(LetsRing(), LetsRing()))
    start(world, language="en")
    finish(world)
    anna, *others = world.desk["agents"]
    world.set_desk({**world.desk, "agents": [{**anna, "extension": "12", "mobile": world.customer.number}, *others]})
    assert clicked(world).shown.status == 409


def test_a_retry_that_gave_way_to_a_call_that_the_agent_did_not_take_rings_the_customer_all_the_same(
    world: World,
) -> None:
    world.set_desk({**world.desk, "retries": {"on": ["no_answer"], "after_minutes": [30]}})
    ready(world, customer=LetsRing(), agents=(LetsRing(), LetsRing()))
    start(world, language="en")
    missed = world.handover("session-1").id
    finish(world)
    clicked(world, missed)
    finish(world)
    assert world.handover("session-1").state is State.SCHEDULED
    assert rung(world) == 1
    world.agenda.run_until(lambda: world.handover("session-1").state is not State.SCHEDULED, at_most=40 * 60)
    finish(world)
    assert rung(world) == 2
    assert errors(world) == []


def rung(world: World) -> int:
    """Returns how often the customer's phone was called."""
    return sum(call.to == world.customer.number for call in world.network.calls)
