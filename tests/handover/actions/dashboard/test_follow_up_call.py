"""A call that an agent promises with the outcome: booked once, or refused in words at its field."""

from __future__ import annotations

import pytest

from handover.core.call.state import State
from tests.handover.actions.dashboard.conftest import AGENTS
from tests.handover.actions.dashboard.one_handover import ended, started
from tests.handover.browser import Browser
from tests.handover.deployment import Deployment
from tests.handover.rig import CUSTOMER

#: The clock of the tests stands at 10:00 in Berlin.
SAVE = {"do": "wrap_up", "disposition": "solved", "notes": "Sends photos.", "call_for": "me"}


@pytest.fixture
def handover_id(deployment: Deployment, browser: Browser) -> str:
    deployment.rig.desk(agents=AGENTS, retries={"on": []})
    handover_id = started(deployment)
    ended(deployment, handover_id)
    deployment.rig.clock.step(60)
    browser.sign_in("anna").get("handover", h=handover_id)
    return handover_id


def bookings(deployment: Deployment) -> list[str]:
    return sorted(key.split("/")[3] for key in deployment.rig.objects("v1/day/") if "/booked.1" in key)


def test_it_is_booked_for_the_agent_once_and_the_page_says_what_was_saved_and_the_way_on(
    deployment: Deployment, browser: Browser, handover_id: str
) -> None:
    form = {**SAVE, "once": browser.value("once"), "call_at": "2026-11-24T14:30", "disposition": "follow_up"}
    browser.post("handover", form, h=handover_id)
    assert "The customer is called on 24 Nov 2026, 14:30, and your phone is rung first" in browser.words
    assert "Follow-up: 24 Nov 2026." in browser.words
    assert "Nothing else is left to do." in browser.words
    assert "Back to Now" in browser.words
    browser.get("handover", h=handover_id)
    browser.post("handover", form, h=handover_id)
    assert browser.words.count("Sends photos.") == 1
    (booked,) = bookings(deployment)
    handover = deployment.rig.handover(booked)
    assert (handover.state, handover.prefer, handover.phone) == (State.SCHEDULED, "anna", CUSTOMER)
    assert handover.booking
    assert handover.booking.at.isoformat() == "2026-11-24T13:30:00+00:00"
    assert browser.json("todo")["items"] == []
    browser.get("lookback")
    assert "Booked for 24 Nov 2026, 14:30" in browser.words


@pytest.mark.parametrize(
    ("call_at", "words"),
    [
        ("2026-11-23T09:00", "That time has passed."),
        ("tomorrow", "That is not a time."),
        ("2027-11-23T09:00", "days ahead"),
        ("2026-11-24T03:00", "The customer has quiet hours at that time. Possible: 23 Nov 2026,"),
    ],
)
def test_a_refused_time_is_said_at_its_field_and_nothing_that_was_typed_is_lost(
    deployment: Deployment, browser: Browser, handover_id: str, call_at: str, words: str
) -> None:
    browser.post("handover", {**SAVE, "once": browser.value("once"), "call_at": call_at}, h=handover_id)
    assert browser.shown.status == 422
    assert words in browser.words
    assert f'value="{call_at}" aria-describedby="call_at-about" aria-invalid="true"' in browser.text
    assert "Sends photos." in browser.text
    assert bookings(deployment) == []
    assert not any("wrapped" in key for key in deployment.rig.objects("v1/day/"))


def test_a_customer_who_withdrew_is_not_booked(deployment: Deployment, browser: Browser, handover_id: str) -> None:
    deployment.ask(action="withdraw", session_id="session-1", phone_number=CUSTOMER)
    form = {**SAVE, "once": browser.value("once"), "call_at": "2026-11-24T14:30"}
    browser.post("handover", form, h=handover_id)
    assert "The customer does not want to be called." in browser.words
    assert bookings(deployment) == []


def test_a_retry_of_the_plan_gives_way_to_it(deployment: Deployment, browser: Browser) -> None:
    handover_id = started(deployment)
    ended(deployment, handover_id)
    (retry,) = bookings(deployment)
    browser.sign_in("anna").get("handover", h=handover_id)
    browser.post("handover", {**SAVE, "once": "1" * 16, "call_at": "2026-11-24T14:30"}, h=handover_id)
    assert deployment.rig.handover(retry).state is State.CANCELED
    (booked,) = set(bookings(deployment)) - {retry}
    assert deployment.rig.handover(booked).state is State.SCHEDULED


def test_a_second_time_for_the_same_customer_is_refused_with_the_first(
    deployment: Deployment, browser: Browser, handover_id: str
) -> None:
    browser.post("handover", {**SAVE, "once": "1" * 16, "call_at": "2026-11-24T14:30"}, h=handover_id)
    browser.post("handover", {**SAVE, "once": "2" * 16, "call_at": "2026-11-24T15:30"}, h=handover_id)
    assert "A call to this customer is already booked for 24 Nov 2026, 14:30." in browser.words
    assert len(bookings(deployment)) == 1
