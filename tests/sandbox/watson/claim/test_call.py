"""skill-claim.json: from the request for a call to consent, and the parameters of start_call."""

from __future__ import annotations

import pytest

from tests.sandbox.watson.claim.desk import NUMBER, USED, asked_for_consent, customer

QUESTION = f"We will call {NUMBER} now. OK?"


def test_everything_that_the_agent_needs_goes_along() -> None:
    visitor = customer().says(
        "hail damage", "dents everywhere", "KA-AB 123", "Karlsruhe", "yes", NUMBER, "Mira", "Yes!"
    )
    assert visitor.bodies == [
        {
            "action": "start_call",
            "session_id": "session-1",
            "phone_number": NUMBER,
            "language": "en",
            "channel": "Web chat",
            "user_id": "user-1",
            "name": "Mira",
            "reason": "hail damage",
            "details": {
                "happened": "dents everywhere",
                "hail": "yes",
                "licence_plate": "KA-AB 123",
                "place": "Karlsruhe",
            },
            "consent": {"question": QUESTION, "answer": "Yes!"},
        }
    ]


def test_the_question_on_record_is_the_question_that_was_shown() -> None:
    visitor = asked_for_consent()
    assert visitor.said[-1] == QUESTION == visitor.talk.context["consent_question"]
    visitor.says("ok")
    assert visitor.bodies[0]["consent"] == {"question": QUESTION, "answer": "ok"}


def test_a_call_that_was_asked_for_outright_has_no_claim_to_tell() -> None:
    body = asked_for_consent(channel="Facebook Messenger").says("yes please").bodies[0]
    assert (body["reason"], body["details"], body["channel"]) == ("asked for a call", None, "Facebook Messenger")


def test_after_misunderstandings_the_agent_hears_of_them() -> None:
    visitor = customer().says("blub blub", "blub blub", "yes", NUMBER, "skip", "yes")
    assert visitor.bodies[0]["reason"] == "the chat could not help"


def test_a_placed_call_is_told_in_the_webhooks_words_and_everything_is_reset() -> None:
    visitor = asked_for_consent().clicks("Yes, call me")
    assert visitor.said == ["Yes to start_call.", "While you wait:"]
    context = visitor.talk.context
    assert context["context_connect_to_agent"] is True
    assert not set(USED) & set(context)
    assert "Which number" in visitor.says("call me").said[0]


@pytest.mark.parametrize(
    "number",
    [
        "+49 30 1234567",
        "+49 (0)30 123-4567",
        "0049 30 1234567",
        "030 1234567",
        "(030) 1234567",
        "+1 415 555 2671",
        "(415) 555-2671",
        "415.555.2671",
    ],
)
def test_numbers_are_taken_as_people_write_them(number: str) -> None:
    visitor = customer().says("call me please", f"it is {number}, thanks", "skip")
    assert visitor.said[-1] == f"We will call {number} now. OK?"


def test_a_number_in_the_request_itself_is_not_asked_for_again() -> None:
    visitor = customer().says(f"call me on {NUMBER}")
    assert visitor.said == ["And your name, please? You can also say 'skip'."]


@pytest.mark.parametrize("text", ["KA-AB 123", "no idea", "12", "tomorrow at 10", "call me"])
def test_what_is_not_a_number_gets_help(text: str) -> None:
    visitor = customer().says("call me please", text)
    assert "I cannot see a phone number in that" in visitor.said[0]
    assert visitor.says(NUMBER).said == ["And your name, please? You can also say 'skip'."]


@pytest.mark.parametrize("step", [(), (NUMBER,), (NUMBER, "Mira")])
@pytest.mark.parametrize("word", ["cancel", "never mind", "do not call me", "I changed my mind"])
def test_it_can_be_cancelled_at_any_step(step: tuple[str, ...], word: str) -> None:
    visitor = customer().says("call me please", *step, word)
    assert "no call" in visitor.said[0].lower() or "nobody will call" in visitor.said[0]
    assert visitor.actions == []
    assert not set(USED) & set(visitor.talk.context)


def test_help_is_there_when_a_number_is_asked_for() -> None:
    visitor = customer().says("call me please", "how does this work?")
    assert "Before anyone calls I read it back" in visitor.said[0]
    assert "Which number" in visitor.said[1]


@pytest.mark.parametrize("skipping", ["skip", "no", "I prefer not to say"])
def test_the_name_may_be_withheld_and_is_not_asked_again(skipping: str) -> None:
    visitor = customer().says("call me please", NUMBER, skipping)
    assert visitor.said[-1] == QUESTION
    visitor.says("another number", "030 7654321")
    assert visitor.said[-1] == "We will call 030 7654321 now. OK?"
    assert visitor.says("yes").bodies[0]["name"] == ""


def test_a_name_is_not_a_number_and_not_a_yes() -> None:
    visitor = customer().says("call me please", NUMBER, "yes")
    assert "does not look like a name" in visitor.said[0]
    visitor.says("030 7654321")
    assert visitor.said == ["And your name, please? You can also say 'skip'."]  # a better number, still no name
    assert visitor.says("Mira").said[-1] == "We will call 030 7654321 now. OK?"


@pytest.mark.parametrize("answer", ["yes", "Yes please", "OK", "sure, go ahead", "that is right"])
def test_a_clear_yes_places_the_call(answer: str) -> None:
    assert asked_for_consent().says(answer).actions == ["start_call"]


@pytest.mark.parametrize(
    "answer",
    [
        "hm", "is it ok if I call you?", "yes but in an hour", "maybe", "ok if it is free", "what time is it",
        "I would say yes to almost anything that is offered to me today", "where is my call",
    ],
)  # fmt: skip
def test_anything_less_than_a_clear_yes_is_asked_again(answer: str) -> None:
    visitor = asked_for_consent().says(answer)
    assert visitor.said[0] == "I need a clear yes or no before anyone calls you."
    assert visitor.said[-1] == QUESTION
    assert visitor.actions == []
    assert visitor.says("yes").actions == ["start_call"]


@pytest.mark.parametrize("answer", ["no", "not now", "ok, but later", "don't", "cancel", "continue in chat"])
def test_a_no_places_no_call_and_offers_another_number_or_the_chat(answer: str) -> None:
    visitor = asked_for_consent().says(answer)
    assert visitor.said == ["All right, nobody will call you.", "How shall we go on?"]
    assert list(visitor.talk.choices()) == ["Another number", "Go on here"]
    assert visitor.actions == []
    assert not set(USED) & set(visitor.talk.context)


def test_after_a_no_another_number_can_be_given_or_the_chat_goes_on() -> None:
    visitor = asked_for_consent().says("no")
    assert "Which number" in visitor.clicks("Another number").said[0]
    assert asked_for_consent().says("no", "030 7654321").said[-1] == "We will call 030 7654321 now. OK?"
    assert "we go on here" in asked_for_consent().says("no").clicks("Go on here").said[0]


def test_another_number_instead_of_a_yes_is_read_back_again() -> None:
    visitor = asked_for_consent().says("yes, but on 030 7654321")
    assert visitor.said[-1] == "We will call 030 7654321 now. OK?"
    assert visitor.actions == []
    visitor.says("another number", "030 1111111", "yes")
    assert visitor.bodies[0]["phone_number"] == "030 1111111"
    assert visitor.bodies[0]["consent"]["question"] == "We will call 030 1111111 now. OK?"
