"""skill-claim.json: the outcome of start_call, and what happens when the phone service cannot be reached."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.net import HttpResponse, NoConnectionError
from sandbox.watson import Variants
from tests.sandbox.watson.claim.desk import (
    ASKS_NUMBER,
    GERMAN,
    NUMBER,
    OTHER,
    OTHER_QUESTION,
    USED,
    VARIANTS,
    answering,
    asked_for_consent,
    calls_of,
    customer,
    refusing,
)


@pytest.mark.parametrize(
    "reason", ["missing_number", "invalid_number", "number_type_not_allowed", "country_not_allowed"]
)
def test_a_number_that_cannot_be_called_after_all_is_asked_for_once_more(reason: str) -> None:
    visitor = asked_for_consent(answer=refusing(reason)).says("yes")
    assert visitor.said[0] == f"No: {reason}."
    assert ASKS_NUMBER in visitor.said[1]
    assert visitor.says(OTHER).said[-1] == OTHER_QUESTION
    visitor.says("yes")
    assert calls_of(visitor)[1]["phone_number"] == OTHER


def test_when_a_call_is_on_its_way_it_offers_to_cancel_that_one() -> None:
    visitor = asked_for_consent(answer=refusing("already_calling")).says("yes")
    assert visitor.said == ["No: already_calling.", "What about the call?"]
    assert visitor.clicks("Cancel the call").said == ["Yes to cancel_call."]
    assert "call_live" not in visitor.talk.context


def test_the_offer_to_cancel_understands_yes_and_no() -> None:
    assert asked_for_consent(answer=refusing("already_calling")).says("yes", "yes").actions[-1] == "cancel_call"
    visitor = asked_for_consent(answer=refusing("already_calling")).says("yes", "no")
    assert visitor.said == ["All right, the call stays as it is."]
    assert visitor.actions[-1] == "start_call"


@pytest.mark.parametrize(
    "reason",
    [
        "closed", "no_agents", "desk_paused", "limit_reached", "not_available", "missing_session", "bad_parameter",
        "unknown_action", "a_word_of_the_future",
    ],
)  # fmt: skip
def test_when_no_call_can_be_had_the_chat_goes_on_and_nothing_is_offered_that_is_refused_again(reason: str) -> None:
    visitor = asked_for_consent(answer=refusing(reason)).says("yes")
    assert visitor.said[0] == f"No: {reason}."
    assert list(visitor.talk.choices()) == ["Report damage", "Go on here"]
    assert not set(USED) & set(visitor.talk.context)
    assert "context_connect_to_agent" not in visitor.talk.context


@pytest.mark.parametrize("reason", ["storage_unavailable", "telephone_unavailable"])
def test_what_may_work_in_a_minute_can_be_tried_again(reason: str) -> None:
    visitor = asked_for_consent(answer=refusing(reason)).says("yes")
    assert "Try again" in visitor.talk.choices()


@pytest.mark.parametrize(
    "failure",
    [
        HttpResponse(500),
        HttpResponse(401, {}, b"{}"),
        HttpResponse(200, {}, b"<html>"),
        HttpResponse(200, {}, b'{"ok": true, "message": "late"}', seconds=9),
        NoConnectionError("refused"),
    ],
)
def test_when_the_phone_service_cannot_be_reached_no_call_is_promised(failure: Any) -> None:
    visitor = asked_for_consent(answer=answering(start_call=failure)).says("yes")
    assert "I do not know whether a call could be started" in visitor.said[0]
    assert "no call is promised" in visitor.said[0]
    assert not set(USED) & set(visitor.talk.context)
    assert visitor.talk.problems == []


def test_it_does_not_know_what_it_could_not_ask() -> None:
    assert "I do not know where your call is" in customer(HttpResponse(500)).says("where is my call").said[0]
    assert "do not know whether your call is cancelled" in customer(HttpResponse(500)).says("cancel the call").said[0]
    assert "cannot look at a clock" in customer(HttpResponse(500)).says("what time is it").said[0]
    assert "cannot look up our opening hours" in customer(HttpResponse(500)).says("when are you open").said[0]


@pytest.mark.parametrize("variants", VARIANTS)
@pytest.mark.parametrize("channel", ["Web chat", "Facebook Messenger"])
def test_it_comes_through_whatever_watson_does_where_nobody_knows(variants: Variants, channel: str) -> None:
    visitor = customer(variants=variants, channel=channel).says("call me please", NUMBER, "skip", "yes")
    (body,) = calls_of(visitor)
    assert (body["phone_number"], body["session_id"], body["channel"]) == (NUMBER, "session-1", channel)
    visitor.says("where is my call", "cancel the call", "call me please", "cancel")
    assert visitor.said == ["All right, no call. We go on here."]
    assert visitor.actions[2:] == ["start_call", "call_status", "cancel_call", "availability"]
    assert visitor.talk.problems == []


def test_without_undocumented_keys_the_conversation_id_is_sent() -> None:
    visitor = customer(variants=Variants(session_id_in_context=False, channel_in_context=False))
    visitor.says("call me please", NUMBER, "skip", "yes")
    assert calls_of(visitor)[0]["session_id"] == visitor.talk.context["conversation_id"]
    assert calls_of(visitor)[0]["channel"] is None
    assert visitor.talk.problems == []


def test_the_german_twin_calls_too() -> None:
    visitor = customer(skill=GERMAN).says("Rufen Sie mich bitte an", "meine Nummer ist 030 1234567", "Mira")
    shown = " ".join(visitor.said)
    assert shown == "Wer Sie anruft, kann diesen Chat lesen. Wir rufen jetzt 030 1234567 (Germany) an. Einverstanden?"
    (body,) = calls_of(visitor.says("ja, gern"))
    assert body["language"] == "de"
    assert body["reason"] == "Bitte um einen Anruf"
    assert body["consent"] == {"question": shown, "answer": "ja, gern"}
    visitor.says("wo bleibt mein Anruf?", "Anruf absagen")
    assert visitor.actions[-2:] == ["call_status", "cancel_call"]


@pytest.mark.parametrize("answer", ["nein", "jetzt nicht", "lieber nicht"])
def test_a_german_no_is_a_no(answer: str) -> None:
    visitor = customer(skill=GERMAN).says("Rufen Sie mich bitte an", "030 1234567", "Mira", answer)
    assert visitor.said[0] == "Gut, niemand ruft Sie an."
    assert calls_of(visitor) == []


@pytest.mark.parametrize("answer", ["ja, aber erst später", "vielleicht", "ja wenn es nichts kostet"])
def test_a_german_yes_with_conditions_is_none(answer: str) -> None:
    visitor = customer(skill=GERMAN).says("Rufen Sie mich bitte an", "030 1234567", "Mira", answer)
    assert calls_of(visitor) == []
