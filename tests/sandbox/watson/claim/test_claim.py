"""skill-claim.json: taking a claim, small talk, and inputs that it does not understand."""

from __future__ import annotations

import pytest

from sandbox.watson import Skill
from tests.sandbox.watson.claim.desk import ASKS_NUMBER, ENGLISH, GERMAN, NUMBER, Customer, answering, customer, refusal


def noted(visitor: Customer) -> list[str]:
    context = visitor.talk.context
    return [context[name] for name in ("happened", "hail", "plate_number", "place")]


def test_it_greets_and_offers_what_it_can_do() -> None:
    visitor = customer()
    assert "assistant of the claims desk" in visitor.said[0]
    assert list(visitor.talk.choices()) == ["Report damage", "Call me", "When are you open?"]


def test_on_messenger_it_greets_with_its_first_answer() -> None:
    visitor = customer(channel="Facebook Messenger").says("hello")
    assert "assistant of the claims desk" in visitor.said[0]
    visitor = customer(channel="Facebook Messenger").says("I want to report damage")
    assert "assistant of the claims desk" in visitor.said[0]
    assert "What happened?" in visitor.said[-1]
    assert sum("Hello" in text for text in customer(channel="Facebook Messenger").says("hello").said) == 1


def test_it_takes_a_claim_and_then_offers_a_call() -> None:
    visitor = customer().clicks("Report damage")
    assert "What happened?" in visitor.said[-1]
    assert visitor.says("Dents all over the roof").said == ["Was it hail?"]
    assert "licence plate" in visitor.clicks("Yes, hail").said[0]
    assert visitor.says("KA-AB 123").said == ["Where did it happen?"]
    visitor.says("Karlsruhe")
    assert visitor.said == [
        "Thank you. This is what I have noted.\nLicence plate: KA-AB 123.\nPlace: Karlsruhe.\nHail: yes.\n"
        "What happened: “Dents all over the roof”.",
        "Shall one of our agents call you now?",
    ]
    assert noted(visitor) == ["Dents all over the roof", "yes", "KA-AB 123", "Karlsruhe"]
    assert visitor.talk.problems == []


@pytest.mark.parametrize(
    ("said", "hail"),
    [
        ("hail dented the bonnet", "yes"),
        ("a deer ran into me", "no"),
        ("it was stolen", "no"),
    ],
)
def test_what_was_said_already_is_not_asked_again(said: str, hail: str) -> None:
    visitor = customer().says("report a claim", said)
    assert "licence plate" in visitor.said[0]
    assert visitor.talk.context["hail"] == hail


def test_a_description_alone_begins_a_claim() -> None:
    visitor = customer().says("my parked car was stolen in Ulm last night")
    assert "licence plate" in visitor.said[0]
    assert visitor.talk.context["happened"] == "my parked car was stolen in Ulm last night"


@pytest.mark.parametrize(
    "words",
    [
        "hail broke my roof in Karlsruhe, plate KA-AB 123",
        "Somebody hit my car while it was parked in Ulm",
        "My windscreen is cracked",
        "hi, I crashed my car into a wall",
        "someone keyed my car last night, what do I have to do now?",
        "the hail has totally destroyed everything, and my wife is crying",
    ],
)
def test_a_first_sentence_that_tells_what_happened_is_the_description(words: str) -> None:
    assert customer().says(words).talk.context["happened"] == words


@pytest.mark.parametrize(
    "words",
    [
        "Hagel hat mein Auto zerbeult",
        "Sturm hat das Dach eingedrückt",
        "Mein Auto ist zerkratzt worden",
        "Jemand hat mir den Spiegel abgefahren, was soll ich tun?",
        "Gestern ist auf dem Parkplatz in Durlach jemand in meinen Golf gefahren und abgehauen",
    ],
)
def test_a_first_german_sentence_is_it_too(words: str) -> None:
    visitor = customer(skill=GERMAN).says(words)
    assert visitor.talk.context["happened"] == words
    assert visitor.says("weiß nicht").talk.context["happened"] == words


@pytest.mark.parametrize(
    "words", ["I want to report hail damage", "hail damage", "I had an accident", "my car was damaged yesterday"]
)
def test_the_news_that_there_is_a_claim_is_no_description(words: str) -> None:
    assert "What happened?" in customer().says(words).said[-1]
    assert "Was ist passiert?" in customer(skill=GERMAN).says("Ich hatte gestern einen Unfall").said[-1]


def test_what_is_told_with_the_answer_about_hail_is_kept() -> None:
    visitor = customer().says("report a claim", "dents everywhere", "no, a deer ran into me in Ulm")
    assert visitor.talk.context["hail"] == "no"
    assert visitor.talk.context["happened"] == "dents everywhere / no, a deer ran into me in Ulm"


def test_a_question_about_claims_begins_none() -> None:
    visitor = customer().says("Does the insurance pay if my car was stolen?")
    assert "claim_open" not in visitor.talk.context


def test_no_hail_is_not_taken_for_hail() -> None:
    visitor = customer().says("that was no hail, somebody smashed my car in Ulm")
    assert visitor.said == ["Was it hail?"]


def test_what_is_told_together_with_the_request_for_a_call_is_noted() -> None:
    words = "please call me, my car was stolen in Ulm, plate KA-AB 123"
    visitor = customer().says(words)
    assert ASKS_NUMBER in visitor.said[0]
    assert noted(visitor) == [words, "no", "KA-AB 123", "Ulm"]
    details = visitor.says(NUMBER, "skip", "yes").bodies[-1]["details"]
    assert (details["happened"], details["plate_number"], details["place"]) == (words, "KA-AB 123", "Ulm")


@pytest.mark.parametrize(
    ("answer", "hail"), [("yes", "yes"), ("no", "no"), ("no, an accident", "no"), ("hailstones", "yes")]
)
def test_was_it_hail_is_understood_in_any_words(answer: str, hail: str) -> None:
    visitor = customer().says("report a claim", "dents everywhere", answer)
    assert visitor.talk.context["hail"] == hail


def test_an_unclear_answer_about_hail_is_asked_again() -> None:
    visitor = customer().says("report a claim", "dents everywhere", "maybe")
    assert visitor.said == ["Please answer yes or no.", "Was it hail?"]
    assert "licence plate" in visitor.says("yes").said[0]


def test_a_claim_can_be_stopped_and_taken_up_again() -> None:
    visitor = customer().says("report a claim", "dents everywhere", "cancel")
    assert visitor.said == ["All right, I stop here. What you told me so far is kept."]
    assert visitor.says("report a claim").said == ["Was it hail?"]


def test_a_second_claim_begins_anew() -> None:
    visitor = customer().says("report a claim", "dents everywhere", "yes", "KA-AB 123", "Karlsruhe", "go on here")
    assert "What happened?" in visitor.says("report a claim").said[-1]
    visitor.says("it was stolen", "B-XY 1", "Berlin")
    assert noted(visitor) == ["it was stolen", "no", "B-XY 1", "Berlin"]


def test_help_is_there_in_the_middle_of_a_claim() -> None:
    visitor = customer().says("report a claim", "dents everywhere", "what can you do")
    assert "I note damage to your car" in visitor.said[0]
    assert visitor.said[1] == "Was it hail?"


def test_a_call_can_be_had_in_the_middle_of_a_claim_with_what_is_known() -> None:
    visitor = customer().says("report a claim", "dents everywhere", "call me now")
    assert ASKS_NUMBER in visitor.said[0]
    body = visitor.says(NUMBER, "skip", "yes").bodies[-1]
    assert body["details"]["happened"] == "dents everywhere"
    assert body["reason"] == "damage to a car"


def test_no_to_a_call_goes_on_in_the_chat() -> None:
    visitor = customer().says("report a claim", "dents", "yes", "KA-AB 123", "Karlsruhe", "no thanks")
    assert visitor.said == ["All right, we go on here. You can ask for a call whenever you like."]
    assert visitor.actions == ["availability"]


@pytest.mark.parametrize("lines", [("a deer ran into me in Ulm", "KA-AB 123"), ("blub blub", "still blub")])
def test_a_call_that_cannot_be_had_is_not_offered(lines: tuple[str, ...]) -> None:
    closed = answering(availability=refusal("closed", can_call=False, next_opening_words="Monday at 8:00"))
    visitor = customer(closed).says(*lines)
    assert visitor.said[1] == "No: closed."
    assert "Call me" not in visitor.talk.choices()
    assert visitor.says("yes").actions == ["availability"]


def test_it_tells_the_time() -> None:
    visitor = customer({"ok": True, "message": "It is 10:00."}).says("what time is it?")
    assert visitor.said == ["It is 10:00."]
    assert visitor.bodies == [{"action": "time", "timezone": "Europe/Berlin", "language": "en"}]


def test_it_says_what_it_can_do_and_answers_a_greeting_and_thanks() -> None:
    assert "have one of our agents call you" in customer().says("what can you do?").said[0]
    assert customer().says("hello").said == ["Hello!", "What can I do for you?"]
    assert "welcome" in customer().says("thanks!").said[0]


def test_after_two_misunderstandings_in_a_row_it_offers_a_call() -> None:
    visitor = customer().says("blub blub")
    assert "did not understand" in visitor.said[0]
    visitor.says("still blub")
    assert "still do not understand" in visitor.said[0]
    assert visitor.said[1] == "Shall one of our agents call you now?"
    assert ASKS_NUMBER in visitor.says("yes").said[0]


@pytest.mark.parametrize("between", ["hello", "what can you do", "what time is it", "are you a robot", "thanks"])
def test_two_misunderstandings_with_an_understanding_between_them_are_not_in_a_row(between: str) -> None:
    visitor = customer().says("blub blub", between, "blub blub")
    assert visitor.said == ["I did not understand that. You can report damage to your car or ask for a call."]


def test_the_german_twin_takes_a_claim_too() -> None:
    visitor = customer(skill=GERMAN).says(
        "Ich möchte einen Schaden melden", "Dellen im Dach", "nein", "KA-AB 123", "Ulm"
    )
    assert visitor.said == [
        "Danke. Das habe ich notiert.\nKennzeichen: KA-AB 123.\nOrt: Ulm.\nHagel: nein.\n"
        "Was passiert ist: „Dellen im Dach“.",
        "Soll Sie jetzt jemand aus unserem Team anrufen?",
    ]


@pytest.mark.parametrize(
    ("skill", "question", "answer"),
    [
        (ENGLISH, "when are you open?", "We are closed right now. Our colleagues are back Monday at 8:00."),
        (GERMAN, "Wann haben Sie geöffnet?", "Wir haben gerade geschlossen. Wir sind Monday at 8:00 wieder da."),
    ],
)
def test_opening_hours_are_no_refusal_of_a_call(skill: Skill, question: str, answer: str) -> None:
    closed = answering(availability=refusal("closed", can_call=False, next_opening_words="Monday at 8:00"))
    assert customer(closed, skill=skill).says(question).said == [answer]
