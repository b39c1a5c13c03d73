"""No page, file, document, message or log line has a whole number or a secret, however the customer wrote it."""

from __future__ import annotations

from typing import Any

import pytest

from handover.core.call.events import EventKind
from handover.core.call.wrapup import WrapUp
from handover.core.chat.transcript import ChatLine
from tests.handover.actions.dashboard.one_handover import answered, live_query, started, turn
from tests.handover.browser import Browser
from tests.handover.core.privacy.written import readable
from tests.handover.deployment import Deployment
from tests.handover.rig import CUSTOMER, MONDAY

#: The customer's number and another one, each as people write them.
SPELLINGS = [
    "030 12345678",
    "+49\u201330\u20131234\u20135678",
    "0049\u202f30\u202f1234\u20095678",
    "030_1234\u20115678",
    "030\n1234\r\n5678",
    "\uff10\uff13\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18",
    "tel:%2B4930%2012345678",
    "0.3.0.1.2.3.4.5.6.7.8",
]
OTHER_NUMBER = "0152 2817-9386"


def wrote(spelling: str) -> dict[str, Any]:
    """Returns a request with the number in every parameter that takes text."""
    return {
        "name": f"Erika {spelling}",
        "reason": f"call {spelling}",
        "channel": spelling,
        "user_id": spelling,
        "language": f"xx {spelling}"[:35],
        "details": {f"phone {spelling}": spelling, "second": f"or {spelling}"},
        "details_labels": {"second": {"en": f"En {spelling}", "de": f"De {spelling}"}},
        "consent": {"question": f"May we call {spelling}?", "answer": f"yes, {spelling}", "label": f"On {spelling}"},
        "transcript": [{"bot": "Your number?"}, {"user": f"It is {spelling}"}],
    }


def shown_before_a_reveal(deployment: Deployment, browser: Browser, handover_id: str) -> dict[str, str]:
    """Returns everything that people see, hear and collect, without links and ids."""
    whisper, again, brief = (
        deployment.step("whisper", handover_id, 1),
        deployment.step("decide", handover_id, 1, Digits="9"),
        deployment.step("decide", handover_id, 1, Digits="1"),
    )
    page = browser.sign_in("anna").get("handover", h=handover_id)
    live = browser.json("handover", None, **live_query(page))
    return {
        "whisper": whisper,
        "brief": brief,
        "brief again": again,
        "handover": page,
        "live handover": str(live),
        "now": browser.get("now"),
        "live now": str(browser.json("now")),
        "day": browser.get("day"),
        "look back": browser.get("lookback"),
        "CSV": browser.get("lookback", format="csv"),
    }


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_customers_number_is_nowhere_before_it_is_revealed(
    deployment: Deployment, browser: Browser, capsys: pytest.CaptureFixture[str], spelling: str
) -> None:
    handover_id = started(deployment, **wrote(spelling))
    deployment.rig.storage.turns.keep(turn(1, ChatLine("customer", spelling), ChatLine("bot", f"So {spelling}?")))
    deployment.rig.storage.handovers.wrap_up(handover_id, MONDAY, WrapUp("solved", f"on {spelling}").as_record(), 0)
    deployment.step("connect", handover_id, Digits="5")
    shown = shown_before_a_reveal(deployment, browser, handover_id)
    shown["log"] = capsys.readouterr().out
    shown["texts"] = str(deployment.rig.twilio.texts)
    assert [place for place, text in shown.items() if CUSTOMER[-7:] in readable(text)] == []
    assert all("…78" in shown[place] for place in ("whisper", "brief", "handover", "now", "day", "CSV"))


def test_another_number_is_masked_in_lists_and_in_the_whisper_but_not_on_the_page(
    deployment: Deployment, browser: Browser
) -> None:
    handover_id = started(deployment, name=f"Erika {OTHER_NUMBER}", reason=f"call {OTHER_NUMBER}", details=None)
    deployment.step("connect", handover_id, Digits="5")
    shown = shown_before_a_reveal(deployment, browser, handover_id)
    assert {place for place, text in shown.items() if OTHER_NUMBER in text} == {"brief", "brief again", "handover"}


def test_of_a_refused_request_every_number_is_masked_until_the_typed_one_is_revealed(
    deployment: Deployment, browser: Browser
) -> None:
    typed = "call 0800 1234567 or 0152 28179386"
    reply = deployment.start(phone_number=typed, name="Erika 0800/1234567", reason="0152/28179386", language="en")
    assert reply["ok"] is False
    page = browser.sign_in("anna").get("handover", h=reply["handover_id"])
    for text in (page, browser.get("day"), browser.get("lookback", format="csv")):
        assert "1234567" not in readable(text)
        assert "8179386" not in readable(text)
    browser.get("handover", h=reply["handover_id"])
    browser.post("handover", {"do": "reveal"}, h=reply["handover_id"])
    assert "Erika 0800/1234567" in browser.words


def test_a_browser_keeps_no_number_in_its_history_after_a_reveal(deployment: Deployment, browser: Browser) -> None:
    handover_id = started(deployment, name="Erika 030 12345678")
    browser.sign_in("anna").get("handover", h=handover_id)
    page = browser.post("handover", {"do": "reveal"}, h=handover_id)
    assert "<h1>Erika 030 12345678</h1>" in page
    assert "<title>Erika …78" in page


# Secrets

SECRETS = {
    "name": "Erika 4111 1111 1111 1111",
    "reason": "IBAN DE89 3704 0044 0532 0130 00",
    "details": {"password": "hunter2", "note": "PIN 9876"},
    "transcript": [
        {"bot": "What is your password?"},
        {"user": "swordfish"},
        {"user": "the weather is fine"},
        {"user": "Kennwort: sesam"},
    ],
}
HIDDEN = ("4111 1111", "3704", "hunter2", "9876", "swordfish", "sesam")


def test_secrets_are_shown_to_nobody_and_counted(
    deployment: Deployment, browser: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    handover_id = started(deployment, **SECRETS)
    deployment.step("connect", handover_id, Digits="5")
    shown = shown_before_a_reveal(deployment, browser, handover_id)
    browser.get("handover", h=handover_id)
    shown["revealed"] = browser.post("handover", {"do": "reveal"}, h=handover_id)
    shown["log"] = capsys.readouterr().out
    assert [(place, it) for place, text in shown.items() for it in HIDDEN if it in text] == []
    assert "•••• card number" in shown["handover"]
    assert "the weather is fine" in shown["handover"]
    for place in ("handover", "revealed"):
        assert "6 items are hidden on this page" in shown[place]
    assert "an IBAN" in shown["whisper"]
    assert "password: a password." in shown["brief"]


def test_the_stored_words_stay_as_they_were(deployment: Deployment) -> None:
    handover_id = started(deployment, **SECRETS)
    (first,) = deployment.rig.storage.handovers.events_of(handover_id, EventKind.REQUESTED).values()
    assert first.facts["wish"]["details"]["password"] == "hunter2"


def test_one_hidden_item_is_counted_in_the_readers_language(deployment: Deployment) -> None:
    handover_id = started(deployment, reason="PIN 9876")
    answered(deployment, handover_id)
    browser = Browser(deployment, "de").sign_in("ben")
    browser.get("handover", h=handover_id)
    assert "1 Angabe ist auf dieser Seite verborgen" in browser.words
    assert "PIN •••• Code" in browser.words


def test_a_page_without_secrets_says_nothing_about_them(deployment: Deployment, browser: Browser) -> None:
    handover_id = started(deployment)
    browser.sign_in("anna").get("handover", h=handover_id)
    assert "hidden on this page" not in browser.words
