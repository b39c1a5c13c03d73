"""skill-claim.json: the outcome of a call, its status, and its cancellation."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.net import HttpResponse, NoConnectionError
from sandbox.watson import Variants
from tests.sandbox.watson.claim.desk import GERMAN, NUMBER, USED, VARIANTS, asked_for_consent, customer, ok, refusing

QUESTION = f"We will call {NUMBER} now. OK?"


@pytest.mark.parametrize(
    "reason", ["missing_number", "invalid_number", "number_type_not_allowed", "country_not_allowed"]
)
def test_a_number_that_will_not_do_is_asked_for_again(reason: str) -> None:
    visitor = asked_for_consent(answer=refusing(reason)).says("yes")
    assert visitor.said[0] == f"No: {reason}."
    assert "Which number" in visitor.said[1]
    visitor.says("030 7654321", "yes")
    assert visitor.bodies[1]["phone_number"] == "030 7654321"
    assert visitor.bodies[1]["consent"]["question"] == "We will call 030 7654321 now. OK?"


def test_when_a_call_is_on_its_way_it_offers_to_cancel_that_one() -> None:
    visitor = asked_for_consent(answer=refusing("already_calling")).says("yes")
    assert visitor.said == ["No: already_calling.", "What would you like?"]
    assert visitor.clicks("Cancel the call").said == ["Yes to cancel_call."]
    assert visitor.actions == ["start_call", "cancel_call"]


def test_the_offer_to_cancel_understands_yes_and_no() -> None:
    assert asked_for_consent(answer=refusing("already_calling")).says("yes", "yes").actions[1:] == ["cancel_call"]
    visitor = asked_for_consent(answer=refusing("already_calling")).says("yes", "no")
    assert visitor.said == ["All right, the call stays as it is."]
    assert visitor.actions == ["start_call"]


@pytest.mark.parametrize(
    "reason",
    [
        "closed", "no_agents", "desk_paused", "limit_reached", "storage_unavailable", "telephone_unavailable",
        "not_available", "missing_session", "bad_parameter", "unknown_action", "a_word_of_the_future",
    ],
)  # fmt: skip
def test_when_no_call_can_be_had_the_chat_goes_on(reason: str) -> None:
    visitor = asked_for_consent(answer=refusing(reason)).says("yes")
    assert visitor.said == [f"No: {reason}.", "We can go on here in the chat.", "How shall we go on?"]
    assert not set(USED) & set(visitor.talk.context)
    assert "context_connect_to_agent" not in visitor.talk.context


def test_who_is_talking_to_an_agent_already_hears_just_that() -> None:
    visitor = asked_for_consent(answer=refusing("already_connected")).says("yes")
    assert visitor.said == ["No: already_connected."]
    assert not set(USED) & set(visitor.talk.context)


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
    visitor = asked_for_consent(answer=failure).says("yes")
    assert "I do not know whether a call could be started" in visitor.said[0]
    assert "no call is promised" in visitor.said[0]
    assert not set(USED) & set(visitor.talk.context)
    assert visitor.talk.problems == []


def test_where_is_my_call() -> None:
    visitor = customer({"ok": True, "status": "ringing", "message": "Your phone is ringing."}).says("where is my call?")
    assert visitor.said == ["Your phone is ringing."]
    assert visitor.bodies == [{"action": "call_status", "session_id": "session-1", "language": "en"}]
    assert "status_result" not in visitor.talk.context


@pytest.mark.parametrize("status", ["busy", "no_answer", "failed", "no_human", "abandoned", "no_agent"])
def test_a_call_that_came_to_nothing_can_be_had_again_with_a_yes(status: str) -> None:
    answer = {"ok": True, "status": status, "message": "It did not work. Shall I try again?"}
    assert "Which number" in customer(answer).says("where is my call", "yes").said[0]
    assert "we go on here" in customer(answer).says("where is my call", "no").said[0]


@pytest.mark.parametrize("status", ["ringing", "completed", "connected"])
def test_a_yes_after_any_other_status_starts_nothing(status: str) -> None:
    visitor = customer({"ok": True, "status": status, "message": "Anything else?"}).says("where is my call", "yes")
    assert "did not understand" in visitor.said[0]


def test_cancel_the_call() -> None:
    for words in ("cancel the call", "please don't call me", "stop"):
        visitor = customer().says(words)
        assert visitor.said == ["Yes to cancel_call."]
        assert visitor.bodies == [{"action": "cancel_call", "session_id": "session-1", "language": "en"}]
        assert "cancel_result" not in visitor.talk.context


def test_it_does_not_know_what_it_could_not_ask() -> None:
    assert "I do not know where your call is" in customer(HttpResponse(500)).says("where is my call").said[0]
    assert "do not know whether your call is cancelled" in customer(HttpResponse(500)).says("cancel the call").said[0]
    assert "cannot look at a clock" in customer(HttpResponse(500)).says("what time is it").said[0]


@pytest.mark.parametrize("variants", VARIANTS)
@pytest.mark.parametrize("channel", ["Web chat", "Facebook Messenger"])
def test_it_comes_through_whatever_watson_does_where_nobody_knows(variants: Variants, channel: str) -> None:
    visitor = customer(variants=variants, channel=channel).says("call me please", NUMBER, "skip", "yes")
    assert visitor.actions == ["start_call"]
    body = visitor.bodies[0]
    assert (body["phone_number"], body["session_id"], body["channel"]) == (NUMBER, "session-1", channel)
    visitor.says("where is my call", "cancel the call", "call me please", "cancel")
    assert visitor.said == ["All right, no call. We go on here."]
    assert visitor.actions == ["start_call", "call_status", "cancel_call"]
    assert visitor.talk.problems == []


def test_without_undocumented_keys_the_conversation_id_is_sent() -> None:
    visitor = customer(variants=Variants(session_id_in_context=False, channel_in_context=False))
    visitor.says("call me please", NUMBER, "skip", "yes")
    assert visitor.bodies[0]["session_id"] == visitor.talk.context["conversation_id"]
    assert visitor.bodies[0]["channel"] is None
    assert visitor.talk.problems == []


def test_the_german_twin_calls_too() -> None:
    visitor = customer(skill=GERMAN).says("Rufen Sie mich bitte an", "meine Nummer ist 030 1234567", "Mira")
    assert visitor.said[-1] == "Wir rufen jetzt 030 1234567 an. Einverstanden?"
    body = visitor.says("ja, gern").bodies[0]
    assert body["language"] == "de"
    assert body["reason"] == "Bitte um einen Anruf"
    assert body["consent"] == {"question": "Wir rufen jetzt 030 1234567 an. Einverstanden?", "answer": "ja, gern"}
    visitor.says("wo bleibt mein Anruf?", "Anruf absagen")
    assert visitor.actions == ["start_call", "call_status", "cancel_call"]


@pytest.mark.parametrize("answer", ["nein", "jetzt nicht", "lieber nicht", "ja, aber erst später"])
def test_a_german_no_is_a_no(answer: str) -> None:
    visitor = customer(ok, skill=GERMAN).says("Rufen Sie mich bitte an", "030 1234567", "Mira", answer)
    assert visitor.said[0] == "Gut, niemand ruft Sie an."
    assert visitor.actions == []
