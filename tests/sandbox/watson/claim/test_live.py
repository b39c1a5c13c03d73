"""skill-claim.json: the bot knows that a call is live, keeps what is said, and closes the loop when it is over."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.net import HttpResponse
from tests.sandbox.watson.claim.desk import (
    ASKS_NUMBER,
    DISCLOSURE,
    GERMAN,
    NUMBER,
    OTHER,
    OTHER_QUESTION,
    QUESTION,
    answering,
    called,
    calls_of,
    customer,
    refusal,
)

RINGING = {"ok": True, "status": "ringing", "live": True, "message": "Your phone is ringing."}
TALKING = {"ok": True, "status": "connected", "live": True, "agent": "Anna", "message": "Anna has taken your call."}
TALKED = {"ok": True, "status": "completed", "live": False, "agent": "Anna", "rated": False, "message": "It is over."}


def ended(status: str) -> dict[str, Any]:
    return {"ok": True, "status": status, "live": False, "message": "It did not work."}


@pytest.mark.parametrize("words", ["no wrong number", "wrong number", "that is the wrong number"])
def test_a_wrong_number_cancels_and_the_right_one_is_asked_for(words: str) -> None:
    visitor = called().says(words)
    # The chat's limits are told before another number is typed.
    assert visitor.actions[-2:] == ["cancel_call", "availability"]
    assert visitor.said[0] == "Yes to cancel_call."
    assert ASKS_NUMBER in visitor.said[1]
    assert visitor.says(OTHER).said[-1] == OTHER_QUESTION
    assert len(calls_of(visitor)) == 1


def test_the_right_number_in_the_same_sentence_is_not_asked_for_again() -> None:
    visitor = called().says(f"wrong number, it is {OTHER}")
    assert visitor.actions[-3:] == ["cancel_call", "availability", "check_number"]
    assert visitor.said[-1] == OTHER_QUESTION


def test_a_call_that_an_agent_has_taken_stays() -> None:
    visitor = called(answer=answering(cancel_call=refusal("already_connected"))).says("no wrong number")
    assert visitor.said == ["No: already_connected."]
    assert visitor.talk.context["call_live"] is True


@pytest.mark.parametrize("words", ["stop", "cancel", "cancel the call", "I changed my mind", "please don't call me"])
def test_stop_cancels_the_call(words: str) -> None:
    visitor = called().says(words)
    assert visitor.said == ["Yes to cancel_call."]
    assert visitor.actions[-1] == "cancel_call"
    assert "call_live" not in visitor.talk.context


@pytest.mark.parametrize(
    "words", ["doch nicht", "Stopp", "abbrechen", "cancel", "stop", "falsche Nummer", "wrong number"]
)
def test_either_desk_understands_it_in_the_other_language_too(words: str) -> None:
    visitor = customer(skill=GERMAN).says("Rufen Sie mich an", NUMBER, "Mira", "ja", words)
    assert "cancel_call" in visitor.actions
    assert "cancel_call" in called().says(words).actions


def test_a_bare_no_is_asked_about() -> None:
    visitor = called().says("no")
    assert list(visitor.talk.choices()) == ["Cancel the call", "Keep the call"]
    assert visitor.clicks("Keep the call").said == ["All right, the call stays as it is."]
    assert called().says("no").clicks("Cancel the call").actions[-1] == "cancel_call"


@pytest.mark.parametrize("words", ["where are you", "where is my call?"])
def test_it_tells_where_the_call_is(words: str) -> None:
    visitor = called(answer=answering(call_status=RINGING)).says(words)
    assert visitor.said == ["Your phone is ringing."]


@pytest.mark.parametrize(
    "words",
    [
        "the mirror is broken too",
        "my dog is barking",
        "it is also raining now",
        "KA-XY 9",
        "report damage",
        "hello",
        "ok",
        "my name is Ada",
    ],
)
def test_anything_else_is_kept_for_the_agent(words: str) -> None:
    assert called(answer=answering(call_status=RINGING)).says(words).said == ["I keep this for the agent."]
    assert called(answer=answering(call_status=TALKING)).says(words).said == ["Anna can see this."]
    visitor = called(answer=answering(call_status=HttpResponse(500))).says(words)
    assert "I keep this for the agent" in visitor.said[0]
    assert "do not know where your call is" in visitor.said[0]


def test_a_storage_that_cannot_be_read_ends_no_call() -> None:
    visitor = called(answer=answering(call_status=[refusal("storage_unavailable"), TALKING])).says("the mirror too")
    assert "I keep this" in visitor.said[0]
    assert visitor.says("and the roof").said == ["Anna can see this."]


def test_questions_are_answered_while_it_rings() -> None:
    assert "I am a computer program" in called().says("are you a robot?").said[0]


@pytest.mark.parametrize("words", ["thanks", "where is my call", "that was nice", "bye"])
def test_after_a_conversation_it_asks_how_it_went_and_stores_it(words: str) -> None:
    visitor = called(answer=answering(call_status=TALKED)).says(words)
    assert visitor.said == ["It is over.", "How did the call go?"]
    visitor.clicks("5 – very good")
    assert visitor.said == ["Yes to rate_call."]
    assert (visitor.bodies[-1]["action"], visitor.bodies[-1]["rating"]) == ("rate_call", "5")
    assert "call_live" not in visitor.talk.context


@pytest.mark.parametrize(("words", "rating"), [("very good", "5"), ("it was terrible", "1"), ("3", "3"), ("good", "4")])
def test_it_understands_ratings_in_words(words: str, rating: str) -> None:
    visitor = called(answer=answering(call_status=TALKED)).says("thanks", words)
    assert visitor.bodies[-1]["rating"] == rating


def test_a_rating_with_its_reason_is_stored_with_it_and_asks_nothing_more() -> None:
    visitor = called(answer=answering(call_status=TALKED)).says("thanks", "it was terrible, he hung up")
    assert visitor.said == ["Yes to rate_call."]
    assert (visitor.bodies[-1]["rating"], visitor.bodies[-1]["comment"]) == ("1", "it was terrible, he hung up")


def test_only_one_question_comes_at_a_time() -> None:
    over = {
        **TALKED,
        "message": "You have talked to Anna. It is to be followed up on 24. Nov 2026. Is there anything else?",
    }
    visitor = called(answer=answering(call_status=over)).says("thanks")
    assert visitor.said == ["You have talked to Anna. It is to be followed up on 24. Nov 2026.", "How did the call go?"]


@pytest.mark.parametrize("words", ["which key?", "call me", "is anybody there?"])
def test_a_question_while_it_rings_is_kept_and_answered_with_where_the_call_is(words: str) -> None:
    visitor = called(answer=answering(call_status=RINGING)).says(words)
    assert visitor.said == ["I keep this for the agent.", "Your phone is ringing."]
    assert visitor.actions[-1] == "call_status"


def test_what_is_no_rating_is_explained_once() -> None:
    visitor = called(answer=answering(call_status=TALKED)).says("thanks", "eleven")
    assert "from 1 to 5" in visitor.said[0]
    assert "we leave that" in visitor.says("eleven").said[0]


def test_news_instead_of_a_rating_are_no_refusal() -> None:
    visitor = called(answer=answering(call_status=TALKED)).says(
        "thanks", "the mirror is broken, too, I forgot to tell her"
    )
    assert visitor.talk.context["happened"] == "the mirror is broken, too, I forgot to tell her"


def test_a_bad_rating_may_be_explained() -> None:
    visitor = called(answer=answering(call_status=TALKED)).says("thanks", "1")
    assert "What should we do better?" in visitor.said[-1]
    visitor.says("Nobody knew my claim")
    assert visitor.bodies[-1]["comment"] == "Nobody knew my claim"
    assert visitor.bodies[-1]["rating"] == "1"


@pytest.mark.parametrize("words", ["skip", "no", "I'd rather not say"])
def test_nobody_has_to_rate_and_it_is_asked_once(words: str) -> None:
    visitor = called(answer=answering(call_status=TALKED)).says("thanks", words)
    assert visitor.actions[-1] == "call_status"
    assert visitor.says("where is my call").said == ["It is over."]


def test_what_was_rated_elsewhere_is_not_asked_for() -> None:
    visitor = called(answer=answering(call_status={**TALKED, "rated": True})).says("thanks")
    assert visitor.said == ["It is over."]


@pytest.mark.parametrize("status", ["busy", "no_answer", "failed", "no_human", "abandoned", "no_agent", "dropped"])
def test_a_call_that_came_to_nothing_can_be_had_again(status: str) -> None:
    visitor = called(answer=answering(call_status=ended(status))).says("hello?")
    assert visitor.said == ["It did not work.", "What would you like?"]
    visitor.clicks("Call me again")
    assert visitor.said[-1] == QUESTION
    assert visitor.actions[-2:] == ["availability", "check_number"]
    assert len(calls_of(visitor.says("yes"))) == 2


def test_another_number_for_the_second_try() -> None:
    visitor = called(answer=answering(call_status=ended("busy"))).says("hello?")
    assert ASKS_NUMBER in visitor.clicks("Another number").said[0]
    visitor = called(answer=answering(call_status=ended("busy"))).says("hello?", "no thanks")
    assert "we go on here" in visitor.said[0]


def test_who_asks_for_a_call_after_the_call_gets_one() -> None:
    visitor = called(answer=answering(call_status=TALKED)).says("call me")
    assert visitor.said == [DISCLOSURE, QUESTION]
    assert ASKS_NUMBER in visitor.clicks("Another number").said[-1]


def test_a_call_that_never_was_is_forgotten() -> None:
    gone = refusal("no_handover", live=False)
    visitor = called(answer=answering(start_call=HttpResponse(500), call_status=gone)).says("report damage")
    assert "What happened?" in visitor.said[-1]
    assert "call_live" not in visitor.talk.context


DOUBTS = ["nope dont want", "call me later", "call me at five", "wait, wrong one"]


@pytest.mark.parametrize("words", DOUBTS)
def test_who_doubts_a_call_that_rings_may_cancel_it_and_nothing_said_is_lost(words: str) -> None:
    visitor = called(answer=answering(call_status=RINGING)).says(words)
    assert visitor.said == ["I keep this for the agent.", "What about the call?"]
    assert visitor.clicks("Cancel the call").actions[-1] == "cancel_call"


@pytest.mark.parametrize("words", ["no", "nope dont want", "how long does it take?", "why do you need that?"])
def test_nothing_is_offered_that_an_agent_who_talks_makes_impossible(words: str) -> None:
    assert called(answer=answering(call_status=TALKING)).says(words).said == ["Anna can see this."]


@pytest.mark.parametrize("words", ["stop", "never mind", "no", "skip"])
def test_whatever_is_said_after_the_end_closes_the_loop(words: str) -> None:
    gone = refusal("no_handover")
    visitor = called(answer=answering(call_status=TALKED, cancel_call=gone)).says(words)
    assert visitor.said == ["It is over.", "How did the call go?"]


def test_a_wrong_number_after_the_end_asks_for_another_one() -> None:
    visitor = called(answer=answering(cancel_call=refusal("no_handover"))).says("wrong number")
    assert ASKS_NUMBER in visitor.said[-1]
    assert "call_live" not in visitor.talk.context


def test_a_call_that_is_booked_again_meanwhile_is_told() -> None:
    again = {
        "ok": True,
        "status": "scheduled",
        "live": True,
        "at": "2026-11-22T10:02:00+01:00",
        "message": "Once more.",
    }
    visitor = called(answer=answering(call_status=again)).says("hm")
    assert visitor.said[0] == "Once more."
    assert "Cancel the call" in visitor.talk.choices()


def test_a_call_of_another_chat_is_not_offered_to_be_cancelled() -> None:
    elsewhere = refusal("already_calling", handover_id="20261122-x")
    visitor = called(answer=answering(start_call=elsewhere))
    assert visitor.said[0] == "No: already_calling."
    assert "call_live" not in visitor.talk.context
    assert "Cancel the call" not in visitor.talk.choices()


def test_one_question_is_asked_at_a_time() -> None:
    failed = {"ok": True, "status": "busy", "live": False, "message": "The line was busy. Shall I try again?"}
    assert called(answer=answering(call_status=failed)).says("hm").said == [
        "The line was busy.",
        "What would you like?",
    ]


@pytest.mark.parametrize(
    "words", ["yesterday at 5", "call me at five", "good bye", "ok call me again", "it wasn't great"]
)
def test_what_only_sounds_like_a_rating_is_none(words: str) -> None:
    visitor = called(answer=answering(call_status=TALKED)).says("hello?", words)
    assert "rate_call" not in visitor.actions


@pytest.mark.parametrize(
    ("words", "rating"), [("not good", "2"), ("it was ok but slow", "3"), ("5 stars, thanks", "5")]
)
def test_a_rating_in_words_is_stored(words: str, rating: str) -> None:
    visitor = called(answer=answering(call_status=TALKED)).says("hello?", words)
    assert visitor.bodies[-1]["rating"] == rating
