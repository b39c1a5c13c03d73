"""skill-claim.json: "don't call me again", and the call that a customer wants after all."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.net import HttpResponse
from sandbox.watson import Variants
from tests.sandbox.watson.claim.desk import (
    DISCLOSURE,
    GERMAN,
    NUMBER,
    OTHER,
    OTHER_QUESTION,
    QUESTION,
    USED,
    VARIANTS,
    asked_for_consent,
    calls_of,
    customer,
    ok,
)


def body(number: str | None = None, language: str = "en") -> dict[str, Any]:
    return {"action": "withdraw", "session_id": "session-1", "phone_number": number, "language": language}


@pytest.mark.parametrize(
    "words", ["don't call me again", "please never call me again!", "stop calling me", "delete my number"]
)
def test_who_wants_no_more_calls_gets_none(words: str) -> None:
    visitor = customer().says(words)
    assert visitor.said == ["Yes to withdraw."]
    assert visitor.bodies == [body()]
    assert "withdraw_result" not in visitor.talk.context


@pytest.mark.parametrize(
    "words", ["Rufen Sie mich nie wieder an", "bitte nicht mehr anrufen", "Streichen Sie meine Nummer"]
)
def test_the_german_desk_understands_it_too(words: str) -> None:
    assert customer(skill=GERMAN).says(words).bodies == [body(language="de")]


@pytest.mark.parametrize("words", ["please don't call me", "cancel the call", "call me", "where is my call"])
def test_other_words_about_a_call_mean_what_they_meant(words: str) -> None:
    assert "withdraw" not in customer().says(words).actions


def test_a_number_in_the_same_sentence_is_the_one_that_is_meant() -> None:
    """The service reads the sentence: only it knows which of several numbers is one."""
    visitor = customer().says(f"don't call me again on {OTHER}")
    assert visitor.bodies == [body(f"don't call me again on {OTHER}")]
    assert not set(USED) & set(visitor.talk.context)


@pytest.mark.parametrize("reason", ["missing_number", "invalid_number"])
def test_a_number_that_the_service_does_not_know_is_asked_for(reason: str) -> None:
    def answer(sent: dict[str, Any]) -> dict[str, Any]:
        return ok(sent) if sent["phone_number"] == OTHER else {"ok": False, "reason": reason, "message": "Which?"}

    visitor = customer(answer).says("don't call me again")
    assert visitor.said == ["Which?"]
    assert visitor.says(OTHER).said == ["Yes to withdraw."]
    assert visitor.bodies == [body(), body(OTHER)]


@pytest.mark.parametrize("variants", VARIANTS)
def test_it_is_heard_while_the_call_is_being_arranged(variants: Variants) -> None:
    for lines in (["call me"], ["call me", NUMBER], ["call me", NUMBER, "Mira"]):
        visitor = customer(variants=variants).says(*lines, "don't call me again")
        assert visitor.actions[-1] == "withdraw"
        assert visitor.bodies[-1].get("phone_number") == (NUMBER if len(lines) > 1 else None)
        assert not set(USED) & set(visitor.talk.context)


def test_what_could_not_be_noted_is_not_promised() -> None:
    visitor = customer(HttpResponse(500)).says(f"don't call me again on {OTHER}")
    assert "could not note that" in visitor.said[0]
    assert not set(USED) & set(visitor.talk.context)


def declining(sent: dict[str, Any]) -> dict[str, Any]:
    """A webhook that calls a number on its list only on a consent that was given in knowledge of that."""
    consent = sent.get("consent") or {}
    if sent["action"] != "start_call" or consent.get("withdrawal") == "w1":
        return ok(sent)
    return {"ok": False, "reason": "do_not_call", "message": "You asked us not to call.", "withdrawal": "w1"}


@pytest.mark.parametrize("variants", VARIANTS)
def test_a_customer_who_wants_a_call_after_all_says_so_once_more(variants: Variants) -> None:
    visitor = asked_for_consent(answer=declining, variants=variants).says("yes")
    assert visitor.said == ["You asked us not to call.", DISCLOSURE, QUESTION]
    visitor.says("yes")
    assert visitor.said[0] == "Yes to start_call."
    question = f"{DISCLOSURE} {QUESTION}"
    assert [sent["consent"] for sent in calls_of(visitor)] == [
        {"question": question, "answer": "yes"},
        {"question": f"You asked us not to call. {question}", "answer": "yes", "withdrawal": "w1"},
    ]
    assert not {"withdrawal", "withdrawal_told"} & set(visitor.talk.context)


def test_a_yes_for_one_number_is_none_for_another() -> None:
    visitor = asked_for_consent(answer=declining).says("yes", "another number", OTHER)
    assert visitor.said == [DISCLOSURE, OTHER_QUESTION]
    assert "withdrawal" not in calls_of(visitor.says("yes"))[-1]["consent"]
