"""A view of a handover is recorded before it is shown, and the number is shown on request only."""

from __future__ import annotations

import json

from handover.core.chat.transcript import ChatLine
from tests.handover.actions.dashboard.one_handover import (
    answered,
    failing_to_record,
    linked,
    live_query,
    recorded_views,
    started,
    turn,
)
from tests.handover.browser import Browser
from tests.handover.deployment import Deployment
from tests.handover.rig import CUSTOMER

# The number


def test_the_number_is_masked_until_an_agent_reveals_it_which_is_recorded_first(
    deployment: Deployment, browser: Browser
) -> None:
    handover_id = started(deployment)
    browser.sign_in("ben").get("handover", h=handover_id)
    assert "…78" in browser.words
    assert CUSTOMER[4:] not in browser.text
    deployment.rig.clock.step(1)
    browser.post("handover", {"do": "reveal", "notes": "typed so far"}, h=handover_id)
    assert browser.shown.status == 200
    assert f'<a href="tel:{CUSTOMER}">{CUSTOMER}</a>' in browser.text
    assert "typed so far" in browser.text
    assert "Ben had the whole phone number shown." in browser.words
    assert recorded_views(deployment, handover_id) == ["ben view by seat", "ben reveal by seat"]
    browser.get("handover", h=handover_id)
    assert CUSTOMER[4:] not in browser.text


def test_the_number_is_masked_wherever_it_was_written_and_shown_there_too(
    deployment: Deployment, browser: Browser
) -> None:
    typed = "+49 30 1234 5678"
    handover_id = started(
        deployment,
        name=f"Erika {typed}",
        reason=f"call {typed}",
        user_id=typed,
        details={"phone": typed},
        consent={"question": f"May we call {typed}?", "answer": "yes"},
        transcript=[{"user": f"It is {typed}"}],
    )
    page = browser.sign_in("anna").get("handover", h=handover_id)
    query = live_query(page)
    assert "May we call …78?" in browser.words
    assert "1234 5678" not in page
    deployment.rig.storage.turns.keep(
        turn(1, ChatLine("customer", f"It is {typed}"), ChatLine("bot", "Thank you: 03012345678."))
    )
    assert "Thank you: …78." in browser.json("handover", None, **query)["parts"]["chat-new"]
    browser.get("handover", h=handover_id)
    browser.post("handover", {"do": "reveal"}, h=handover_id)
    assert f"May we call {typed}?" in browser.words
    assert f"It is {typed}" in browser.words
    assert browser.json("handover", None, **live_query(browser.text))["parts"]["chat-new"].count("<ol") == 0


def test_a_number_whose_showing_cannot_be_recorded_is_not_shown(deployment: Deployment, browser: Browser) -> None:
    handover_id = started(deployment)
    browser.sign_in("anna").get("handover", h=handover_id)
    failing_to_record(browser, ".reveal-")
    browser.post("handover", {"do": "reveal", "notes": "typed so far"}, h=handover_id)
    assert browser.shown.status == 503
    assert "The number is not shown, because that could not be recorded." in browser.words
    assert CUSTOMER[4:] not in browser.text
    assert "typed so far" in browser.text


def test_neither_keys_nor_logs_contain_the_viewer_or_the_number(deployment: Deployment, browser: Browser) -> None:
    handover_id = started(deployment)
    browser.sign_in("anna").get("handover", h=handover_id)
    browser.post("handover", {"do": "reveal"}, h=handover_id)
    assert [key for key in deployment.rig.objects("v1/") if "anna" in key or CUSTOMER[1:] in key] == []
    assert CUSTOMER not in json.dumps(deployment.rig.log.warnings)


# Who looks is on record


def test_every_view_is_recorded_but_live_updates_are_not(deployment: Deployment, browser: Browser) -> None:
    handover_id = started(deployment)
    browser.sign_in("anna").get("handover", h=handover_id)
    browser.json("handover", h=handover_id)
    browser.get("handover", h=handover_id)
    assert recorded_views(deployment, handover_id) == ["anna view by seat"] * 2
    assert "Anna opened this page 2 times." in browser.words


def test_a_viewer_with_a_link_sees_nothing_when_the_view_cannot_be_recorded(
    deployment: Deployment, browser: Browser
) -> None:
    handover_id = started(deployment)
    answered(deployment, handover_id)
    linked(browser, handover_id, 1).get("handover", h=handover_id)
    assert browser.shown.status == 200
    assert "Anna opened this page by the link." in browser.words
    assert recorded_views(deployment, handover_id) == ["anna view by link"]
    failing_to_record(browser, ".view-")
    browser.get("handover", h=handover_id)
    assert browser.shown.status == 503
    assert "Nothing is shown" in browser.words
    assert "Erika" not in browser.text


def test_a_viewer_with_a_link_gets_back_what_they_typed_even_then(deployment: Deployment, browser: Browser) -> None:
    handover_id = started(deployment)
    answered(deployment, handover_id)
    linked(browser, handover_id, 1).get("handover", h=handover_id)
    failing_to_record(browser, ".view-")
    browser.post("handover", {"do": "wrap_up", "disposition": "", "notes": "Nearly done"}, h=handover_id)
    assert browser.shown.status == 503
    assert "Nearly done" in browser.text
    assert "Erika" not in browser.text


def test_a_signed_in_agent_sees_the_page_with_a_warning_when_the_view_is_not_recorded(
    deployment: Deployment, browser: Browser
) -> None:
    handover_id = started(deployment)
    browser.sign_in("anna").get("handover", h=handover_id)
    failing_to_record(browser, ".view-")
    browser.get("handover", h=handover_id)
    assert browser.shown.status == 200
    assert "Your visit could not be recorded." in browser.words
    assert "Hail damage to the car" in browser.words


def test_a_link_opens_one_handover_and_no_other(deployment: Deployment, browser: Browser) -> None:
    handover_id, other = started(deployment), started(deployment, session="session-2", phone_number="+49 30 12345679")
    answered(deployment, handover_id)
    linked(browser, handover_id, 1).get("handover", h=other)
    assert browser.shown.status == 403
    assert "Erika" not in browser.text
