"""An agent signs in with a code that is texted to the phone, or said on it; a mailbox hears no code."""

from __future__ import annotations

import re

import pytest

from sandbox.browser import Browser
from sandbox.twilio import Answers, Mailbox, Plan, Press
from sandbox.world import World

ANNA = "+493012345671"
#: Picks up, listens to who calls, presses a key.
LISTENS: Plan = Answers(after=3, then=(Press("5", when_asked=True, after=1),))


@pytest.fixture
def browser(world: World) -> Browser:
    browser = Browser(world.web)
    browser.open(f"{world.host.url('dashboard')}?view=signin")
    return browser


def ask(browser: Browser, number: str = ANNA) -> None:
    browser.open("?view=signin")
    browser.submit(number=number)
    assert "Enter your code" in browser.words


def code_in(text: str) -> str:
    """The six digits in a text, written or spoken; empty when there are none."""
    found = re.search(r"\b[0-9](?:(?:, )?[0-9]){5}\b", text)
    return found[0].replace(", ", "") if found else ""


def signed_in(browser: Browser) -> bool:
    browser.open("?view=signout")
    return "You are signed in as Anna." in browser.words


def test_an_agent_signs_in_with_the_code_that_was_texted_and_out_again(world: World, browser: Browser) -> None:
    ask(browser)
    world.agenda.advance(10)
    (message,) = world.agents[0].messages
    browser.submit(code=code_in(message.body))
    assert browser.address.endswith("?view=now")
    assert signed_in(browser)
    browser.send_form("?view=signout", {"token": browser.value("token")})
    assert "You are signed out." in browser.words
    assert not signed_in(browser)
    assert world.network.calls == []


def test_an_agent_with_a_landline_hears_the_code(world: World, browser: Browser) -> None:
    world.account.landlines = (ANNA,)
    world.agents[0].plan = LISTENS
    ask(browser)
    world.agenda.run_until(lambda: bool(world.network.calls) and all(call.over for call in world.network.calls))
    heard = world.agents[0].words()
    assert "Example Insurance" in heard
    browser.submit(code=code_in(heard))
    assert signed_in(browser)
    assert world.agents[0].messages == []
    assert [entry.code for entry in world.network.console if entry.level == "error"] == []


def test_an_agent_whose_message_does_not_come_requests_a_call(world: World, browser: Browser) -> None:
    world.agents[0].message_outcome = "undelivered:30003"
    world.agents[0].plan = LISTENS
    ask(browser)
    browser.submit(do="call")
    assert "its phone rings now" in browser.words
    world.agenda.run_until(lambda: bool(world.network.calls) and all(call.over for call in world.network.calls))
    browser.submit(code=code_in(world.agents[0].words()))
    assert signed_in(browser)


@pytest.mark.parametrize("plan", [Mailbox(), Answers()], ids=["a mailbox", "a person who presses nothing"])
def test_who_presses_no_key_hears_no_code(world: World, browser: Browser, plan: Plan) -> None:
    world.account.landlines = (ANNA,)
    world.agents[0].plan = plan
    ask(browser)
    world.agenda.run_until(lambda: bool(world.network.calls) and all(call.over for call in world.network.calls))
    assert "press any key" in world.agents[0].words()
    assert code_in(world.agents[0].words()) == ""


def test_a_strangers_number_gets_neither_message_nor_call(world: World, browser: Browser) -> None:
    ask(browser, world.customer.number)
    browser.submit(do="call")
    world.agenda.advance(120)
    assert world.network.messages == []
    assert world.network.calls == []
