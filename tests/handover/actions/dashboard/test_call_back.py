"""Calling a customer back from the page: the agent's phone first, one click one call, and in words why nobody is called."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from handover.core.call.events import EventKind
from handover.usecases.call_customer_back import call_customer_back
from tests.fakes.bucket import DOWN, MemoryBucket
from tests.handover.actions.dashboard.conftest import AGENTS
from tests.handover.actions.dashboard.one_handover import ended, started
from tests.handover.actions.waiting import customer
from tests.handover.browser import Browser
from tests.handover.deployment import Deployment
from tests.handover.rig import CUSTOMER

ANNA = "+493012345671"
ONCE = "0123456789abcdef"


@pytest.fixture
def handover_id(deployment: Deployment, browser: Browser) -> str:
    """A customer who was not reached, with their page open in Anna's browser."""
    handover_id = started(deployment, language="en")
    ended(deployment, handover_id)
    deployment.rig.clock.step(60)
    browser.sign_in("anna").get("handover", h=handover_id)
    return handover_id


def click(browser: Browser, handover_id: str, once: str = ONCE) -> str:
    """Press the button; returns the id of the call back, or `""` if nobody is called."""
    browser.get("handover", h=handover_id)
    browser.post("callback", {"h": handover_id, "once": once}, follow=False)
    found = re.search(r"h=([\w-]+)", browser.shown.headers.get("location", ""))
    return found[1] if found else ""


def back(deployment: Deployment, step: str, handover_id: str, **form: str) -> str:
    return deployment.step(step, handover_id, 1, **form)


def reported(deployment: Deployment, kind: str, handover_id: str, status: str, sid: str = "CA" + "7" * 32) -> None:
    query = f"kind={kind}&h={handover_id}&a=1"
    assert deployment.twilio("status", query, {"CallSid": sid, "CallStatus": status}).status == 204


def test_the_agent_is_rung_first_and_the_customer_after_a_key(
    deployment: Deployment, browser: Browser, handover_id: str
) -> None:
    called = click(browser, handover_id)
    twilio, rig = deployment.rig.twilio, deployment.rig
    assert twilio.dialled == [CUSTOMER, ANNA]
    asked = back(deployment, "back", called)
    assert "Press 1" in asked
    assert "Erika" not in asked
    assert CUSTOMER not in asked
    assert rig.handover(called).state == "dialing"
    again = back(deployment, "back_key", called, Digits="7")
    assert "<Dial" not in again
    dialled = back(deployment, "back_key", called, Digits="1")
    assert "Erika Beispiel" in dialled
    assert f">{CUSTOMER}</Number>" in dialled
    assert f'callerId="{rig.settings.twilio_number}"' in dialled
    assert rig.handover(called).state == "ringing"
    reported(deployment, "back_customer", called, "in-progress")
    assert rig.handover(called).state == "connected"
    back(deployment, "back_done", called, DialCallStatus="completed", DialBridged="true", DialCallDuration="60")
    reported(deployment, "back", called, "completed")
    handover = rig.handover(called)
    assert (handover.state, handover.agent and handover.agent.id, handover.back_of) == (
        "completed",
        "anna",
        handover_id,
    )
    browser.get("handover", h=called)
    assert "Anna asked to call the customer back" in browser.words
    assert "Note the outcome" in browser.get("todo")


def talked(deployment: Deployment, called: str) -> None:
    """Anna takes the call back, and talks with the customer."""
    back(deployment, "back_key", called, Digits="1")
    reported(deployment, "back_customer", called, "in-progress")
    back(deployment, "back_done", called, DialCallStatus="completed", DialBridged="true", DialCallDuration="60")
    reported(deployment, "back", called, "completed")


def test_the_agent_is_left_alone_to_wrap_up_as_after_every_call(
    deployment: Deployment, browser: Browser, handover_id: str
) -> None:
    deployment.rig.desk(agents=AGENTS, ringing={})
    deployment.rig.clock.step(31)
    talked(deployment, click(browser, handover_id))
    assert customer(deployment, 1).presses_a_key() == "ben"
    deployment.rig.clock.step(60)
    assert customer(deployment, 2).presses_a_key() == "anna"


def test_a_desk_that_rings_the_longest_idle_counts_a_call_back(
    deployment: Deployment, browser: Browser, handover_id: str
) -> None:
    deployment.rig.desk(agents=AGENTS, ringing={"strategy": "longest_idle", "wrap_up_seconds": 0})
    deployment.rig.clock.step(31)
    talked(deployment, click(browser, handover_id))
    assert customer(deployment, 1).presses_a_key() == "ben"


@pytest.mark.parametrize(
    ("phones", "rung"),
    [
        ({"sip": "sip:anna@pbx.example.com"}, "sip:anna@pbx.example.com"),
        ({"extension": "12", "mobile": "+4915228171234"}, ANNA),
        ({"extension": "12"}, ANNA),
    ],
)
def test_a_desk_phone_is_rung_and_frozen_as_in_every_call(
    deployment: Deployment, browser: Browser, handover_id: str, phones: dict[str, str], rung: str
) -> None:
    anna = {**AGENTS[0], **phones}
    deployment.rig.desk(agents=[anna, AGENTS[1]])
    deployment.rig.clock.step(31)
    rig, desk = deployment.rig, deployment.rig.storage.desk()
    called = call_customer_back(rig.ctx(), desk, rig.handover(handover_id), desk.agents[0], ONCE).handover_id
    created = rig.twilio.created[-1]
    assert (created["To"], created.get("SendDigits")) == ([rung], ["12"] if "extension" in phones else None)
    (target,) = rig.handover(called).order
    assert (target.phone, target.rings, target.keys) == (
        phones.get("mobile", "" if "extension" in phones else ANNA),
        phones.get("sip", ANNA if "extension" in phones else ""),
        phones.get("extension", ""),
    )


def test_a_customer_who_called_from_the_agents_switchboard_is_called_back_there(
    deployment: Deployment, browser: Browser, handover_id: str
) -> None:
    """Its number is nobody's, here as when the customer is rung (decision 58)."""
    anna = {**AGENTS[0], "phone": CUSTOMER, "extension": "12"}
    deployment.rig.desk(agents=[anna, AGENTS[1]])
    deployment.rig.clock.step(31)
    rig, desk = deployment.rig, deployment.rig.storage.desk()
    assert not call_customer_back(rig.ctx(), desk, rig.handover(handover_id), desk.agents[0], ONCE).refused


def test_the_agent_whose_line_broke_stays_first_after_a_call_back_that_nobody_took(
    deployment: Deployment, browser: Browser
) -> None:
    who = customer(deployment, 3)
    assert who.presses_a_key() == "anna"
    assert who.not_taken(1) == "ben"
    who.agent(2, "1")
    deployment.step("dialed", who.handover_id, 2, DialCallStatus="failed", DialBridged="true", DialCallDuration="9")
    who.hangs_up()
    assert deployment.rig.handover(who.handover_id).state == "dropped"
    browser.sign_in("anna").get("handover", h=who.handover_id)
    reported(deployment, "back", click(browser, who.handover_id), "no-answer")
    deployment.rig.clock.step(61)
    assert customer(deployment, 3).presses_a_key() == "ben"


def test_a_form_that_is_sent_twice_calls_once(deployment: Deployment, browser: Browser, handover_id: str) -> None:
    called = click(browser, handover_id)
    assert click(browser, handover_id) == called
    reported(deployment, "back", called, "no-answer")
    assert click(browser, handover_id) == called
    assert deployment.rig.twilio.dialled == [CUSTOMER, ANNA]


def test_a_double_click_whose_first_half_is_under_way_is_not_told_that_nobody_is_called(
    deployment: Deployment, browser: Browser, handover_id: str
) -> None:
    deployment.rig.storage.handovers.claim_leg(handover_id, 0, f"call-back-{ONCE}", deployment.rig.clock.now())
    assert click(browser, handover_id) == ""
    assert browser.shown.status == 409
    assert "Nobody is called a second time." in browser.words
    assert "Nobody is called." not in browser.words
    assert deployment.rig.twilio.dialled == [CUSTOMER]


def test_another_click_while_the_call_back_is_under_way_calls_nobody(
    deployment: Deployment, browser: Browser, handover_id: str
) -> None:
    click(browser, handover_id)
    assert click(browser, handover_id, "f" * 16) == ""
    assert browser.shown.status == 409
    assert "your phone is ringing for another customer" in browser.words
    assert len(deployment.rig.twilio.dialled) == 2


def test_a_call_that_the_agent_does_not_take_calls_nobody_and_does_not_count(
    deployment: Deployment, browser: Browser, handover_id: str
) -> None:
    called = click(browser, handover_id)
    assert "<Dial" not in back(deployment, "back_key", called, Digits="2")
    reported(deployment, "back", called, "completed")
    handover = deployment.rig.handover(called)
    assert (handover.state, handover.reason) == ("refused", "no_agents")
    assert "<Dial" not in back(deployment, "back_key", called, Digits="1")
    assert click(browser, handover_id, "e" * 16) not in ("", called)


@pytest.mark.parametrize(("status", "state"), [("busy", "busy"), ("no-answer", "no_answer"), ("failed", "failed")])
def test_a_customer_who_is_not_reached_is_a_task_again_and_is_not_texted(
    deployment: Deployment, browser: Browser, handover_id: str, status: str, state: str
) -> None:
    called = click(browser, handover_id)
    back(deployment, "back_key", called, Digits="1")
    texted = len(deployment.rig.twilio.texted)
    assert "<Hangup" in back(deployment, "back_done", called, DialCallStatus=status, DialBridged="false")
    reported(deployment, "back", called, "completed")
    assert deployment.rig.handover(called).state == state
    assert len(deployment.rig.twilio.texted) == texted
    assert [item["id"] for item in browser.json("todo")["items"]] == [called]


def _withdrawn(deployment: Deployment) -> None:
    deployment.ask(action="withdraw", session_id="session-1", phone_number=CUSTOMER)


def _paused(deployment: Deployment) -> None:
    Browser(deployment).sign_in("anna").get("desk")
    other = Browser(deployment).sign_in("anna")
    other.get("desk")
    other.post("desk", {"do": "pause"})


def _quiet(deployment: Deployment) -> None:
    deployment.rig.desk(agents=AGENTS, quiet_hours={"from": "09:00", "to": "12:00"})


def _engaged(deployment: Deployment) -> None:
    other = deployment.start("session-2", phone_number="+49 30 99999999")["handover_id"]
    deployment.step("connect", other, Digits="5")


def _limit(deployment: Deployment) -> None:
    deployment.rig.desk(agents=AGENTS, limits={"calls_per_number_per_hour": 1})


@pytest.mark.parametrize(
    ("beforehand", "words"),
    [
        (_withdrawn, "The customer does not want to be called."),
        (_paused, "The desk is paused: no calls are placed."),
        (_engaged, "your phone is ringing for another customer"),
        (_quiet, "The customer has quiet hours now."),
        (_limit, "A limit is reached"),
    ],
)
def test_what_speaks_against_it_is_said_before_any_phone_rings(
    deployment: Deployment,
    browser: Browser,
    handover_id: str,
    beforehand: Callable[[Deployment], None],
    words: str,
) -> None:
    beforehand(deployment)
    deployment.rig.clock.step(31)
    dialled = list(deployment.rig.twilio.dialled)
    assert click(browser, handover_id) == ""
    assert words in browser.words
    assert deployment.rig.twilio.dialled == dialled


def test_an_agent_with_a_link_alone_and_another_site_call_nobody(
    deployment: Deployment, browser: Browser, handover_id: str
) -> None:
    browser.post("callback", {"h": handover_id, "once": ONCE, "token": "forged"}, follow=False)
    assert browser.shown.status != 303
    assert deployment.rig.twilio.dialled == [CUSTOMER]


def test_a_phone_at_which_wrong_digits_were_pressed_is_not_called_back(
    deployment: Deployment, browser: Browser, handover_id: str
) -> None:
    rig = deployment.rig
    rig.storage.handovers.add(handover_id, EventKind.NO_KEY, rig.clock.now(), {"wrong_digit": True})
    assert click(browser, handover_id) == ""
    assert "may belong to somebody else" in browser.words
    assert rig.twilio.dialled == [CUSTOMER]


@pytest.mark.parametrize("part", ["v1/switch/live/", "v1/session/", "-3/requested", "-3/hunt"])
def test_without_storage_nobody_is_called_and_the_page_says_so_and_how_to_go_on(
    deployment: Deployment, browser: Browser, handover_id: str, part: str
) -> None:
    """Also where the claim of the click has been stored: "go back and try again" would be refused then."""
    rig = deployment.rig
    assert isinstance(rig.server, MemoryBucket)
    began: list[str] = []

    def fails(_: str, key: str) -> bool:
        began.extend([key] if "/0.call-back-" in key else [])
        return bool(began) and part in key

    rig.server.faults.add(DOWN, fails, times=None)
    assert click(browser, handover_id) == ""
    assert browser.shown.status == 503
    assert "Nobody is called. The desk’s records cannot be reached right now." in browser.words
    assert f'href="?view=handover&amp;h={handover_id}"' in browser.text
    assert ANNA not in rig.twilio.dialled
    rig.server.faults.clear()
    rig.clock.step(60)
    click(browser, handover_id, "fedcba9876543210")
    assert rig.twilio.dialled.count(ANNA) == 1
