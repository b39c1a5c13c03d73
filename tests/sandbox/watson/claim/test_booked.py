"""skill-claim.json: a call that is booked is told, moved after a yes, cancelled, and followed when its time has come."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.net import HttpResponse
from tests.sandbox.watson.claim.desk import (
    CLOSED,
    GERMAN,
    NUMBER,
    OTHER,
    SLOTS,
    Customer,
    answering,
    asked_for_consent,
    called,
    calls_of,
    customer,
    refusal,
)

WORDS = [slot["words"] for slot in SLOTS]
WAITS = {
    "ok": True,
    "status": "scheduled",
    "live": True,
    "at": "2026-11-22T17:00:00+01:00",
    "at_words": "on 22 November at 17:00",
    "message": "We call you on 22 November at 17:00.",
}
MOVE = "When shall we call you instead? Choose a time, or tell me one."
TO_FOUR = "We will call you on 22 November at 16:00 instead. OK?"


def booked(**answers: Any) -> Customer:
    """Returns a customer whose call is booked for five."""
    return asked_for_consent(answer=answering(**{"call_status": WAITS, **answers})).says("at five", "yes")


def booked_in_german(**answers: Any) -> Customer:
    """Returns a German customer whose call is booked for five."""
    visitor = customer(answering(**{"call_status": WAITS, **answers}), skill=GERMAN)
    return visitor.says("Rufen Sie mich an", NUMBER, "Mira", "um fünf", "ja")


def moves_of(visitor: Customer) -> list[str]:
    """Returns the times of all reschedule_call requests."""
    return [body["at"] for body in visitor.bodies if body["action"] == "reschedule_call"]


@pytest.mark.parametrize(
    "words", ["when do you call?", "when will you call", "where is my call?", "at what time do you call me"]
)
def test_it_tells_when_the_call_comes(words: str) -> None:
    visitor = booked().says(words)
    assert visitor.said == ["We call you on 22 November at 17:00.", "Until then:"]
    assert list(visitor.talk.choices()) == ["Change the time", "Cancel the call", "Go on here"]


@pytest.mark.parametrize(
    "words", ["Wann rufen Sie an?", "wann genau rufen Sie an", "Wo bleibt mein Anruf?", "um wie viel Uhr rufen Sie an"]
)
def test_it_tells_in_german_when_the_call_comes(words: str) -> None:
    visitor = booked_in_german().says(words)
    assert visitor.said == ["We call you on 22 November at 17:00.", "Bis dahin:"]
    assert list(visitor.talk.choices()) == ["Zeit ändern", "Anruf absagen", "Hier weitermachen"]


@pytest.mark.parametrize(
    "words",
    [
        "cancel",
        "I don't need it any more",
        "cancel the call",
        "never mind",
        "cancel my appointment",
        "please don't call me",
    ],
)
def test_it_is_cancelled(words: str) -> None:
    visitor = booked().says(words)
    assert visitor.said == ["Yes to cancel_call."]
    assert visitor.actions[-1] == "cancel_call"
    assert not {"booked", "booked_at", "booked_words"} & set(visitor.talk.context)


@pytest.mark.parametrize(
    "words", ["Anruf absagen", "ich brauche ihn nicht mehr", "doch nicht", "hat sich erledigt", "Termin absagen"]
)
def test_it_is_cancelled_in_german(words: str) -> None:
    visitor = booked_in_german().says(words)
    assert visitor.actions[-1] == "cancel_call"
    assert "booked" not in visitor.talk.context


@pytest.mark.parametrize(
    "words", ["change it", "later", "another time", "move it", "can we make it later", "reschedule"]
)
def test_moving_it_begins_with_the_times(words: str) -> None:
    visitor = booked().says(words)
    assert visitor.said == [MOVE]
    assert list(visitor.talk.choices()) == [*WORDS, "Leave it as it is"]
    visitor.clicks(WORDS[1])
    assert visitor.said == [f"We will call you {WORDS[1]} instead. OK?"]
    assert moves_of(visitor) == []
    visitor.clicks("Yes, move the call")
    assert moves_of(visitor) == [SLOTS[1]["at"]]
    assert visitor.said == ["Yes to reschedule_call.", "Until then:"]


@pytest.mark.parametrize(
    "words", ["verschieben", "später", "lieber später", "ändern Sie das", "eine andere Zeit bitte"]
)
def test_moving_it_in_german_begins_with_the_times(words: str) -> None:
    visitor = booked_in_german().says(words)
    assert visitor.said == [
        "Wann sollen wir Sie stattdessen anrufen? Wählen Sie eine Zeit aus, oder nennen Sie mir eine."
    ]
    visitor.clicks(WORDS[0])
    assert visitor.said == [f"Wir rufen Sie stattdessen {WORDS[0]} (23.11.) an. Einverstanden?"]
    visitor.says("ja")
    assert moves_of(visitor) == [SLOTS[0]["at"]]


@pytest.mark.parametrize(
    "words", ["move it to four", "make it four instead", "at four", "rather at 4 pm", "call me at four instead"]
)
def test_moving_it_to_a_time_is_read_back(words: str) -> None:
    visitor = booked().says(words)
    assert visitor.said == [TO_FOUR]
    assert moves_of(visitor) == []
    visitor.says("yes")
    assert moves_of(visitor) == ["2026-11-22T16:00:00+01:00"]
    assert calls_of(visitor) == []
    assert visitor.talk.problems == []


@pytest.mark.parametrize(
    "words", ["auf vier verschieben", "lieber um vier", "verschieben Sie ihn auf vier", "um 16 Uhr"]
)
def test_moving_it_to_a_time_in_german_is_read_back(words: str) -> None:
    visitor = booked_in_german().says(words)
    assert visitor.said == ["Wir rufen Sie stattdessen on 22 November at 16:00 (22.11.) an. Einverstanden?"]
    visitor.clicks("Ja, verschieben")
    assert moves_of(visitor) == ["2026-11-22T16:00:00+01:00"]


def test_an_hour_alone_means_the_day_of_the_booking() -> None:
    tomorrow = asked_for_consent(answer=answering(call_status=WAITS)).says("tomorrow at 10 am", "yes")
    assert tomorrow.says("move it to four").said == ["We will call you on 23 November at 16:00 instead. OK?"]
    assert tomorrow.says("in two hours").said == ["We will call you on 22 November at 12:00 instead. OK?"]
    visitor = asked_for_consent().says("tomorrow at 10 am", "no, at 11 am")
    assert visitor.said[-1] == f"We will call {NUMBER} (Germany) on 23 November at 11:00. OK?"


@pytest.mark.parametrize("words", ["no", "leave it as it is", "cancel", "never mind"])
def test_a_no_leaves_the_call_as_it_is(words: str) -> None:
    for before in ("change it", "move it to four"):
        visitor = booked().says(before, words)
        assert visitor.said == ["The time of your call stays as it was."]
        assert moves_of(visitor) == []
        assert visitor.talk.context["booked"] is True
        assert "moving" not in visitor.talk.context
    assert "cancel_call" not in visitor.actions


@pytest.mark.parametrize("words", ["maybe", "at four?", "yes if you must", "maybe at four", "yes, now"])
def test_nothing_but_a_yes_moves_it(words: str) -> None:
    visitor = booked().says("move it to four", words)
    assert moves_of(visitor) == []
    assert calls_of(visitor) == []


def test_a_yes_with_the_same_time_is_a_yes_and_with_another_a_new_question() -> None:
    assert moves_of(booked().says("move it to four", "yes, at four")) == ["2026-11-22T16:00:00+01:00"]
    visitor = booked().says("move it to four", "yes, at three")
    assert visitor.said == ["We will call you on 22 November at 15:00 instead. OK?"]
    assert moves_of(visitor) == []


def test_a_call_that_is_not_wanted_at_all_is_cancelled_at_either_question() -> None:
    for before in ("change it", "move it to four"):
        assert booked().says(before, "I don't need the call any more").actions[-1] == "cancel_call"


@pytest.mark.parametrize("words", ["are you a robot?", "thanks"])
def test_after_a_digression_the_open_question_comes_again(words: str) -> None:
    assert booked().says("change it", words).said[-1] == MOVE
    assert booked().says("move it to four", words).said[-1] == TO_FOUR


def test_a_time_that_was_refused_in_the_end_brings_the_others() -> None:
    gone = refusal("closed", slots=list(SLOTS))
    visitor = booked(reschedule_call=[gone]).says("move it to four", "yes")
    assert visitor.said == ["No: closed.", MOVE]
    visitor.clicks(WORDS[0]).says("yes")
    assert moves_of(visitor)[-1] == SLOTS[0]["at"]


@pytest.mark.parametrize("reason", ["storage_unavailable", "limit_reached", "not_available"])
def test_a_move_that_is_refused_leaves_the_call_as_it_is(reason: str) -> None:
    visitor = booked(reschedule_call=refusal(reason)).says("move it to four", "yes")
    assert visitor.said == [f"No: {reason}.", "The time of your call stays as it was."]


def test_a_move_of_a_call_that_is_gone_offers_a_new_one() -> None:
    visitor = booked(reschedule_call=refusal("no_handover")).says("move it to four", "yes")
    assert visitor.said[0] == "No: no_handover."
    assert "Call me" in visitor.talk.choices()
    assert "booked" not in visitor.talk.context


def test_a_lost_answer_says_that_it_is_not_known() -> None:
    visitor = booked(reschedule_call=HttpResponse(500)).says("move it to four", "yes")
    assert "do not know whether the call is moved" in visitor.said[0]
    visitor = booked(slots=[None, None, HttpResponse(500)]).says("change it")
    assert visitor.said == ["I cannot reach our phone service right now.", "The time of your call stays as it was."]


def test_the_chat_goes_on_while_a_call_is_booked() -> None:
    visitor = booked().says("report damage")
    assert "What happened?" in visitor.said[-1]
    visitor.says("dents everywhere", "no", "skip")
    assert "Where did it happen?" in visitor.said[-1]
    assert booked().says("hello").said[0] == "Hello!"


def test_change_something_means_the_claim_where_there_is_one() -> None:
    visitor = booked().says("hail damage", "dents everywhere", "KA-AB 123", "Ulm")
    assert visitor.says("no", "change something").said == ["What would you like to change?"]
    assert visitor.says("nothing", "no", "change the time of my call").said == [MOVE]


def test_the_wrong_number_is_unbooked_and_the_right_one_booked_for_the_same_time() -> None:
    visitor = booked().says("wrong number")
    assert visitor.actions[-1] == "cancel_call"
    visitor.says(OTHER)
    assert visitor.said[-1] == f"We will call {OTHER} (Germany) on 22 November at 17:00. OK?"
    visitor.says("yes")
    assert [body["phone_number"] for body in visitor.bodies if body["action"] == "schedule_call"] == [NUMBER, OTHER]


def test_another_call_while_one_is_booked_offers_to_move_or_cancel_it() -> None:
    live = {**CLOSED, "reason": "already_calling", "at": WAITS["at"], "message": WAITS["message"]}
    visitor = booked(availability=live).says("call me")
    assert visitor.said == [WAITS["message"], "What about the call?"]
    assert list(visitor.talk.choices()) == ["Change the time", "Cancel the call", "Keep the call"]
    assert visitor.clicks("Change the time").said == [MOVE]


def test_when_its_time_has_come_what_is_said_is_kept_for_the_agent() -> None:
    ringing = {"ok": True, "status": "ringing", "live": True, "message": "Your phone is ringing."}
    visitor = booked(call_status=ringing).says("the mirror is broken, too")
    assert visitor.said == ["I keep this for the agent."]
    assert visitor.talk.context["call_live"] is True
    assert "booked" not in visitor.talk.context


def test_when_it_was_cut_off_it_offers_another_at_once() -> None:
    cut = {"ok": True, "status": "dropped", "live": False, "message": "Your call was cut off."}
    for visitor in (booked(call_status=cut), called(answer=answering(call_status=cut))):
        visitor.says("hello?")
        assert visitor.said == ["Your call was cut off.", "What would you like?"]
        visitor.clicks("Call me again").says("yes")
        assert calls_of(visitor)[-1]["phone_number"] == NUMBER


def test_a_retry_is_told_and_can_be_moved_or_cancelled() -> None:
    again = {**WAITS, "message": "Your line was busy. We try again at 10:02."}
    visitor = called(answer=answering(call_status=again)).says("where is my call?")
    assert visitor.said == ["Your line was busy. We try again at 10:02.", "Until then:"]
    assert list(visitor.talk.choices()) == ["Change the time", "Cancel the call", "Go on here"]
    assert visitor.says("cancel the call").actions[-1] == "cancel_call"
    visitor = called(answer=answering(call_status=again)).says("where is my call?", "move it to four", "yes")
    assert moves_of(visitor) == ["2026-11-22T16:00:00+01:00"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "You are number 3 in line. I do not know yet how long it takes today."),
        (40, "You are number 3 in line. Today eight in ten customers reached an agent within a minute and a half."),
        (250, "You are number 3 in line. Today eight in ten customers reached an agent within 5 minutes."),
    ],
)
def test_who_waits_hears_their_place_and_how_long_it_may_take(seconds: int | None, words: str) -> None:
    waiting = {"ok": True, "status": "waiting", "live": True, "position": 3, "message": "Nobody is free yet."}
    waiting |= {} if seconds is None else {"estimate_seconds": seconds}
    visitor = called(answer=answering(call_status=waiting))
    assert visitor.says("where is my call?").said == ["Nobody is free yet.", words]
    assert visitor.says("the mirror, too").said == ["I keep this for the agent.", "Nobody is free yet."]


def test_who_is_next_hears_so_and_no_place_is_told_twice() -> None:
    waiting = {
        "ok": True,
        "status": "waiting",
        "live": True,
        "position": 1,
        "estimate_seconds": 120,
        "message": "Soon.",
    }
    visitor = called(answer=answering(call_status=waiting)).says("where is my call?")
    assert visitor.said == [
        "Soon.",
        "You are next in line. Today eight in ten customers reached an agent within 2 minutes.",
    ]
    for place, sentence in ((4, "You are number 4 in line."), (1, "You are next in line. Soon.")):
        told = {**waiting, "position": place, "message": sentence}
        assert called(answer=answering(call_status=told)).says("where is my call?").said == [sentence]


def test_the_digit_comes_again_with_the_status() -> None:
    ringing = {"ok": True, "status": "ringing", "live": True, "message": "It rings.", "digit": "4"}
    visitor = called(answer=answering(call_status=ringing)).says("where is my call?")
    assert visitor.said[:3] == ["It rings.", "Our call asks for a digit. This is yours:", "4"]


BOOKED_NOW = {
    "ok": True,
    "status": "ok",
    "can_call": False,
    "booking": False,
    "agents_free": True,
    "can_replace": True,
    "reason": "already_calling",
    "at": SLOTS[0]["at"],
    "message": "A call is booked. Shall I cancel it?",
}


def asked_for_now(**more: Any) -> Customer:
    """Returns a customer with a booked call who is asked for consent to one now."""
    return booked(availability=[None, BOOKED_NOW], **more).says("call me").clicks("Call me now")


def test_who_has_a_booked_call_may_have_one_now_instead() -> None:
    visitor = asked_for_now()
    assert visitor.said[-1] == f"We will call {NUMBER} (Germany) now, in place of the booked call. OK?"
    assert visitor.clicks("Yes, call me").bodies[-1]["instead_of_booking"] is True
    assert visitor.talk.context["call_live"] is True


@pytest.mark.parametrize("words", ["no", "keep the call", "never mind", "bye"])
def test_who_wants_none_now_keeps_the_booked_call(words: str) -> None:
    visitor = asked_for_now().says(words)
    assert "start_call" not in visitor.actions
    assert "nobody" not in visitor.said[0].lower()
    assert visitor.talk.context["booked"] is True
    assert "replacing" not in visitor.talk.context


def test_a_time_instead_of_a_yes_moves_the_booked_call() -> None:
    visitor = asked_for_now().says("tomorrow at 15:00")
    assert "instead. OK?" in visitor.said[-1]
    assert visitor.says("yes").actions[-1] == "reschedule_call"


def test_a_refusal_says_that_the_booked_call_stays() -> None:
    visitor = asked_for_now(start_call=refusal("closed", at=SLOTS[0]["at"])).says("yes")
    assert visitor.said == ["No: closed.", "Until then:"]
    assert visitor.talk.context["booked"] is True


def test_no_call_now_is_offered_when_none_can_be_had() -> None:
    visitor = booked(availability=[None, {**BOOKED_NOW, "can_replace": False}]).says("call me")
    assert visitor.said == ["A call is booked.", "What about the call?"]
    assert list(visitor.talk.choices()) == ["Change the time", "Cancel the call", "Keep the call"]


@pytest.mark.parametrize("words", ["no", "nope dont want"])
def test_a_no_asks_what_is_to_be_done_with_the_booked_call(words: str) -> None:
    assert booked().says(words).said == ["What about the call?"]


def test_opening_hours_are_told_while_a_call_is_booked() -> None:
    visitor = booked(availability=[None, {**BOOKED_NOW, "open": True}]).says("when are you open?")
    assert visitor.said == ["We are open right now."]


def test_a_claim_after_a_booking_offers_no_second_call() -> None:
    visitor = booked(availability=[None, BOOKED_NOW]).says("hail destroyed my car", "skip", "skip")
    assert "What about the call?" in visitor.said
