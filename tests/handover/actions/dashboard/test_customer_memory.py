"""A handover's page says which contact of its customer it is, how the last one ended, and where all of them are."""

from __future__ import annotations

from datetime import timedelta

from tests.handover.actions.dashboard.conftest import AGENTS
from tests.handover.actions.dashboard.one_handover import answered, ended, linked, started, talked
from tests.handover.browser import Browser
from tests.handover.rig import CUSTOMER


def contact(browser: Browser, session: str, **more: object) -> str:
    """Begin a call of a chat of its own. Returns its id."""
    browser.deployment.rig.clock.step(3 * 3600)
    return started(browser.deployment, session_id=session, phone_number=CUSTOMER, **more)


def two_earlier(browser: Browser) -> tuple[str, str]:
    """A busy line, and a talk in which papers were missing."""
    papers = {"id": "papers", "label": "Papers missing"}
    browser.deployment.rig.desk(agents=AGENTS, dispositions=[papers])
    busy = contact(browser, "one")
    ended(browser.deployment, busy)
    spoken = contact(browser, "two")
    talked(browser.deployment, spoken)
    browser.sign_in("anna")
    browser.get("handover", h=spoken)
    browser.post("handover", {"do": "wrap_up", "disposition": "papers"}, h=spoken)
    return busy, spoken


def test_a_third_contact_names_the_last_outcome_and_its_day(browser: Browser) -> None:
    busy, spoken = two_earlier(browser)
    third = contact(browser, "three")
    browser.sign_in("anna").get("handover", h=third)
    assert "Third contact. Last: Papers missing, 23 Nov See all of them" in browser.words
    browser.get("contacts", h=third)
    assert [one for one in (third, spoken, busy) if f"h={one}" in browser.text] == [third, spoken, busy]
    browser.get("handover", h=busy)
    assert "contact. Last" not in browser.words, "the first one had none before it"


def test_who_came_by_a_link_reads_the_memory_and_is_not_led_to_other_handovers(browser: Browser) -> None:
    two_earlier(browser)
    third = contact(browser, "three")
    deployment = browser.deployment
    answered(deployment, third)
    linked(browser, third, 1).get("handover", h=third)
    assert "Third contact" in browser.words
    assert "view=contacts" not in browser.text


def test_a_number_that_took_its_consent_back_has_no_memory(browser: Browser) -> None:
    two_earlier(browser)
    third = contact(browser, "three")
    ended(browser.deployment, third)
    rig = browser.deployment.rig
    rig.storage.do_not_call.add(CUSTOMER, rig.clock.now() + timedelta(seconds=1), "", ())
    browser.sign_in("anna").get("handover", h=third)
    assert "contact. Last" not in browser.words
    browser.get("contacts", h=third)
    assert "Nothing is remembered of this number" in browser.words
