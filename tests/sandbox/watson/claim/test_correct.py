"""skill-claim.json: several values in one sentence, answers that are none, and corrections."""

from __future__ import annotations

import pytest

from sandbox.watson import Skill
from tests.sandbox.watson.claim.desk import ENGLISH, GERMAN, NUMBER, QUESTION, asked_for_consent, customer

COMPLETE = ("hail damage", "dents everywhere", "KA-AB 123", "Karlsruhe")


def test_several_values_in_one_sentence_fill_several_slots() -> None:
    visitor = customer().says("hail damage", "dents everywhere", "in Karlsruhe, plate KA-AB 123")
    assert "Licence plate: KA-AB 123.\nPlace: Karlsruhe." in visitor.said[0]
    visitor = customer().says("report a claim", "a deer ran into me in Ulm, my plate is KA-AB 123")
    assert "Licence plate: KA-AB 123.\nPlace: Ulm." in visitor.said[0]


def test_a_place_that_comes_early_is_noted() -> None:
    visitor = customer().says("hail damage", "dents everywhere", "it was in Ulm")
    assert visitor.said[0] == "Noted: place Ulm."
    assert "licence plate" in visitor.said[1]
    assert "Place: Ulm." in visitor.says("KA-AB 123").said[0]


@pytest.mark.parametrize(
    "words", ["no", "I don't know", "I don't have it", "skip", "no idea", "I don't have it with me"]
)
def test_the_plate_may_be_left_open(words: str) -> None:
    visitor = customer().says("hail damage", "dents everywhere", words)
    assert visitor.said == ["All right, we leave that open.", "Where did it happen?"]
    assert "Licence plate: open." in visitor.says("Ulm").said[0]


@pytest.mark.parametrize("words", ["human please", "can I talk to an agent?", "call me"])
@pytest.mark.parametrize("before", [COMPLETE[:1], COMPLETE[:2], COMPLETE[:3]])
def test_who_wants_a_person_in_the_middle_of_a_claim_gets_one(before: tuple[str, ...], words: str) -> None:
    visitor = customer().says(*before, words)
    assert "Which phone number" in visitor.said[0]
    assert not {"plate_number", "place", "happened"} & {
        name for name, value in visitor.talk.context.items() if value == words
    }


def test_the_wrong_one_is_no_plate() -> None:
    visitor = customer().says("hail damage", "dents everywhere", "wait, wrong one")
    assert visitor.said == ["What would you like to change?"]
    assert "plate_number" not in visitor.talk.context


@pytest.mark.parametrize("words", ["blah blah", "12", "???", "🚗"])
def test_what_is_no_plate_gets_help_and_is_then_left_open(words: str) -> None:
    visitor = customer().says("hail damage", "dents everywhere", words)
    assert "licence plate" in visitor.said[-1]
    assert visitor.says(words).said[-1] == "Where did it happen?"


@pytest.mark.parametrize(
    "plate", ["KA-AB 123", "ka-ab 123", "AB12 CDE", "W-12345X", "AB-123-CD", "7ABC123", "KA 01 AB 1234"]
)
def test_plates_of_many_countries(plate: str) -> None:
    visitor = customer().says("hail damage", "dents everywhere", plate)
    assert visitor.talk.context["plate_number"] == plate.upper()


@pytest.mark.parametrize("words", ["I don't know", "skip", "no"])
@pytest.mark.parametrize("before", [("report a claim",), COMPLETE[:3]])
def test_place_and_what_happened_may_be_left_open(before: tuple[str, ...], words: str) -> None:
    assert customer().says(*before, words).said[0] == "All right, we leave that open."


def test_who_does_not_know_exactly_still_tells_something() -> None:
    visitor = customer().says(*COMPLETE[:3], "I don't know exactly, somewhere near Rastatt")
    assert visitor.talk.context["place"] == "Rastatt"
    visitor = customer().says("report a claim", "I don't know who did it, the door is dented")
    assert visitor.talk.context["happened"] == "I don't know who did it, the door is dented"


@pytest.mark.parametrize("words", ["why do you ask?", "what is the excess?"])
def test_a_question_is_no_description_and_no_place(words: str) -> None:
    for before, slot in ((("report a claim",), "happened"), (COMPLETE[:3], "place")):
        visitor = customer().says(*before)
        asked = visitor.said[-1]
        visitor.says(words)
        assert visitor.said[-1] == asked
        assert slot not in visitor.talk.context


def test_each_value_can_be_corrected_alone() -> None:
    visitor = customer().says(*COMPLETE, "the plate is KA-XY 9")
    assert visitor.said[0] == "Noted: licence plate KA-XY 9."
    assert "Licence plate: KA-XY 9.\nPlace: Karlsruhe." in visitor.said[1]
    assert "Place: Ulm." in visitor.says("the place is Ulm").said[1]
    visitor.clicks("Change something").clicks("Place")
    assert "Place: Stuttgart." in visitor.says("Stuttgart").said[0]
    visitor.says("change the place", "near Rastatt")
    assert "Place: Rastatt." in visitor.said[0]
    visitor.clicks("Change something").clicks("What happened")
    assert "a stone fell on it" in visitor.says("a stone fell on it").said[0]
    visitor.clicks("Change something").clicks("Hail or not")
    assert "Hail: no." in visitor.clicks("No, something else").said[0]
    visitor.clicks("Change something").clicks("Licence plate")
    assert "Licence plate: B-MW 1." in visitor.says("B-MW 1").said[0]
    assert visitor.clicks("Change something").clicks("Nothing").said[-1] == "Shall one of our agents call you now?"


def test_the_german_claim_can_be_corrected_too() -> None:
    visitor = customer(skill=GERMAN).says("Hagelschaden melden", "überall Dellen", "KA-AB 123", "Karlsruhe")
    assert "Kennzeichen: KA-XY 9." in visitor.says("das Kennzeichen ist KA-XY 9").said[1]
    assert "Ort: Ulm." in visitor.says("der Ort ist Ulm").said[1]
    assert "Ort: Kehl." in visitor.says("Ort ändern", "Kehl").said[0]


def test_a_value_can_be_corrected_while_a_call_is_arranged() -> None:
    visitor = customer().says(*COMPLETE, "Call me", NUMBER, "Mira", "the plate is KA-XY 9")
    assert visitor.said[0] == "Noted: licence plate KA-XY 9."
    assert visitor.said[-1] == QUESTION
    visitor = asked_for_consent().says("my name is Ada")
    assert visitor.said[0] == "Thank you, Ada."
    assert visitor.said[-1] == QUESTION
    assert visitor.says("yes").bodies[-1]["name"] == "Ada"


@pytest.mark.parametrize("words", ["change something", "that is not right"])
def test_without_a_claim_there_is_nothing_to_change(words: str) -> None:
    assert "nothing yet" in customer().says(words).said[0]


@pytest.mark.parametrize(
    ("skill", "first", "more"),
    [
        (
            ENGLISH,
            "I had hail damage in Karlsruhe, plate KA-AB 123",
            "The roof and bonnet have dents from the hail last night",
        ),
        (ENGLISH, "I had hail damage in Karlsruhe, plate KA-AB 123", "the windscreen is cracked too"),
        (
            GERMAN,
            "Ich hatte einen Hagelschaden in Karlsruhe, Kennzeichen KA-AB 123",
            "Auch das Dach hat Dellen vom Hagel",
        ),
    ],
)
def test_what_is_told_after_the_summary_is_added_to_it(skill: Skill, first: str, more: str) -> None:
    context = customer(skill=skill).says(first, more).talk.context
    assert context["happened"] == f"{first}; {more}"
    assert [context[name] for name in ("hail", "plate_number", "place")] == ["yes", "KA-AB 123", "Karlsruhe"]
    assert context["asking"] == "offer"


def test_the_same_story_again_is_noted_once() -> None:
    story = "I had hail damage in Karlsruhe, plate KA-AB 123"
    assert customer().says(story, story).talk.context["happened"] == story


def test_a_report_of_other_damage_corrects_nothing() -> None:
    visitor = customer().says("I had hail damage in Karlsruhe, plate KA-AB 123", "I want to report another damage")
    assert visitor.talk.context.get("happened") is None


def test_another_cause_at_the_offer_declines_no_call() -> None:
    visitor = customer().says("I had hail damage in Karlsruhe, plate KA-AB 123", "no, it was a storm")
    assert (visitor.talk.context["hail"], visitor.talk.context["asking"]) == ("no", "offer")


@pytest.mark.parametrize("before", [("Call me", NUMBER), ("Call me", NUMBER, "Mira")])
def test_a_call_that_is_being_arranged_goes_on_after_a_correction(before: tuple[str, ...]) -> None:
    visitor = customer().says(*COMPLETE, *before)
    asked = visitor.said[-1]
    assert "licence plate" in visitor.says("wait, change the plate").said[-1]
    assert visitor.says("KA-XY 9").said[-1] == asked
    assert visitor.says("change the place", "Ulm").said[-1] == asked
    visitor.says("the plate is KA-XY 98")
    assert visitor.said == ["Noted: licence plate KA-XY 98.", *visitor.said[1:-1], asked]
    assert {visitor.talk.context[name] for name in ("plate_number", "place")} == {"KA-XY 98", "Ulm"}


def test_a_corrected_place_with_a_not_in_it_is_not_lost() -> None:
    visitor = customer().says(*COMPLETE, "change the place", "not Karlsruhe, Kehl")
    assert visitor.talk.context["place"] == "Kehl"
