"""The page of one handover: what an agent reads while the customer is in their ear, and what may be shown to whom."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from handover.core.call.timeline import Kind
from handover.core.chat.transcript import Line, Turn
from handover.services.seals import seal
from handover.services.storage import keys
from tests.handover.browser import Browser
from tests.handover.doors import Doors
from tests.handover.rig import CUSTOMER
from tests.handover.usecases.faulty import FaultyClient

HANDOVER: dict[str, Any] = {
    "name": "Erika Beispiel",
    "reason": "Hail damage to the car",
    "details": {"plate_number": "KA-AB 123", "injured": False},
    "channel": "Web chat",
    "user_id": "user-7",
    "language": "de-AT",
    "consent": {"question": "May we call you about this?", "answer": "Yes, please do"},
    "transcript": [{"bot": "What happened?"}, {"user": "Hail, all over the bonnet"}],
}


def started(doors: Doors, **more: Any) -> str:
    """The id of a handover that the chat has just asked for."""
    return str(doors.start(**{**HANDOVER, **more})["handover_id"])


def talked(doors: Doors, hid: str) -> None:
    """Anna does not pick up, Ben takes the call, and they talk for four minutes."""
    clock = doors.rig.clock
    doors.report("customer", hid, CallStatus="ringing")
    clock.step(7)
    doors.report("customer", hid, CallStatus="in-progress")
    clock.step(5)
    doors.step("connect", hid, Digits="5")
    ring(doors, hid, 1, "ringing")
    clock.step(15)
    ring(doors, hid, 1, "no-answer")
    doors.step("dialed", hid, 1, DialCallStatus="no-answer", DialBridged="false")
    ring(doors, hid, 2, "ringing")
    clock.step(6)
    ring(doors, hid, 2, "in-progress")
    doors.step("decide", hid, 2, Digits="1")
    clock.step(240)
    doors.step("dialed", hid, 2, DialCallStatus="completed", DialBridged="true", DialCallDuration="240")
    doors.report("customer", hid, CallStatus="completed", CallDuration="273")


def ring(doors: Doors, hid: str, attempt: int, status: str) -> None:
    """A report of the agent's leg, as Twilio sends it."""
    asked = f"kind=agent&h={hid}&a={attempt}"
    assert doors.twilio("status", asked, {"CallSid": "CA" + "2" * 32, "CallStatus": status}).status == 204


def linked(browser: Browser, hid: str, attempt: int) -> Browser:
    """The browser of somebody who opened the link in their text message."""
    settings = browser.doors.rig.settings
    browser.cookie = f"handover={seal(settings, 'visitor', {'s': 'a-secret-of-a-browser', 'h': hid, 'a': attempt})}"
    return browser


def looks(doors: Doors, hid: str) -> list[str]:
    """Who looked at what, as it is on record."""
    kept = doors.rig.objects(keys.legs(hid)).items()
    found = [(body["at"], key.rpartition(".")[2].partition("-")[0], body["facts"]) for key, body in kept]
    return [
        f"{facts['agent']} {what} by {facts['by']}"
        for _, what, facts in sorted(found, key=lambda look: look[0])
        if what in ("view", "reveal")
    ]


def over(browser: Browser, fails: Callable[[str], bool] = lambda _: False) -> FaultyClient:
    """From now on the dashboard is in another container, whose requests to storage are counted, and fail by name."""
    rig = browser.doors.rig
    client = FaultyClient(rig.client(), lambda _, key: fails(key))
    browser.host = Doors("openwhisk", rig, make_kit=lambda settings: rig.kit_for(settings, lambda: client)).host
    return client


def not_noting(browser: Browser, look: str) -> None:
    """From now on no further look of that kind can be noted."""
    noted = browser.doors.rig.objects("v1/leg/")
    over(browser, lambda key: look in key and key not in noted)


def test_everything_the_bot_learned_is_there_before_hello(doors: Doors, browser: Browser) -> None:
    hid = started(doors)
    browser.sign_in("anna").get("handover", h=hid)
    assert browser.shown.status == 200
    for words in (
        "Erika Beispiel",
        "The customer is being called.",
        "What for Hail damage to the car",
        "plate number KA-AB 123",
        "injured no",
        "Spoken to in German",
        "Channel Web chat",
        "User id user-7",
        "Bot What happened?",
        "Erika Beispiel Hail, all over the bonnet",
        "The chat asked: May we call you about this?",
        "The customer answered: Yes, please do",
        "Sent along with the request of 23 Nov 2026, 10:00:00.",
    ):
        assert words in browser.words


def test_what_happened_is_told_in_plain_words_with_times_in_the_agents_zone(doors: Doors, browser: Browser) -> None:
    hid = started(doors)
    talked(doors, hid)
    browser.sign_in("anna").get("handover", h=hid)
    assert "Ben talked with the customer for 4 min 00 s." in browser.words
    assert "10:00:12 Anna's phone rang 15 s, nobody picked up." in browser.words
    assert "10:00:33 Ben pressed 1 and took the call." in browser.words
    assert "Anna opened this page." in browser.words


def test_it_speaks_german_to_a_german_browser(doors: Doors, browser: Browser) -> None:
    hid = started(doors)
    talked(doors, hid)
    browser.language = "de-DE"
    browser.sign_in("anna").get("handover", h=hid)
    assert "Ben hat 4 min 00 s mit der Person aus dem Chat gesprochen." in browser.words
    assert "10:00:12 Bei Anna klingelte das Telefon 15 s, niemand nahm ab." in browser.words
    assert "Angesprochen auf Deutsch" in browser.words


def test_a_refused_request_has_the_same_page(doors: Doors, browser: Browser) -> None:
    hid = str(doors.start(**{**HANDOVER, "phone_number": "+1 900 555 0123", "consent": None})["handover_id"])
    assert "-r" in hid
    browser.sign_in("anna").get("handover", h=hid)
    assert "No call was placed because" in browser.words
    assert "Hail damage to the car" in browser.words
    assert "Phone number …23" in browser.words
    assert "The chat sent no consent along with the request." in browser.words
    browser.post("handover", {"do": "reveal"}, h=hid)
    assert "+1 900 555 0123" in browser.words


@pytest.mark.parametrize(
    "hid", ["20261123-abcdefghijklmnopqrstuvwx-1", "x", "", "../desk.json", "20261123-" + "a" * 90]
)
def test_a_handover_that_there_is_not_is_said_to_be_none(browser: Browser, hid: str) -> None:
    browser.sign_in("anna").get("handover", h=hid)
    assert browser.shown.status == 404
    assert "There is no such handover, or it was deleted after its time." in browser.words


# The whole chat


def turn(n: int, *lines: Line) -> Turn:
    at = f"2026-11-23T08:{n // 60:02}:{n % 60:02}.000Z"
    said = lines or (Line("customer", f"Question {n}", at), Line("bot", f"Answer {n}", at))
    return Turn(f"log-{n}", "session-1", at, n, "Messenger", "de", said)


def test_a_long_chat_comes_in_pages_the_newest_first_and_each_reads_forwards(doors: Doors, browser: Browser) -> None:
    hid = started(doors, transcript=[], channel="")
    for n in range(200):
        doors.rig.storage.turns.keep(turn(n))
    page = browser.sign_in("anna").get("handover", h=hid)
    assert len(page.encode()) < 150_000
    assert re.findall(r"(?:Question|Answer) \d+", browser.words) == [
        f"{what} {n}" for n in range(150, 200) for what in ("Question", "Answer")
    ]
    assert "Channel Messenger" in browser.words
    assert "Page 1 of 4" in browser.words
    assert f"?view=handover&amp;h={hid}&amp;page=2#chat-end" in page
    browser.get("handover", h=hid, page="4")
    assert "Question 0 " in browser.words
    assert "Question 50" not in browser.words
    assert "09:00" in browser.words  # of 08:00 UTC, in Berlin
    for odd in ("0", "-1", "x", "99999999999999999999", "²"):
        browser.get("handover", h=hid, page=odd)
        assert browser.shown.status == 200


def test_long_lines_make_short_pages(doors: Doors, browser: Browser) -> None:
    hid = started(doors, transcript=[{"user": "ä" * 4096} for _ in range(30)])
    page = browser.sign_in("anna").get("handover", h=hid)
    assert len(page.encode()) < 150_000


# What people type is text

PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "{{ 7 * 7 }} {% raw %} ${7*7} {handover}",
    "&lt;b&gt; &amp;amp; <b>",
    "<!-- --><!]]>",
    '<a href="data:text/html,x">x</a>',
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_people_type_is_shown_as_written(doors: Doors, browser: Browser, payload: str) -> None:
    hid = started(
        doors,
        name=payload,
        reason=payload,
        channel=payload[:60],
        user_id=payload,
        details={payload[:60]: payload},
        consent={"question": payload, "answer": payload},
        transcript=[{"user": payload}, {"bot": payload}],
    )
    doors.rig.storage.turns.keep(turn(1, Line("customer", payload), Line("bot", f"logged {payload}")))
    ended(doors, hid)
    browser.sign_in("anna").get("handover", h=hid)
    browser.post("handover", {"do": "wrap_up", "disposition": "solved", "notes": payload, "once": payload}, h=hid)
    assert "Saved." in browser.words
    shown = browser.text
    unescaped = {"&lt;": "<", "&gt;": ">", "&#34;": '"', "&#39;": "'", "&amp;": "&"}
    read = re.sub("|".join(unescaped), lambda found: unescaped[found[0]], re.sub(r"<[^>]*>", " ", shown))
    assert read.count(payload) >= 8
    tags = re.findall(r"<(script|img|svg|b\b|a href=\"(?:data|javascript))[^>]*>", shown)
    assert [tag for tag in tags if tag not in ("script", "svg")] == []
    assert all('nonce="' in tag for tag in re.findall(r"<script[^>]*>", shown))
    assert all('class="icon"' in tag for tag in re.findall(r"<svg[^>]*>", shown))


def ended(doors: Doors, hid: str) -> None:
    doors.report("customer", hid, CallStatus="busy")


# The number


def test_the_number_is_masked_until_somebody_asks_and_asking_is_on_record_first(doors: Doors, browser: Browser) -> None:
    hid = started(doors)
    browser.sign_in("ben").get("handover", h=hid)
    assert "…78" in browser.words
    assert CUSTOMER[4:] not in browser.text
    doors.rig.clock.step(1)
    browser.post("handover", {"do": "reveal", "notes": "typed so far"}, h=hid)
    assert browser.shown.status == 200
    assert f'<a href="tel:{CUSTOMER}">{CUSTOMER}</a>' in browser.text
    assert "typed so far" in browser.text
    assert "Ben had the whole phone number shown." in browser.words
    assert looks(doors, hid) == ["ben view by seat", "ben reveal by seat"]
    browser.get("handover", h=hid)
    assert CUSTOMER[4:] not in browser.text


def test_the_number_is_masked_wherever_it_was_written_and_shown_there_too(doors: Doors, browser: Browser) -> None:
    typed = "+49 30 1234 5678"
    hid = started(
        doors,
        name=f"Erika {typed}",
        reason=f"call {typed}",
        user_id=typed,
        details={"phone": typed},
        consent={"question": f"May we call {typed}?", "answer": "yes"},
        transcript=[{"user": f"It is {typed}"}],
    )
    page = browser.sign_in("anna").get("handover", h=hid)
    asked = live_query(page)
    assert "May we call …78?" in browser.words
    assert "1234 5678" not in page
    doors.rig.storage.turns.keep(turn(1, Line("customer", f"It is {typed}"), Line("bot", "Thank you: 03012345678.")))
    assert "Thank you: …78." in browser.json("handover", None, **asked)["parts"]["chat-new"]
    browser.get("handover", h=hid)
    browser.post("handover", {"do": "reveal"}, h=hid)
    assert f"May we call {typed}?" in browser.words
    assert f"It is {typed}" in browser.words
    assert browser.json("handover", None, **live_query(browser.text))["parts"]["chat-new"].strip() == ""


def test_a_number_whose_showing_cannot_be_recorded_is_not_shown(doors: Doors, browser: Browser) -> None:
    hid = started(doors)
    browser.sign_in("anna").get("handover", h=hid)
    not_noting(browser, ".reveal-")
    browser.post("handover", {"do": "reveal", "notes": "typed so far"}, h=hid)
    assert browser.shown.status == 503
    assert "The number is not shown, because that could not be recorded." in browser.words
    assert CUSTOMER[4:] not in browser.text
    assert "typed so far" in browser.text


def test_no_key_and_no_log_line_tells_who_looked_or_the_number(doors: Doors, browser: Browser) -> None:
    hid = started(doors)
    browser.sign_in("anna").get("handover", h=hid)
    browser.post("handover", {"do": "reveal"}, h=hid)
    assert [key for key in doors.rig.objects("v1/") if "anna" in key or CUSTOMER[1:] in key] == []
    assert CUSTOMER not in json.dumps(doors.rig.log.warnings)


# Who looks is on record


def test_every_look_is_on_record_but_an_update_of_the_page_is_none(doors: Doors, browser: Browser) -> None:
    hid = started(doors)
    browser.sign_in("anna").get("handover", h=hid)
    browser.json("handover", h=hid)
    browser.get("handover", h=hid)
    assert looks(doors, hid) == ["anna view by seat"] * 2
    assert "Anna opened this page 2 times." in browser.words


def test_somebody_with_a_link_is_shown_nothing_that_is_not_on_record(doors: Doors, browser: Browser) -> None:
    hid = started(doors)
    answered(doors, hid)
    linked(browser, hid, 1).get("handover", h=hid)
    assert browser.shown.status == 200
    assert "Anna opened this page by the link." in browser.words
    assert looks(doors, hid) == ["anna view by link"]
    not_noting(browser, ".view-")
    browser.get("handover", h=hid)
    assert browser.shown.status == 503
    assert "nothing is shown" in browser.words
    assert "Erika" not in browser.text


def test_somebody_with_a_link_gets_back_what_they_typed_even_then(doors: Doors, browser: Browser) -> None:
    hid = started(doors)
    answered(doors, hid)
    linked(browser, hid, 1).get("handover", h=hid)
    not_noting(browser, ".view-")
    browser.post("handover", {"do": "wrap_up", "disposition": "", "notes": "Nearly done"}, h=hid)
    assert browser.shown.status == 503
    assert "Nearly done" in browser.text
    assert "Erika" not in browser.text


def test_somebody_with_a_seat_sees_the_page_and_is_told_that_it_is_not_on_record(
    doors: Doors, browser: Browser
) -> None:
    hid = started(doors)
    browser.sign_in("anna").get("handover", h=hid)
    not_noting(browser, ".view-")
    browser.get("handover", h=hid)
    assert browser.shown.status == 200
    assert "That you opened this page could not be recorded." in browser.words
    assert "Hail damage to the car" in browser.words


def answered(doors: Doors, hid: str) -> None:
    """Anna has taken the call."""
    doors.report("customer", hid, CallStatus="in-progress")
    doors.step("connect", hid, Digits="5")
    ring(doors, hid, 1, "ringing")
    ring(doors, hid, 1, "in-progress")
    doors.step("decide", hid, 1, Digits="1")


def test_a_link_opens_one_handover_and_no_other(doors: Doors, browser: Browser) -> None:
    hid, other = started(doors), started(doors, session="session-2", phone_number="+49 30 12345679")
    answered(doors, hid)
    linked(browser, hid, 1).get("handover", h=other)
    assert browser.shown.status == 403
    assert "Erika" not in browser.text


# Updates while something may still change


def test_an_update_brings_what_changed_and_nothing_else_is_304(doors: Doors, browser: Browser) -> None:
    hid = started(doors)
    page = browser.sign_in("anna").get("handover", h=hid)
    asked = live_query(page)
    first = browser.json("handover", None, **asked)
    assert (first["ok"], first["state"], first["live"], first["next"]) == (True, "dialing", True, 2)
    assert set(first["parts"]) == {"headline", "wraps", "story", "chat-new"}
    assert all(f'id="{part}"' in page for part in first["parts"])
    assert len(browser.text.encode()) < 20_000
    tag = browser.shown.headers["etag"]
    doors.rig.clock.step(3)
    browser.get("handover", {"if-none-match": tag}, True, format="json", **asked)
    assert (browser.shown.status, browser.text) == (304, "")
    doors.report("customer", hid, CallStatus="ringing")
    assert "ringing" in browser.json("handover", None, **asked)["parts"]["headline"]


def live_query(page: str) -> dict[str, str]:
    """What the page's script asks, as the page says it."""
    found = re.search(r'data-live="\?([^"]+)"', page)
    assert found
    pairs = [pair.split("=") for pair in found[1].replace("&amp;", "&").split("&")]
    return {name: value for name, value in pairs if name not in ("view", "format")}


def test_an_update_never_touches_the_form_that_somebody_types_into(doors: Doors, browser: Browser) -> None:
    hid = started(doors)
    browser.sign_in("anna").get("handover", h=hid)
    parts = browser.json("handover", h=hid)["parts"]
    assert not any("<form" in part or "textarea" in part for part in parts.values())


def test_lines_that_are_said_meanwhile_come_with_the_update(doors: Doors, browser: Browser) -> None:
    hid = started(doors)
    asked = live_query(browser.sign_in("anna").get("handover", h=hid))
    doors.rig.storage.turns.keep(turn(1, Line("bot", "What happened?"), Line("customer", "Hail, all over the bonnet")))
    assert browser.json("handover", None, **asked)["parts"]["chat-new"].strip() == ""
    doors.rig.storage.turns.keep(turn(2, Line("customer", "Are you <b>still</b> there?")))
    assert "Are you &lt;b&gt;still&lt;/b&gt; there?" in browser.json("handover", None, **asked)["parts"]["chat-new"]


def test_a_chat_that_changed_otherwise_is_offered_to_be_shown_anew(doors: Doors, browser: Browser) -> None:
    hid = started(doors)
    asked = live_query(browser.sign_in("anna").get("handover", h=hid))
    doors.rig.storage.turns.keep(turn(1, Line("bot", "Something before all that")))
    assert "There is more in the chat." in browser.json("handover", None, **asked)["parts"]["chat-new"]
    assert "There is more in the chat." in browser.json("handover", h=hid, lines="x")["parts"]["chat-new"]


def test_many_or_long_new_lines_do_not_make_an_update_long(doors: Doors, browser: Browser) -> None:
    hid = started(doors)
    asked = live_query(browser.sign_in("anna").get("handover", h=hid))
    for n in range(40):
        doors.rig.storage.turns.keep(turn(n + 1, Line("customer", f"{n} " + "ä" * 4000)))
    assert "There is more in the chat." in browser.json("handover", None, **asked)["parts"]["chat-new"]
    assert len(browser.text.encode()) < 20_000


def test_it_is_asked_less_often_once_it_is_over_and_then_no_more(doors: Doors, browser: Browser) -> None:
    hid = started(doors)
    browser.sign_in("anna")
    assert browser.json("handover", h=hid)["next"] == 2
    ended(doors, hid)
    assert browser.json("handover", h=hid)["next"] == 15
    doors.rig.clock.step(601)
    assert browser.json("handover", h=hid)["next"] == 0


def test_an_update_of_a_handover_that_is_gone_says_so_in_json(browser: Browser) -> None:
    told = browser.sign_in("anna").json("handover", h="20261123-abcdefghijklmnopqrstuvwx-1")
    assert (browser.shown.status, told["reason"]) == (404, "no_handover")


# What it costs


def test_a_page_costs_the_same_whatever_else_there_is(doors: Doors, browser: Browser) -> None:
    """The first page a container makes: the desk, the seat, the switches (a list); three lists of the handover; one read
    for each of its 2 events; the look that is noted. The next one reads no event again, but the look before it."""
    hid = started(doors)
    browser.sign_in("anna")
    for n in range(30):
        doors.rig.storage.timelines.add(
            f"20261122-{'a' * 24}-{n}", Kind.REFUSED, doors.rig.clock.now(), {"reason": "closed"}
        )
    client = over(browser)
    browser.get("handover", h=hid)
    first = client.requests
    browser.get("handover", h=hid)
    second = client.requests - first
    browser.json("handover", h=hid)
    update = client.requests - first - second
    browser.json("handover", h=hid)
    again = client.requests - first - second - update
    assert (first, second) == (1 + 1 + 1 + 3 + 2 + 1, 1 + 1 + 3 + 1 + 1)
    assert (update, again) == (1 + 3 + 1, 1 + 3)
