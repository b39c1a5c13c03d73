"""skill-claim.json: a call at another time. It is offered, read back with the number, agreed to, and only then booked."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.net import HttpResponse
from tests.sandbox.watson.claim.desk import (
    ASKS_NAME,
    ASKS_NUMBER,
    CLOSED,
    DISCLOSURE,
    GERMAN,
    NUMBER,
    OTHER,
    QUESTION,
    SLOTS,
    USED,
    VARIANTS,
    Customer,
    answering,
    asked_for_consent,
    called,
    calls_of,
    customer,
    refusal,
)

PAUSED = {**CLOSED, "reason": "desk_paused", "message": "We are on a break."}
BUSY = {"ok": True, "can_call": True, "agents_free": False, "booking": True, "message": "All are talking."}
WORDS = [slot["words"] for slot in SLOTS]
OFFER = "When shall we call you? Choose a time, or tell me one."
GERMAN_OFFER = "Wann sollen wir Sie anrufen? Wählen Sie eine Zeit aus, oder nennen Sie mir eine."
AT_FIVE = f"We will call {NUMBER} (Germany) on 22 November at 17:00. OK?"
GERMAN_AT_FIVE = f"Wir rufen {NUMBER} (Germany) on 22 November at 17:00 (22.11.) an. Einverstanden?"


def bookings_of(visitor: Customer) -> list[dict[str, Any]]:
    """Returns the bodies of all schedule_call requests."""
    return [body for body in visitor.bodies if body["action"] == "schedule_call"]


def asked_in_german(**more: Any) -> Customer:
    """Returns a German customer who has been asked for consent to a call now."""
    return customer(skill=GERMAN, **more).says("Rufen Sie mich an", NUMBER, "Mira")


def asked_to_book(**more: Any) -> Customer:
    """Returns a customer who has been asked for consent to a call at five."""
    return asked_for_consent(**more).says("at five")


@pytest.mark.parametrize("state", [CLOSED, PAUSED])
def test_when_no_call_can_be_had_now_times_are_offered(state: dict[str, Any]) -> None:
    visitor = customer(answering(availability=state)).says("please call me")
    assert visitor.said == [state["message"], OFFER]
    assert list(visitor.talk.choices()) == [*WORDS, "No call"]
    assert visitor.actions == ["availability", "slots"]


def test_after_a_claim_times_are_offered_too() -> None:
    visitor = customer(answering(availability=CLOSED)).says("hail damage", "dents everywhere", "KA-AB 123", "Ulm")
    assert visitor.said[-2:] == ["We are closed.", OFFER]


def test_nothing_is_offered_where_nothing_can_be_booked() -> None:
    visitor = customer(answering(availability={**CLOSED, "booking": False})).says("please call me")
    assert list(visitor.talk.choices()) == ["Report damage", "Go on here"]
    visitor = customer(answering(availability=CLOSED, slots={"ok": True, "slots": [], "message": "None."})).says(
        "call me"
    )
    assert visitor.said[1] == "I have no time for a call to offer right now."
    visitor = customer(answering(availability=CLOSED, slots=HttpResponse(500))).says("call me")
    assert "cannot reach our phone service" in visitor.said[1]
    assert visitor.talk.problems == []


@pytest.mark.parametrize("count", [1, 2, 3, 5, 6])
def test_as_many_times_are_shown_as_there_are_and_at_most_five(count: int) -> None:
    many = [{"at": f"2026-11-23T{9 + place:02}:00:00+01:00", "words": f"at {9 + place}:00"} for place in range(count)]
    visitor = customer(answering(availability=CLOSED, slots={"ok": True, "slots": many})).says("call me")
    assert list(visitor.talk.choices()) == [*(slot["words"] for slot in many[:5]), "No call"]
    assert visitor.talk.problems == []


def test_a_time_that_was_chosen_is_read_back_and_booked_after_a_yes() -> None:
    visitor = customer(answering(availability=CLOSED)).says("call me").clicks(WORDS[1])
    assert ASKS_NUMBER in visitor.said[0]
    visitor.says(NUMBER, "Mira")
    question = f"We will call {NUMBER} (Germany) {WORDS[1]}. OK?"
    assert visitor.said == [DISCLOSURE, question]
    assert list(visitor.talk.choices()) == ["Yes, call me then", "Another time", "Another number", "No call"]
    assert bookings_of(visitor) == []
    visitor.clicks("Yes, call me then")
    (body,) = bookings_of(visitor)
    assert (body["at"], body["phone_number"], body["name"]) == (SLOTS[1]["at"], NUMBER, "Mira")
    assert body["consent"] == {
        "question": f"{DISCLOSURE} {question}",
        "answer": "Yes, call me then",
        "label": "Yes, call me then",
    }
    assert visitor.said == ["Yes to schedule_call.", "Until then:"]
    assert list(visitor.talk.choices()) == ["Change the time", "Cancel the call", "Go on here"]
    assert not set(USED) & set(visitor.talk.context)
    assert calls_of(visitor) == []


@pytest.mark.parametrize("words", ["the second one", WORDS[1].upper()])
def test_an_offered_time_may_be_named(words: str) -> None:
    visitor = customer(answering(availability=CLOSED)).says("call me", words, NUMBER, "Mira", "yes")
    assert bookings_of(visitor)[0]["at"] == SLOTS[1]["at"]


@pytest.mark.parametrize(
    ("skill", "words"),
    [
        ("en", "as soon as possible"),
        ("en", "I don't mind"),
        ("en", "any time"),
        ("de", "so schnell wie möglich"),
        ("de", "egal"),
    ],
)
def test_who_takes_any_time_gets_the_first_one(skill: str, words: str) -> None:
    if skill == "de":
        visitor = customer(answering(availability=CLOSED), skill=GERMAN).says(
            "Rufen Sie mich an", words, NUMBER, "Mira", "ja"
        )
    else:
        visitor = customer(answering(availability=CLOSED)).says("call me", words, NUMBER, "Mira", "yes")
    assert bookings_of(visitor)[0]["at"] == SLOTS[0]["at"]


@pytest.mark.parametrize("words", ["not at five", "not tomorrow", "not before ten"])
def test_a_time_that_is_denied_is_none(words: str) -> None:
    visitor = customer(answering(availability=CLOSED)).says("call me", words)
    assert "tell me a day and a time" in visitor.said[0]
    assert visitor.says("at five", NUMBER, "Mira").said[-1] == AT_FIVE
    assert bookings_of(asked_to_book().says(words)) == []


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("at five", "2026-11-22T17:00:00"),
        ("yes, at five", "2026-11-22T17:00:00"),
        ("yes but at five", "2026-11-22T17:00:00"),
        ("no, at five", "2026-11-22T17:00:00"),
        ("at 5 pm", "2026-11-22T17:00:00"),
        ("how about 17:00?", "2026-11-22T17:00:00"),
        ("in ten minutes", "2026-11-22T10:10:00"),
        ("yes, in an hour", "2026-11-22T11:00:00"),
        ("tomorrow at nine", "2026-11-23T09:00:00"),
        ("tomorrow morning at nine", "2026-11-23T09:00:00"),
        ("at four tomorrow afternoon", "2026-11-23T16:00:00"),
        ("on 24.11.2026 at 14:30", "2026-11-24T14:30:00"),
        ("Tuesday at 10:15", "2026-11-24T10:15:00"),
    ],
)
def test_a_time_instead_of_a_yes_is_read_back(words: str, at: str) -> None:
    visitor = asked_for_consent().says(words)
    question = f"We will call {NUMBER} (Germany) on {at[8:10]} November at {at[11:16]}. OK?"
    assert visitor.said == [DISCLOSURE, question]
    assert calls_of(visitor) == bookings_of(visitor) == []
    visitor.says("yes")
    (body,) = bookings_of(visitor)
    assert body["at"] == f"{at}+01:00"
    assert body["consent"] == {"question": f"{DISCLOSURE} {question}", "answer": "yes"}
    assert calls_of(visitor) == []
    assert visitor.talk.problems == []


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("um fünf", "2026-11-22T17:00:00"),
        ("ja, um fünf", "2026-11-22T17:00:00"),
        ("lieber um fünf", "2026-11-22T17:00:00"),
        ("nein, um 17 Uhr", "2026-11-22T17:00:00"),
        ("um halb fünf", "2026-11-22T16:30:00"),
        ("wie wäre es um 17 Uhr?", "2026-11-22T17:00:00"),
        ("in zehn Minuten", "2026-11-22T10:10:00"),
        ("in einer halben Stunde", "2026-11-22T10:30:00"),
        ("morgen früh um neun", "2026-11-23T09:00:00"),
        ("morgen Nachmittag um drei", "2026-11-23T15:00:00"),
        ("am 24.11. um 14.30 Uhr", "2026-11-24T14:30:00"),
        ("Dienstag um Viertel nach zehn", "2026-11-24T10:15:00"),
    ],
)
def test_a_time_in_german_is_read_back(words: str, at: str) -> None:
    visitor = asked_in_german().says(words)
    assert visitor.said[-1] == (
        f"Wir rufen {NUMBER} (Germany) on {at[8:10]} November at {at[11:16]} ({at[8:10]}.11.) an. Einverstanden?"
    )
    assert list(visitor.talk.choices()) == ["Ja, dann anrufen", "Andere Zeit", "Andere Nummer", "Kein Anruf"]
    visitor.clicks("Ja, dann anrufen")
    assert bookings_of(visitor)[0]["at"] == f"{at}+01:00"
    assert calls_of(visitor) == []


@pytest.mark.parametrize(
    ("skill", "words", "start"),
    [
        ("en", "tomorrow morning", "2026-11-23T06:00:00"),
        ("en", "tomorrow", "2026-11-23T00:00:00"),
        ("en", "on Tuesday", "2026-11-24T00:00:00"),
        ("en", "between 14:00 and 16:00", "2026-11-22T14:00:00"),
        ("de", "morgen früh", "2026-11-23T06:00:00"),
        ("de", "morgen", "2026-11-23T00:00:00"),
        ("de", "am Dienstag", "2026-11-24T00:00:00"),
        ("de", "nächste Woche", "2026-11-23T00:00:00"),
    ],
)
def test_what_is_no_time_yet_brings_the_times_from_then_on(skill: str, words: str, start: str) -> None:
    visitor = (asked_in_german() if skill == "de" else asked_for_consent()).says(words)
    assert visitor.said == [GERMAN_OFFER if skill == "de" else OFFER]
    assert (visitor.bodies[-1]["action"], visitor.bodies[-1]["at"]) == ("slots", f"{start}[Europe/Berlin]")
    visitor.clicks(WORDS[0]).says("ja" if skill == "de" else "yes")
    assert bookings_of(visitor)[0]["at"] == SLOTS[0]["at"]


def test_the_date_is_read_back_even_if_the_words_have_none() -> None:
    spoken = {"ok": True, "at": "2026-12-03T09:00:00+01:00", "at_words": "tomorrow at 9:00", "slots": list(SLOTS)}
    visitor = asked_for_consent(answer=answering(slots=spoken)).says("tomorrow at 9 am")
    assert visitor.said[-1] == f"We will call {NUMBER} (Germany) tomorrow at 9:00 (3 December). OK?"
    visitor = asked_in_german(answer=answering(slots={**spoken, "at_words": "morgen um 9:00 Uhr"})).says(
        "morgen um 9 Uhr"
    )
    assert visitor.said[-1] == f"Wir rufen {NUMBER} (Germany) morgen um 9:00 Uhr (3.12.) an. Einverstanden?"
    dated = {**spoken, "at_words": "am Donnerstag, dem 3. Dezember, um 9:00 Uhr"}
    assert "(3.12.)" not in asked_in_german(answer=answering(slots=dated)).says("am 3.12. um 9 Uhr").said[-1]


@pytest.mark.parametrize("reason", ["closed", "desk_paused", "no_agents"])
def test_a_desk_that_closed_while_the_customer_typed_offers_times(reason: str) -> None:
    open_desk = {"ok": True, "can_call": True, "agents_free": True, "booking": True, "message": "Free."}
    visitor = customer(answering(availability=open_desk, start_call=refusal(reason))).says(
        "call me", NUMBER, "Mira", "yes"
    )
    assert visitor.said == [f"No: {reason}.", OFFER]
    visitor.clicks(WORDS[0])
    assert visitor.said[-1] == f"We will call {NUMBER} (Germany) {WORDS[0]}. OK?"


def test_a_time_with_two_readings_is_the_one_that_can_be_booked() -> None:
    visitor = asked_to_book()
    assert [body["at"] for body in visitor.bodies if body["action"] == "slots"] == [
        "2026-11-22T05:00:00[Europe/Berlin]",
        "2026-11-22T17:00:00[Europe/Berlin]",
    ]
    assert visitor.said[-1] == AT_FIVE


def test_of_two_readings_that_can_be_booked_the_customer_chooses() -> None:
    def answer(body: dict[str, Any]) -> Any:
        at = f"{(body.get('at') or '').partition('[')[0]}+01:00"
        free = {"ok": True, "at": at, "at_words": f"at {at[11:16]}", "slots": list(SLOTS), "message": "Free."}
        return free if body["action"] == "slots" else answering()(body)

    visitor = asked_for_consent(answer=answer).says("tomorrow at five")
    assert visitor.said == ["Which of these do you mean?"]
    assert list(visitor.talk.choices()) == ["at 05:00", "at 17:00", "No call"]
    assert "at 17:00" in visitor.clicks("at 17:00").said[-1]
    visitor = asked_for_consent(answer=answer).says("tomorrow at five", "in the afternoon at five")
    assert "at 17:00" in visitor.said[-1]


@pytest.mark.parametrize("words", ["at 3 am", "yesterday at 10 am", "today at 9:30", "at 11 pm"])
def test_a_time_that_has_gone_or_is_closed_is_asked_about(words: str) -> None:
    visitor = asked_for_consent().says(words)
    assert visitor.said[0].startswith("Not at 2026-11-2")
    assert visitor.said[1] == OFFER
    assert calls_of(visitor) == bookings_of(visitor) == []


def test_the_zone_is_the_customers_if_it_is_known_and_else_the_desks() -> None:
    visitor = asked_for_consent()
    visitor.talk._session.context.pop("timezone")
    visitor.says("at 5 pm", "in ten minutes")
    assert [body["at"] for body in visitor.bodies if body["action"] == "slots"] == [
        "2026-11-22T17:00:00",
        # Watson counts in GMT where it knows no zone.
        "2026-11-22T09:10:00[GMT]",
    ]


@pytest.mark.parametrize("words", ["yes, at five", "yes at 17:00", "ok, at five"])
def test_a_yes_with_the_time_that_was_read_back_is_a_yes(words: str) -> None:
    visitor = asked_to_book().says(words)
    (body,) = bookings_of(visitor)
    assert body["consent"] == {"question": f"{DISCLOSURE} {AT_FIVE}", "answer": words}


@pytest.mark.parametrize(
    "words", ["yes, at four", "at five", "yes if at five", "at five?", "maybe at five", "yes or at four"]
)
def test_anything_less_is_read_back_again(words: str) -> None:
    visitor = asked_to_book().says(words)
    assert visitor.said[0] == DISCLOSURE
    assert bookings_of(visitor) == calls_of(visitor) == []


@pytest.mark.parametrize("words", ["yes, call me now", "yes, right now", "now"])
def test_a_yes_to_now_books_nothing(words: str) -> None:
    visitor = asked_to_book().says(words)
    assert bookings_of(visitor) == calls_of(visitor) == []
    assert visitor.said[-1] == AT_FIVE


@pytest.mark.parametrize("words", ["maybe later", "later", "perhaps later", "another time"])
def test_maybe_later_books_nothing(words: str) -> None:
    visitor = asked_for_consent().says(words)
    assert visitor.said == ["All right, nobody will call you now.", OFFER]
    visitor.says("maybe")
    assert bookings_of(visitor) == calls_of(visitor) == []
    visitor = asked_in_german().says("vielleicht später")
    assert visitor.said == ["Gut, jetzt ruft Sie niemand an.", GERMAN_OFFER]
    assert bookings_of(visitor) == calls_of(visitor) == []


@pytest.mark.parametrize("words", ["no", "no thanks", "cancel", "no call", "never mind", "I don't want a call"])
def test_a_no_to_the_times_ends_it(words: str) -> None:
    visitor = customer(answering(availability=CLOSED)).says("call me", words)
    assert "no call" in visitor.said[0]
    assert "booking" not in visitor.talk.context
    assert bookings_of(visitor.says("yes")) == []


@pytest.mark.parametrize("words", ["no", "no thanks", "cancel", "not now"])
def test_a_no_to_the_question_books_nothing_and_nothing_of_it_is_left(words: str) -> None:
    visitor = asked_to_book().says(words)
    assert visitor.said[0] == "All right, nobody will call you."
    assert not {"booking", "booking_at", "booking_words", *USED} & set(visitor.talk.context)
    assert bookings_of(visitor.says("yes")) == calls_of(visitor) == []


@pytest.mark.parametrize("words", ["nein", "nein danke", "doch nicht", "lieber nicht"])
def test_a_german_no_books_nothing(words: str) -> None:
    visitor = asked_in_german().says("um fünf")
    assert visitor.said[-1] == GERMAN_AT_FIVE
    assert "niemand" in visitor.says(words).said[0]
    assert bookings_of(visitor) == calls_of(visitor) == []


@pytest.mark.parametrize("words", ["are you a robot?", "what does it cost?", "thanks", "one moment"])
def test_after_a_digression_the_open_question_comes_again(words: str) -> None:
    assert customer(answering(availability=CLOSED)).says("call me", words).said[-1] == OFFER
    assert asked_to_book().says(words).said[-1] == AT_FIVE


def test_what_is_no_time_is_explained_once_and_then_left() -> None:
    visitor = customer(answering(availability=CLOSED)).says("call me", "blub blub")
    assert "I cannot see a time in that." in visitor.said[0]
    assert visitor.said[1] == OFFER
    assert "Go on here" in visitor.says("blub blub").talk.choices()
    assert "booking" not in visitor.talk.context


def test_the_bare_hour_is_a_time_if_a_time_was_asked_for() -> None:
    visitor = customer(answering(availability=CLOSED)).says("call me", "four pm", NUMBER, "Mira")
    assert [body.get("at") for body in visitor.bodies if body["action"] == "slots"][1:] == [
        "2026-11-22T16:00:00[Europe/Berlin]"
    ]
    visitor = customer(answering(availability=CLOSED)).says("call me", "make it five", NUMBER, "Mira")
    assert visitor.said[-1] == AT_FIVE


def test_a_number_given_late_is_kept_and_the_time_is_asked_for() -> None:
    visitor = customer(answering(availability=CLOSED)).says("call me", f"my number is {NUMBER}")
    assert visitor.said[-1] == OFFER
    assert visitor.actions[-2:] == ["check_number", "slots"]
    visitor.says("at five", "Mira")
    assert visitor.said[-1] == AT_FIVE


def test_a_number_and_a_time_in_one_sentence_are_both_heard() -> None:
    visitor = customer().says(f"call me tomorrow at 10:15 on {NUMBER}")
    assert ASKS_NAME in visitor.said[0]
    assert "on 23 November at 10:15" in visitor.says("Mira").said[-1]
    visitor = customer(answering(availability=CLOSED)).says(f"call me on {NUMBER}", "at five", "Mira")
    assert visitor.said[-1] == AT_FIVE


def test_another_number_keeps_the_time() -> None:
    visitor = asked_to_book().says("another number", OTHER)
    assert visitor.said[-1] == AT_FIVE.replace(NUMBER, OTHER)
    visitor.says("yes")
    assert (bookings_of(visitor)[0]["phone_number"], calls_of(visitor)) == (OTHER, [])


def test_another_time_keeps_the_number() -> None:
    visitor = asked_to_book().clicks("Another time")
    assert visitor.said[-1] == OFFER
    assert visitor.clicks(WORDS[2]).said[-1] == f"We will call {NUMBER} (Germany) {WORDS[2]}. OK?"


def test_a_time_with_the_request_itself_is_heard() -> None:
    visitor = customer().says("call me at five", NUMBER, "Mira")
    assert visitor.said[-1] == AT_FIVE
    visitor = customer(skill=GERMAN).says("Rufen Sie mich um fünf an", NUMBER, "Mira")
    assert visitor.said[-1] == GERMAN_AT_FIVE


@pytest.mark.parametrize("words", ["at five", "yes, at five"])
def test_a_time_instead_of_an_answer_to_the_offer(words: str) -> None:
    visitor = customer().says("hail damage", "dents everywhere", "KA-AB 123", "Ulm", words, NUMBER, "Mira")
    assert visitor.said[-1] == AT_FIVE


def test_a_time_at_the_question_for_the_number_and_the_name() -> None:
    assert customer().says("call me", "at five", NUMBER, "Mira").said[-1] == AT_FIVE
    assert customer().says("call me", NUMBER, "at five", "Mira").said[-1] == AT_FIVE


def test_who_may_find_nobody_chooses_between_now_and_later() -> None:
    visitor = customer(answering(availability=BUSY)).says("call me")
    assert visitor.said == ["All are talking.", "Shall we try now all the same, or call you at another time?"]
    assert list(visitor.talk.choices()) == ["Call me now", "Another time", "No call"]
    visitor.clicks("Call me now").says(NUMBER, "Mira")
    assert visitor.said[-1] == QUESTION
    visitor = customer(answering(availability=BUSY)).says("call me").clicks("Another time")
    assert visitor.said == [OFFER]
    visitor = customer(answering(availability=BUSY)).says("call me", "at five", NUMBER, "Mira")
    assert visitor.said[-1] == AT_FIVE
    assert "no call" in customer(answering(availability=BUSY)).says("call me", "no").said[0]


@pytest.mark.parametrize("status", ["busy", "no_answer", "no_human", "no_agent", "failed", "abandoned", "dropped"])
def test_after_a_call_that_failed_it_can_be_had_at_another_time(status: str) -> None:
    over = {"ok": True, "status": status, "live": False, "message": "It did not work."}
    for words in ("Another time", "at five"):
        open_desk = {"ok": True, "can_call": True, "agents_free": True, "booking": True, "message": "Free."}
        visitor = called(answer=answering(call_status=over, availability=open_desk)).says("hello?")
        assert list(visitor.talk.choices())[:2] == ["Call me again", "Another time"]
        visitor = visitor.clicks(words) if words == "Another time" else visitor.says(words)
        if words == "Another time":
            visitor.says("at five")
        assert visitor.said[-1] == AT_FIVE
        visitor.says("yes")
        assert (bookings_of(visitor)[0]["phone_number"], len(calls_of(visitor))) == (NUMBER, 1)


def test_the_hours_come_with_the_offer_of_another_time() -> None:
    visitor = customer(answering(availability=CLOSED)).says("are you open now?")
    assert "We are closed right now" in visitor.said[0]
    assert visitor.clicks("Another time").said == [OFFER]


def test_the_number_that_calls_and_the_digit_are_shown() -> None:
    told = {"ok": True, "status": "scheduled", "message": "Booked.", "digit": "7", "calls_from": "+49 30 555"}
    visitor = asked_to_book(answer=answering(schedule_call=told)).says("yes")
    assert visitor.said == [
        "Booked.",
        "This number will call you:",
        "+49 30 555",
        "Our call asks for a digit. This is yours:",
        "7",
        "With it we know that we have reached you. Please tell it to nobody else.",
        "Until then:",
    ]
    placed = {
        "ok": True,
        "status": "dialing",
        "message": "We call from +49 30 555.",
        "digit": "7",
        "calls_from": "+49 30 555",
    }
    assert called(answer=answering(start_call=placed)).said[:3] == [
        "We call from +49 30 555.",
        "Our call asks for a digit. This is yours:",
        "7",
    ]


@pytest.mark.parametrize("reason", ["closed", "bad_parameter", "quiet_hours", "too_far_ahead"])
def test_a_time_that_was_refused_in_the_end_brings_the_others(reason: str) -> None:
    visitor = asked_to_book(answer=answering(schedule_call=[refusal(reason, slots=list(SLOTS))])).says("yes")
    assert visitor.said == [f"No: {reason}.", OFFER]
    visitor.clicks(WORDS[0]).says("yes")
    assert [body["at"] for body in bookings_of(visitor)][1:] == [SLOTS[0]["at"]]


def test_an_answer_that_was_lost_promises_nothing() -> None:
    visitor = asked_to_book(answer=answering(schedule_call=HttpResponse(500))).says("yes")
    assert "do not know whether the call is booked" in visitor.said[0]
    assert len(bookings_of(visitor)) == 1


@pytest.mark.parametrize("words", ["tomorrow at five", "call me tomorrow"])
def test_where_nothing_can_be_booked_a_time_is_refused_and_nothing_is_lost(words: str) -> None:
    none = refusal("not_available")
    visitor = asked_for_consent(answer=answering(slots=none)).says(words)
    assert visitor.said == ["No: not_available.", DISCLOSURE, QUESTION]
    assert len(calls_of(visitor.says("yes"))) == 1
    assert "no call" not in customer(answering(slots=none)).says("call me tomorrow").said[0].lower()


@pytest.mark.parametrize("variants", VARIANTS)
def test_it_comes_through_whatever_watson_does(variants: Any) -> None:
    visitor = customer(answering(availability=CLOSED), variants=variants).says(
        "call me", "at five", NUMBER, "Mira", "yes"
    )
    assert [body["at"] for body in bookings_of(visitor)] == ["2026-11-22T17:00:00+01:00"]
    assert visitor.talk.problems == []
