"""The phone desk in a real Chromium: where the call is, in the chat window, over real requests between two origins."""

from __future__ import annotations

import json

import pytest

from handover.core.call.rating import rating_of

from .conftest import Site, stored_by

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def connect(site: Site, handover_id: str) -> None:
    site.on.step("connect", handover_id, Digits="1")
    site.on.step("decide", handover_id, 1, Digits="1")


def finish(site: Site, handover_id: str) -> None:
    site.on.step("dialed", handover_id, 1, DialCallStatus="completed", DialBridged="true")
    site.on.report("customer", handover_id, CallStatus="completed", CallDuration="60")


def test_a_call_from_the_ring_to_the_rating(site: Site) -> None:
    site.open()
    handover_id, token = site.start()
    site.page.evaluate("fire('send', {input: {text: 'Please call me'}})")
    site.answer("We are calling you.", token)
    site.until(lambda: site.head == "We are ringing you")
    assert site.panel.get_by_role("button").all_inner_texts() == ["Cancel the call"]
    site.on.step("connect", handover_id, Digits="1")
    site.until(lambda: site.head.startswith("You are number 1 in line"))
    site.on.step("decide", handover_id, 1, Digits="1")
    site.until(lambda: site.head == "Anna joined by phone")
    assert site.panel.get_by_role("button").count() == 0

    kept = stored_by(site.page)
    site.open()  # a reload: the chat draws its old message again, with the first token
    site.rig.clock.step(30 * 60)
    site.page.evaluate("token => draw(token)", token)
    site.until(lambda: site.head == "Anna joined by phone")
    assert stored_by(site.page).keys() == kept.keys()

    finish(site, handover_id)
    site.until(lambda: site.head == "The call is over. How was it?")
    looks = site.looks()
    site.pass_time(600)
    assert site.looks() == looks, "a call that is over is not looked at again"
    site.panel.get_by_role("button", name="5").click()
    site.until(lambda: site.head == "The call is over")
    found = rating_of(site.rig.handover(handover_id))
    assert found is not None
    assert found.rating == 5

    said = [line.text for turn in site.rig.storage.turns.of_session("session-1") for line in turn.lines]
    assert said == ["Please call me", "We are calling you."]
    assert not any(token in url or "?" in url for url in site.urls), "a token is never in an address"
    assert "Please" not in json.dumps(stored_by(site.page))


def test_a_call_is_cancelled_in_german(site: Site) -> None:
    site.open("de")
    handover_id, token = site.start()
    site.answer("Wir rufen an.", token)
    site.until(lambda: site.head == "Ihr Telefon klingelt")
    site.panel.get_by_role("button", name="Anruf absagen").click()
    site.until(lambda: site.head == "Der Anruf ist abgesagt")
    assert site.rig.handover(handover_id).state == "canceled"


def test_offline_and_back(site: Site) -> None:
    site.open()
    _, token = site.start()
    site.answer("We are calling you.", token)
    site.until(lambda: site.head == "We are ringing you")
    site.page.context.set_offline(True)
    site.until(lambda: "No connection" in site.head)
    site.page.context.set_offline(False)
    site.until(lambda: site.head == "We are ringing you")


def test_a_page_that_is_not_listed_reads_nothing(site: Site) -> None:
    site.rig.desk(web={"origins": ["https://www.example.com"]})
    site.open()
    _, token = site.start()
    site.answer("We are calling you.", token)
    site.until(lambda: "No connection" in site.head)


def test_a_hidden_tab_looks_seldom(site: Site) -> None:
    site.open()
    _, token = site.start()
    site.answer("We are calling you.", token)
    site.until(lambda: site.head == "We are ringing you")
    hide = "value => Object.defineProperty(document, 'hidden', {configurable: true, get: () => value})"
    site.page.evaluate(hide, True)
    site.pass_time(3)
    site.page.wait_for_timeout(200)
    looks = site.looks()
    site.pass_time(14)
    site.page.wait_for_timeout(200)
    assert site.looks() - looks <= 1
    site.page.evaluate(hide, False)
    site.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    site.page.wait_for_timeout(200)
    assert site.looks() - looks >= 1


@pytest.mark.parametrize("wrong", ["a.b", "expired"])
def test_a_token_that_does_not_count_ends_the_watch(site: Site, wrong: str) -> None:
    site.open()
    _, token = site.start()
    if wrong == "expired":
        site.rig.clock.step(61 * 60)
    site.answer("We are calling you.", token if wrong == "expired" else wrong)
    site.until(lambda: "Ask in the chat" in site.head)
    looks = site.looks()
    site.pass_time(600)
    assert site.looks() == looks


def test_the_service_desk_has_our_phone_behind_it(site: Site) -> None:
    site.open()
    assert site.page.evaluate("desk.getName().length") in range(1, 41)
    assert site.page.evaluate("desk.areAnyAgentsOnline({output: {}})") is False
    assert "No call" in site.page.evaluate("desk.startChat({output: {}}).catch(error => error.message)")
    handover_id, token = site.start()
    message = {"output": {"generic": [], "user_defined": {"handover": {"web_token": token}}}}
    assert site.page.evaluate("message => desk.areAnyAgentsOnline(message)", message) is True
    site.page.evaluate("message => desk.startChat(message)", message)

    def told() -> list[list[object]]:
        found = site.page.evaluate("calls")
        assert isinstance(found, list)
        return found

    site.until(lambda: ["updateAgentAvailability", {"message": "We are ringing you"}] in told())
    site.page.evaluate("desk.sendMessageToAgent({input: {text: 'hello?'}}, '1', {})")
    connect(site, handover_id)
    site.until(lambda: ["sendMessageToUser", "Anna joined by phone", "phone"] in told())
    assert ["agentJoined", {"id": "phone", "nickname": "Anna"}] in told()
    finish(site, handover_id)
    site.until(lambda: ["agentEndedChat"] in told())
    assert "The call is over. How was it?" in str(told()[-2][1])


def test_ending_the_chat_before_anybody_joined_cancels_the_call(site: Site) -> None:
    site.open()
    handover_id, token = site.start()
    message = {"output": {"generic": [{"user_defined": {"handover": {"web_token": token}}}]}}
    site.page.evaluate("message => desk.startChat(message)", message)
    site.page.evaluate("desk.endChat({})")
    assert site.rig.handover(handover_id).state == "canceled"
