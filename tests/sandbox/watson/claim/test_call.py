"""skill-claim.json: from the request for a call to consent, and the parameters of start_call."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.net import HttpResponse
from tests.sandbox.watson.claim.desk import (
    ASKS_NAME,
    ASKS_NUMBER,
    DISCLOSURE,
    GERMAN,
    NUMBER,
    OTHER,
    OTHER_QUESTION,
    QUESTION,
    USED,
    answering,
    asked_for_consent,
    called,
    calls_of,
    customer,
    refusal,
)

CLOSED = {
    "ok": True,
    "status": "ok",
    "can_call": False,
    "reason": "closed",
    "message": "We are closed.",
    "next_opening_words": "Monday at 8:00",
}


def test_everything_that_the_agent_needs_goes_along() -> None:
    visitor = customer().says(
        "hail damage", "dents everywhere", "KA-AB 123", "Karlsruhe", "Call me", NUMBER, "Mira", "Yes, call me"
    )
    (body,) = calls_of(visitor)
    labels = body.pop("details_labels")
    assert body == {
        "action": "start_call",
        "session_id": "session-1",
        "web": True,
        "phone_number": NUMBER,
        "language": "en",
        "channel": "Web chat",
        "user_id": "user-1",
        "name": "Mira",
        "reason": "hail damage",
        "details": {
            "plate_number": "KA-AB 123",
            "place": "Karlsruhe",
            "happened": "dents everywhere",
            "hail": "yes",
        },
        "consent": {"question": f"{DISCLOSURE} {QUESTION}", "answer": "Yes, call me", "label": "Yes, call me"},
    }
    assert list(body["details"]) == ["plate_number", "place", "happened", "hail"] == list(labels)
    assert labels["plate_number"] == {"en": "Licence plate", "de": "Kennzeichen"}
    assert visitor.actions == ["availability", "availability", "check_number", "start_call"]


@pytest.mark.parametrize(("channel", "token"), [("Web chat", "t.o.k"), ("Facebook Messenger", None)])
def test_the_page_of_a_web_chat_gets_the_token_and_nobody_else(channel: str, token: str | None) -> None:
    told = {"ok": True, "status": "dialing", "message": "We are calling.", **({"web_token": token} if token else {})}
    visitor = asked_for_consent(channel=channel, answer=answering(start_call=told)).says("Yes, call me")
    assert visitor.talk.history[-1].user_defined == {"handover": {"web_token": token}}
    (body,) = calls_of(visitor)
    assert body["web"] is (channel == "Web chat")


def test_the_record_holds_every_sentence_that_was_shown() -> None:
    visitor = asked_for_consent()
    assert visitor.said == [DISCLOSURE, QUESTION]
    visitor.says("ok")
    assert calls_of(visitor)[0]["consent"] == {"question": f"{DISCLOSURE} {QUESTION}", "answer": "ok"}


def test_a_call_that_was_asked_for_outright_has_no_claim_to_tell() -> None:
    (body,) = calls_of(asked_for_consent(channel="Facebook Messenger").says("yes please"))
    assert (body["reason"], body["channel"]) == ("asked for a call", "Facebook Messenger")
    assert not any(body["details"].values())


def test_after_misunderstandings_the_agent_hears_of_them() -> None:
    visitor = customer().says("blub blub", "blub blub", "yes", NUMBER, "skip", "yes")
    assert calls_of(visitor)[0]["reason"] == "the chat could not help"


def test_a_placed_call_is_told_in_the_webhooks_words_and_everything_is_reset() -> None:
    visitor = called()
    assert visitor.said == ["Yes to start_call.", "While you wait:"]
    context = visitor.talk.context
    assert context["context_connect_to_agent"] is True
    assert context["call_live"] is True
    assert not set(USED) & set(context)


def test_nothing_is_asked_when_no_call_can_be_had() -> None:
    visitor = customer(answering(availability=CLOSED)).says("please call me")
    assert visitor.said[0] == "We are closed."
    assert list(visitor.talk.choices()) == ["Report damage", "Go on here"]
    assert visitor.actions == ["availability"]
    assert "we go on here" in visitor.clicks("Go on here").said[0]


def test_a_claim_goes_on_where_it_was_when_no_call_can_be_had() -> None:
    visitor = customer(answering(availability=CLOSED)).says("hail damage", "dents everywhere", "human please")
    assert "licence plate" in visitor.clicks("Go on here").said[-1]


def test_who_may_find_nobody_hears_of_it_before_they_type() -> None:
    busy = {"ok": True, "can_call": True, "agents_free": False, "message": "All are talking."}
    visitor = customer(answering(availability=busy)).says("call me")
    assert visitor.said[0] == "All are talking."
    assert ASKS_NUMBER in visitor.said[1]


def test_without_the_phone_service_nothing_is_asked() -> None:
    visitor = customer(answering(availability=HttpResponse(500))).says("call me")
    assert "cannot reach our phone service" in visitor.said[0]
    assert "Try again" in visitor.talk.choices()
    visitor = customer(answering(check_number=HttpResponse(500))).says("call me", NUMBER)
    assert "cannot reach our phone service" in visitor.said[0]
    assert visitor.talk.problems == []


def test_the_whole_sentence_goes_to_the_webhook_before_anything_else_is_asked() -> None:
    visitor = customer().says("call me please", f"my policy is 2024123456, phone {NUMBER}")
    assert visitor.bodies[-1]["phone_number"] == f"my policy is 2024123456, phone {NUMBER}"
    assert ASKS_NAME in visitor.said[0]


@pytest.mark.parametrize(
    "sentence",
    ["030–1234567", "４１５ ５５５ ０１３２", "81234 56789", "79'123'45'67", "[415] 555 0132", "030 123 45 67 bitte"],
)
def test_whatever_may_be_a_number_is_read_by_the_webhook(sentence: str) -> None:
    assert customer().says("call me", sentence).bodies[-1]["phone_number"] == sentence


def test_a_number_in_the_request_itself_is_not_asked_for_again() -> None:
    assert ASKS_NAME in customer().says(f"call me on {NUMBER}").said[0]


def test_a_policy_number_in_the_request_is_no_reason_to_refuse_anything() -> None:
    nothing = answering(check_number=refusal("missing_number"))
    visitor = customer(nothing).says("please call me about policy 2024123456")
    assert len(visitor.said) == 1
    assert ASKS_NUMBER in visitor.said[0]


@pytest.mark.parametrize("reason", ["invalid_number", "number_type_not_allowed", "country_not_allowed"])
def test_a_number_that_is_refused_is_asked_for_once_more_and_then_the_chat_is_offered(reason: str) -> None:
    refused = refusal(reason)
    visitor = customer(answering(check_number=[refused, refused])).says("call me")
    visitor.says(NUMBER)
    assert visitor.said[0] == f"No: {reason}."
    assert ASKS_NUMBER in visitor.said[1]
    visitor.says(OTHER)
    assert visitor.said[0] == f"No: {reason}."
    assert "Go on here" in visitor.talk.choices()
    assert calls_of(visitor) == []


OPTIONS = [
    {"number": "+49 4155 50132", "country": "DE", "country_name": "Germany"},
    {"number": "+1 415-555-0132", "country": "US", "country_name": "United States"},
    {"number": "+44 20 7946 0018", "country": "GB", "country_name": "United Kingdom"},
]


@pytest.mark.parametrize("count", [2, 3])
def test_several_readings_are_asked_about(count: int) -> None:
    ambiguous = refusal("ambiguous_number", options=OPTIONS[:count])
    visitor = customer(answering(check_number=[ambiguous])).says("call me", "(415) 555-0132")
    choices = visitor.talk.choices()
    assert list(choices)[:2] == ["+49 4155 50132 (Germany)", "+1 415-555-0132 (United States)"]
    assert len(choices) == count + 1
    visitor.clicks("+1 415-555-0132 (United States)")
    assert visitor.bodies[-1]["phone_number"] == "+1 415-555-0132"


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("the second one", OPTIONS[1]["number"]),
        ("the first", OPTIONS[0]["number"]),
        ("the one in the United States", OPTIONS[1]["number"]),
        ("germany", OPTIONS[0]["number"]),
        ("the third", OPTIONS[2]["number"]),
        (f"no, {OTHER}", f"no, {OTHER}"),
    ],
)
def test_which_number_is_understood_in_words(words: str, number: str) -> None:
    ambiguous = refusal("ambiguous_number", options=OPTIONS)
    visitor = customer(answering(check_number=[ambiguous])).says("call me", "(415) 555-0132", words)
    assert visitor.bodies[-1]["phone_number"] == number


@pytest.mark.parametrize("words", ["no", "cancel", "I'd rather not say"])
def test_who_means_none_of_them_is_not_called(words: str) -> None:
    ambiguous = refusal("ambiguous_number", options=OPTIONS[:2])
    visitor = customer(answering(check_number=[ambiguous])).says("call me", "(415) 555-0132", words)
    assert visitor.actions == ["availability", "check_number"]


def test_an_extension_is_never_dropped_silently() -> None:
    extension = refusal("extension_not_supported", number=NUMBER, country_name="Germany", extension="12")
    visitor = customer(answering(check_number=[extension])).says("call me", f"{NUMBER} ext 12")
    assert visitor.said[0] == "No: extension_not_supported."
    assert visitor.says("can you dial the extension?").talk.choices()
    visitor.clicks("The main number").says("skip")
    assert visitor.said[-1] == QUESTION
    visitor = customer(answering(check_number=[extension])).says("call me", f"{NUMBER} ext 12", OTHER, "skip")
    assert visitor.said[-1] == OTHER_QUESTION
    visitor = customer(answering(check_number=[extension])).says("call me", f"{NUMBER} ext 12").clicks("No call")
    assert "no call" in visitor.said[0]


@pytest.mark.parametrize(
    "words", ["ok then use {} instead", "forget the main number, use {}", "main number? no, {}", "yes, but on {}"]
)
def test_a_number_that_replaces_one_with_an_extension_is_the_one_that_is_read(words: str) -> None:
    extension = refusal("extension_not_supported", number=NUMBER, country_name="Germany", extension="12")
    visitor = customer(answering(check_number=[extension])).says("call me", f"{NUMBER} ext 12", words.format(OTHER))
    assert visitor.bodies[-1]["phone_number"] == words.format(OTHER)
    assert visitor.says("skip").said[-1] == OTHER_QUESTION


def test_a_german_no_to_the_main_number_is_no_yes() -> None:
    extension = refusal("extension_not_supported", number=NUMBER, country_name="Deutschland", extension="12")
    visitor = customer(answering(check_number=[extension]), skill=GERMAN).says("Rufen Sie mich an", f"{NUMBER} - 12")
    visitor.says("nicht die Hauptnummer")
    assert visitor.actions == ["availability", "check_number"]
    said = f"nicht die Hauptnummer, sondern {OTHER}"
    assert visitor.says(said).bodies[-1]["phone_number"] == said


@pytest.mark.parametrize(
    "words", ["not the first but {}", "the first one is wrong, it is {}", f"not {OPTIONS[0]['number']} but {{}}"]
)
def test_a_number_that_replaces_the_offered_ones_is_the_one_that_is_read(words: str) -> None:
    ambiguous = refusal("ambiguous_number", options=OPTIONS)
    visitor = customer(answering(check_number=[ambiguous])).says("call me", "(415) 555-0132", words.format(OTHER))
    assert visitor.bodies[-1]["phone_number"] == words.format(OTHER)


@pytest.mark.parametrize("words", ["not the first one", "the first is wrong", "not in Germany"])
def test_an_offered_number_that_is_denied_is_not_taken(words: str) -> None:
    ambiguous = refusal("ambiguous_number", options=OPTIONS[:2])
    visitor = customer(answering(check_number=[ambiguous])).says("call me", "(415) 555-0132", words)
    assert visitor.actions == ["availability", "check_number"]


@pytest.mark.parametrize("text", ["Karlsruhe", "12", "hm hm"])
def test_what_is_not_a_number_gets_help_and_then_a_way_out(text: str) -> None:
    visitor = customer().says("call me please", text)
    assert "I cannot see a phone number in that" in visitor.said[0]
    assert "Go on here" in visitor.says(text, text).talk.choices() or ASKS_NUMBER not in visitor.said[-1]


@pytest.mark.parametrize(
    "words", ["no", "nope", "I don't want to give it", "I'd rather not say", "cancel", "never mind", "no call please"]
)
def test_a_no_to_the_number_leads_out_politely(words: str) -> None:
    visitor = customer().says("call me", words)
    assert "no call" in visitor.said[0].lower()
    assert calls_of(visitor) == []
    assert not set(USED) & set(visitor.talk.context)


@pytest.mark.parametrize("step", [(), (NUMBER,), (NUMBER, "Mira")])
@pytest.mark.parametrize("word", ["cancel", "never mind", "do not call me", "I changed my mind"])
def test_it_can_be_cancelled_at_any_step(step: tuple[str, ...], word: str) -> None:
    visitor = customer().says("call me please", *step, word)
    assert "no call" in visitor.said[0].lower() or "nobody will call" in visitor.said[0]
    assert calls_of(visitor) == []
    assert not set(USED) & set(visitor.talk.context)


@pytest.mark.parametrize("step", [(), (NUMBER,), (NUMBER, "Mira")])
@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("what do you do with my data?", "The agents of this desk can read it"),
        ("what does it cost?", "costs you nothing"),
        ("are you a robot?", "I am a computer program"),
        ("when are you open?", "Somebody is free."),
        ("how does this work?", "I note damage"),
    ],
)
def test_questions_are_answered_on_the_way_and_then_ours_is_asked_again(
    step: tuple[str, ...], words: str, answer: str
) -> None:
    visitor = customer().says("call me please", *step)
    before = visitor.said[-1]
    visitor.says(words)
    assert answer in visitor.said[0]
    assert visitor.said[-1] == before


def test_a_question_that_it_cannot_answer_is_left_to_the_agent_who_calls() -> None:
    visitor = customer().says("call me", "what is the excess of my policy?")
    assert visitor.said[0] == "I cannot answer that, but the agent who calls you can. First, my question again."
    visitor = asked_for_consent().says("yes?")
    assert visitor.said[0] == "I need a clear yes or no before anyone calls you."


@pytest.mark.parametrize("words", ["where is my call?", "who will call me?", "call me"])
def test_before_the_yes_there_is_no_call_to_ask_for(words: str) -> None:
    assert "No call has been placed yet" in customer().says("call me", NUMBER, words).said[0]


def test_a_long_story_is_kept_whatever_question_it_ends_with() -> None:
    story = "my car was parked in Ulm when a lorry came and smashed the mirror and the door, and then just went away. "
    visitor = customer().says("call me", story + "Now I do not know what to do, can you help me with that please")
    assert visitor.talk.context["happened"].startswith(story)
    assert ASKS_NUMBER in visitor.said[-1]


@pytest.mark.parametrize(
    "words",
    ["ruf mich bitte nicht an", "rufen Sie mich nicht an", "bitte kein Anruf", "ich will nicht angerufen werden"],
)
def test_who_wants_no_call_is_not_asked_for_a_number(words: str) -> None:
    assert "availability" not in customer(skill=GERMAN).says(words).actions
    visitor = customer(skill=GERMAN).says("Rufen Sie mich an", NUMBER, "Mira", "ja", words)
    assert visitor.actions[-1] == "cancel_call"


def test_a_wrong_name_is_no_wrong_number() -> None:
    assert ASKS_NAME in asked_for_consent().says("wrong name").said[-1]
    visitor = customer(skill=GERMAN).says("Rufen Sie mich an", NUMBER, "Mira", "falscher Name")
    assert "Und wie heißen Sie?" in visitor.said[-1]


def test_rude_words_end_no_arrangement() -> None:
    visitor = customer().says("call me", "you idiot", "fuck off")
    assert ASKS_NUMBER in visitor.said[-1]
    assert ASKS_NAME in visitor.says(NUMBER).said[-1]


@pytest.mark.parametrize("before", [(), ("blub blub", "still blub")])
def test_a_number_that_nobody_asked_for_leads_to_the_question_and_to_no_call(before: tuple[str, ...]) -> None:
    visitor = customer().says(*before, NUMBER)
    assert ASKS_NAME in visitor.said[-1]
    assert visitor.says("skip").said[-1] == QUESTION
    assert calls_of(visitor) == []


def test_bye_is_answered_as_a_goodbye() -> None:
    assert "Goodbye" in customer().says("bye").said[0]
    visitor = asked_for_consent().says("bye")
    assert visitor.said == ["Goodbye! Nobody will call you."]
    assert "did not understand" in visitor.says("yes").said[0]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Mira", "Mira"),
        ("my name is Ada", "Ada"),
        ("Bob here", "Bob"),
        ("I'm Grace Hopper", "Grace Hopper"),
        ("it's Mrs. O'Neill", "Mrs. O'Neill"),
        ("Hello, my name is Ada Lovelace and I am in a hurry", "Ada Lovelace"),
        ("jean-luc müller", "jean-luc müller"),
    ],
)
def test_the_name_is_taken_out_of_the_sentence(sentence: str, name: str) -> None:
    visitor = customer().says("call me", NUMBER, sentence)
    assert visitor.talk.context["name"] == name
    assert visitor.said[-1] == QUESTION


def test_a_time_behind_the_name_is_heard_too() -> None:
    visitor = customer().says("call me", NUMBER, "Ada Lovelace, but call tomorrow")
    assert visitor.talk.context["name"] == "Ada Lovelace"
    assert "When shall we call you?" in visitor.said[-1]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("ich heiße Ada", "Ada"),
        ("Mein Name ist Ada Lovelace, aber erst morgen", "Ada Lovelace"),
        ("hier ist Bob", "Bob"),
    ],
)
def test_the_german_name_too(sentence: str, name: str) -> None:
    visitor = customer(skill=GERMAN).says("Rufen Sie mich an", NUMBER, sentence)
    assert visitor.talk.context["name"] == name


@pytest.mark.parametrize("sentence", ["yes", "wait, what", "12", "x" * 80, "you should know that already, I told you"])
def test_what_is_no_name_is_asked_again_once_and_then_left(sentence: str) -> None:
    visitor = customer().says("call me", NUMBER, sentence)
    assert ASKS_NAME in visitor.said[-1]
    visitor.says("hm")
    assert visitor.said[-1] == QUESTION
    assert visitor.talk.context["name"] == ""


@pytest.mark.parametrize("skipping", ["skip", "no", "I prefer not to say"])
def test_the_name_may_be_withheld_and_is_not_asked_again(skipping: str) -> None:
    visitor = customer().says("call me please", NUMBER, skipping)
    assert visitor.said[-1] == QUESTION
    assert visitor.says("another number", OTHER).said[-1] == OTHER_QUESTION
    assert calls_of(visitor.says("yes"))[0]["name"] == ""


def test_a_better_number_is_taken_when_the_name_is_asked() -> None:
    visitor = customer().says("call me please", NUMBER, OTHER)
    assert ASKS_NAME in visitor.said[-1]
    assert visitor.says("Mira").said[-1] == OTHER_QUESTION


def test_a_date_does_not_replace_the_number() -> None:
    visitor = customer().says("call me", NUMBER, "on 23.11.2026 at 14:30")
    assert ASKS_NAME in visitor.said[-1]
    assert visitor.actions.count("check_number") == 1
    assert NUMBER in visitor.says("Mira").said[-1]


@pytest.mark.parametrize("answer", ["yes", "Yes please", "OK", "sure, go ahead", "that is right", "Yes, call me"])
def test_a_clear_yes_places_the_call(answer: str) -> None:
    assert len(calls_of(asked_for_consent().says(answer))) == 1


@pytest.mark.parametrize(
    "answer",
    [
        "hm", "is it ok if I call you?", "maybe", "ok if it is free", "what time is it", "call me",
        "I would say yes to almost anything that is offered to me today", "where is my call",
    ],
)  # fmt: skip
def test_after_anything_less_than_a_clear_yes_the_question_comes_again(answer: str) -> None:
    visitor = asked_for_consent().says(answer)
    assert visitor.said[-2:] == [DISCLOSURE, QUESTION]
    assert len(visitor.said) == 3
    assert calls_of(visitor) == []
    assert len(calls_of(visitor.says("yes"))) == 1


def test_without_a_clear_yes_it_gives_up_in_the_end() -> None:
    visitor = asked_for_consent().says("hm hm", "hm hm", "hm hm")
    assert "nobody will call you" in visitor.said[0]
    assert not set(USED) & set(visitor.talk.context)


@pytest.mark.parametrize("answer", ["no", "not now", "ok, but later", "don't", "cancel", "continue in chat"])
def test_a_no_places_no_call_and_offers_another_number_or_the_chat(answer: str) -> None:
    visitor = asked_for_consent().says(answer)
    assert visitor.said[0] == "All right, nobody will call you."
    assert list(visitor.talk.choices()) == ["Another number", "Go on here"]
    assert calls_of(visitor) == []
    assert not set(USED) & set(visitor.talk.context)


def test_after_a_no_another_number_can_be_given_or_the_chat_goes_on() -> None:
    assert ASKS_NUMBER in asked_for_consent().says("no").clicks("Another number").said[0]
    assert "we go on here" in asked_for_consent().says("no").clicks("Go on here").said[0]


def test_another_number_instead_of_a_yes_is_read_back_again() -> None:
    visitor = asked_for_consent().says(f"yes, but on {OTHER}")
    assert visitor.said[-1] == OTHER_QUESTION
    assert calls_of(visitor) == []
    visitor.says("another number", NUMBER, "yes")
    assert calls_of(visitor)[0]["phone_number"] == NUMBER


def test_what_happened_may_be_told_while_a_call_is_arranged() -> None:
    visitor = asked_for_consent().says("a deer ran into me in Ulm", "yes")
    (body,) = calls_of(visitor)
    assert body["details"]["happened"] == "a deer ran into me in Ulm"
    assert body["details"]["place"] == "Ulm"


def test_no_input_is_without_an_answer() -> None:
    seen: Any = customer().says("call me", "?", "...", "<? context ?>", "$phone_number", "@phone").talk.history
    assert all(said.items for said in seen if said.by == "assistant")
