"""The page of one handover, as an agent reads it while the customer is on the line."""

from __future__ import annotations

import pytest

from tests.handover.actions.button import WEB, Page, form
from tests.handover.actions.dashboard.one_handover import HANDOVER, started, talked
from tests.handover.browser import Browser
from tests.handover.deployment import Deployment
from tests.handover.usecases.booked import booked, run


def test_everything_the_bot_learned_is_there_before_hello(deployment: Deployment, browser: Browser) -> None:
    handover_id = started(deployment)
    browser.sign_in("anna").get("handover", h=handover_id)
    assert browser.shown.status == 200
    for words in (
        "Erika Beispiel",
        "The customer is being called.",
        "Reason Hail damage to the car",
        "Plate number KA-AB 123",
        "Injured no",
        "Call language German",
        "Channel Web chat",
        "User id user-7",
        "Bot What happened?",
        "Erika Beispiel Hail, all over the bonnet",
        "The chat asked: May we call you about this?",
        "The customer answered: Yes, please do",
        "Sent with the request on 23 Nov 2026, 10:00:00.",
    ):
        assert words in browser.words


def test_the_story_is_in_plain_words_with_times_in_the_agents_zone(deployment: Deployment, browser: Browser) -> None:
    handover_id = started(deployment)
    talked(deployment, handover_id)
    browser.sign_in("anna").get("handover", h=handover_id)
    assert "Ben talked with the customer for 4 min 00 s." in browser.words
    assert "10:00:12 Anna's phone rang 15 s, nobody picked up." in browser.words
    assert "10:00:33 Ben pressed 1 and took the call." in browser.words
    assert "Anna opened this page." in browser.words


def test_it_speaks_german_to_a_german_browser(deployment: Deployment, browser: Browser) -> None:
    handover_id = started(deployment)
    talked(deployment, handover_id)
    browser.language = "de-DE"
    browser.sign_in("anna").get("handover", h=handover_id)
    assert "Ben hat 4 min 00 s mit dem Kunden/der Kundin gesprochen." in browser.words
    assert "10:00:12 Bei Anna klingelte das Telefon 15 s, niemand nahm ab." in browser.words
    assert "Sprache des Anrufs Deutsch" in browser.words


def test_a_refused_request_has_the_same_page(deployment: Deployment, browser: Browser) -> None:
    handover_id = str(
        deployment.start(**{**HANDOVER, "phone_number": "+1 900 555 0123", "consent": None})["handover_id"]
    )
    assert "-r" in handover_id
    browser.sign_in("anna").get("handover", h=handover_id)
    assert "No call was placed because" in browser.words
    assert "Hail damage to the car" in browser.words
    assert "Phone number …23" in browser.words
    assert "The chat sent no consent with the request." in browser.words
    browser.post("handover", {"do": "reveal"}, h=handover_id)
    assert "+1 900 555 0123" in browser.words


@pytest.mark.parametrize(
    ("consent", "shown"),
    [
        ("Yes, please do", "The customer answered: Yes, please do"),
        ({"answer": "Yes, please do"}, "The customer answered: Yes, please do"),
        ({"question": "May we call you?"}, "The chat asked: May we call you?"),
    ],
)
def test_a_consent_may_lack_its_question_or_its_answer(
    deployment: Deployment, browser: Browser, consent: object, shown: str
) -> None:
    handover_id = started(deployment, consent=consent)
    browser.sign_in("anna").get("handover", h=handover_id)
    assert browser.shown.status == 200
    assert shown in browser.words


@pytest.mark.parametrize(
    "handover_id", ["20261123-abcdefghijklmnopqrstuvwx-1", "x", "", "../desk.json", "20261123-" + "a" * 90]
)
def test_an_unknown_handover_gets_a_page_that_says_so(browser: Browser, handover_id: str) -> None:
    browser.sign_in("anna").get("handover", h=handover_id)
    assert browser.shown.status == 404
    assert "There is no such handover, or it was deleted after its retention period." in browser.words


def test_details_have_the_label_of_the_readers_language(deployment: Deployment, browser: Browser) -> None:
    labels = {"plate_number": {"en": "licence plate", "de": "Kennzeichen"}, "injured": {"de": "Verletzte"}}
    handover_id = started(deployment, details_labels=labels)
    browser.sign_in("anna").get("handover", h=handover_id)
    assert "Licence plate KA-AB 123" in browser.words
    assert "Verletzte no" in browser.words
    browser.language = "de"
    browser.get("handover", h=handover_id)
    assert "Kennzeichen KA-AB 123" in browser.words


@pytest.mark.parametrize(
    ("consent", "words"),
    [
        ({"answer": "yes", "label": "Yes, call me"}, "The customer answered: Button: Yes, call me (value: yes)"),
        ({"answer": "Yes", "label": "Yes"}, "The customer answered: Button: Yes Sent"),
        ({"label": "Yes, call me"}, "The customer answered: Button: Yes, call me Sent"),
        ({"answer": "ok then"}, "The customer answered: ok then Sent"),
    ],
)
def test_the_consent_has_what_was_pressed_and_its_value(
    deployment: Deployment, browser: Browser, consent: dict[str, str], words: str
) -> None:
    question = "A colleague can read this chat. We do not record the call. May we call you?"
    handover_id = started(deployment, consent={"question": question, **consent})
    browser.sign_in("anna").get("handover", h=handover_id)
    assert f"The chat asked: {question}" in browser.words
    assert words in browser.words


def test_a_booked_call_was_requested_when_it_was_booked(deployment: Deployment, browser: Browser) -> None:
    handover_id = booked(deployment.rig, 30)
    run(deployment.rig, 30)
    browser.sign_in("anna").get("handover", h=handover_id)
    assert "The call was placed." in browser.words
    assert "asked for a call" not in browser.words
    assert "Requested 23 Nov 2026, 10:00:00" in browser.words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            [
                "No chat: came by the button on https://www.example.com.",
                "The page with the button said: Example Insurance calls you from",
                "Button: Call me now (value: Yes, please call me now",
                "The button on https://www.example.com was pressed for a call to the number ending in 78.",
            ],
        ),
        (
            "de",
            [
                "Kein Chat: kam über den Knopf auf https://www.example.com.",
                "Auf der Seite mit dem Knopf stand: Example Insurance calls you from",
                "Auf https://www.example.com wurde der Knopf gedrückt",
            ],
        ),
    ],
)
def test_a_call_by_the_button_says_where_it_came_from(
    deployment: Deployment, browser: Browser, language: str, words: list[str]
) -> None:
    deployment.rig.desk(web=WEB)
    handover_id = Page(deployment).start(form(deployment.rig))[1]["handover_id"]
    browser.language = language
    browser.sign_in("anna").get("handover", h=handover_id)
    for each in words:
        assert each in browser.words
