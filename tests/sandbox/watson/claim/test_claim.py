"""skill-claim.json: taking a claim, small talk, and inputs that it does not understand."""

from __future__ import annotations

import pytest

from tests.sandbox.watson.claim.desk import ASKS_NUMBER, GERMAN, NUMBER, Customer, customer


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


def test_it_takes_a_claim_and_then_offers_a_call() -> None:
    visitor = customer().clicks("Report damage")
    assert "What happened?" in visitor.said[-1]
    assert visitor.says("Dents all over the roof").said == ["Was it hail?"]
    assert "licence plate" in visitor.clicks("Yes, hail").said[0]
    assert visitor.says("KA-AB 123").said == ["Where did it happen?"]
    visitor.says("Karlsruhe")
    assert visitor.said == [
        "Thank you. I have noted: Dents all over the roof (hail: yes), licence plate KA-AB 123, place Karlsruhe",
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
    assert visitor.actions == []


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
        "Danke. Ich habe notiert: Dellen im Dach (Hagel: nein), Kennzeichen KA-AB 123, Ort Ulm",
        "Soll Sie jetzt jemand aus unserem Team anrufen?",
    ]
