"""skill-claim.json: what is said instead of an answer is never stored as one, in either language."""

from __future__ import annotations

import pytest

from tests.sandbox.watson.claim.desk import ASKS_NAME, ASKS_NUMBER, ENGLISH, GERMAN, NUMBER, customer
from tests.sandbox.watson.small_skills import texts

SKILLS = {"en": ENGLISH, "de": GERMAN}
RUDE = ["you stupid piece of crap", "du dummes Stück Mist"]
OTHER_LANGUAGE = [
    "ich verstehe nur deutsch",
    "I only speak English",
    "can I speak german",
    "geht das auch auf Englisch",
]
BACK = ["go back", "undo", "zurück", "rückgängig", "von vorne"]
TIMES = {"en": "yesterday at 5", "de": "gestern um 5"}
PERSON = [
    "plz cal me",
    "ich will einen Menschen",
    "ruf mich um fünf an",
    "give me a real human being, an agent",
    "human!!",
]

#: How a customer gets to each question with free text, and the variable that it fills.
QUESTIONS = {
    "en": {
        "happened": ["report damage"],
        "place": ["report damage", "dents", "yes", "skip"],
        "name": ["call me", NUMBER],
    },
    "de": {
        "happened": ["Schaden melden"],
        "place": ["Schaden melden", "Dellen überall", "ja", "überspringen"],
        "name": ["Rufen Sie mich an", NUMBER],
    },
}


@pytest.mark.parametrize("language", SKILLS)
@pytest.mark.parametrize("question", ["happened", "place", "name"])
def test_no_aside_is_stored_as_an_answer(language: str, question: str) -> None:
    reached = customer(skill=SKILLS[language]).says(*QUESTIONS[language][question])
    assert reached.talk.context["asking"] == question
    for words in (*RUDE, *OTHER_LANGUAGE, *BACK, TIMES[language], *PERSON):
        talk = reached.talk.fork()
        assert talk.say(words), words
        assert not talk.context.get(question), words


@pytest.mark.parametrize("question", ["happened", "place"])
def test_asking_for_a_person_leads_to_a_call_from_any_question_of_a_claim(question: str) -> None:
    reached = customer().says(*QUESTIONS["en"][question])
    for words in PERSON:
        assert ASKS_NUMBER in texts(reached.talk.fork().say(words))[-1], words


@pytest.mark.parametrize("words", ["English Bay, Vancouver", "Mistelbach", "Back Lane 5", "Mannheim"])
def test_places_with_such_words_in_them_are_places(words: str) -> None:
    assert customer().says("report damage", "dents", "yes", "skip", words).talk.context["place"] == words


def test_a_story_with_such_words_is_a_story() -> None:
    told = "some stupid idiot hit my car and wanted to talk to nobody"
    assert customer().says("report damage", told).talk.context["happened"] == told


def test_a_name_is_taken_when_the_story_is_asked_for() -> None:
    visitor = customer().says("report damage", "my name is Bob")
    assert (visitor.talk.context["name"], "happened" in visitor.talk.context) == ("Bob", False)
    assert "What happened?" in visitor.said[-1]


def test_a_step_back_from_the_name_asks_for_the_number_again() -> None:
    visitor = customer().says("call me", NUMBER)
    assert ASKS_NAME in visitor.said[0]
    assert ASKS_NUMBER in visitor.says("wait, wrong one").said[-1]


def test_a_time_that_is_named_early_is_confirmed() -> None:
    visitor = customer().says("call me tomorrow at 10:15")
    assert visitor.said[0] == "Noted: on 23 November at 10:15."


def test_an_ok_or_a_no_that_answers_nothing_is_understood() -> None:
    for words in ("ok", "no", "nope thats all"):
        assert "did not understand" not in customer().says("thanks", words).said[0]


EVERYTHING = {
    "en": "my car was hit by hail in Ulm, plate KA-AB 123, please call me on 030 1234567, my name is Ada",
    "de": "Hagel hat mein Auto in Ulm zerbeult, Kennzeichen KA-AB 123, rufen Sie mich unter 030 1234567 an, ich heiße Ada",
}


@pytest.mark.parametrize("channel", ["Web chat", "Facebook Messenger"])
@pytest.mark.parametrize("language", SKILLS)
def test_one_sentence_may_tell_everything(language: str, channel: str) -> None:
    context = customer(skill=SKILLS[language], channel=channel).says(EVERYTHING[language]).talk.context
    told = {name: context.get(name) for name in ("name", "plate_number", "place", "hail", "phone_number", "asking")}
    assert told == {
        "name": "Ada",
        "plate_number": "KA-AB 123",
        "place": "Ulm",
        "hail": "yes",
        "phone_number": "030 1234567",
        "asking": "consent",
    }


@pytest.mark.parametrize(
    ("words", "name"), [("call me Ishmael", "Ishmael"), ("you can call me Al", "Al"), ("Bob 😀", "Bob")]
)
def test_who_is_called_something_gets_no_call_for_it(words: str, name: str) -> None:
    assert customer().says("call me", NUMBER, words).talk.context["name"] == name


NOTED = ("report damage", "dents everywhere", "yes", "KA-XY 99", "Stuttgart")


@pytest.mark.parametrize(
    ("words", "variable", "value"),
    [
        ("not Stuttgart, Kehl", "place", "Kehl"),
        ("Stuttgart is wrong, it was in Ulm", "place", "Ulm"),
        ("no hail", "hail", "no"),
        ("everything is wrong", "asking", "change"),
    ],
)
def test_a_correction_at_the_offer_of_a_call_is_no_refusal(words: str, variable: str, value: str) -> None:
    assert customer().says(*NOTED, words).talk.context[variable] == value


def test_a_number_in_german_asks_for_a_call_now() -> None:
    visitor = customer(skill=GERMAN).says("rufen Sie mich unter 030 1234567 an")
    assert visitor.talk.context["phone_number"] == "030 1234567"
    assert "booking" not in visitor.talk.context


def test_a_day_that_has_passed_is_said_to_have_passed() -> None:
    assert customer().says("call me", NUMBER, "Mira", "yesterday").said[0].startswith("Not at 2026-11-21")


def test_three_at_night_is_not_three_in_the_afternoon() -> None:
    visitor = customer(skill=GERMAN).says("rufen Sie mich an", NUMBER, "um 3 Uhr nachts")
    assert [body["at"][11:16] for body in visitor.bodies if body.get("at")] == ["03:00"]
