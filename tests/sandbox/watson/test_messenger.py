"""A chat in Messenger: what the customer does not see, and what a pause does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sandbox.watson.messenger import SESSION, as_shown
from tests.sandbox.watson.small_skills import assistant, document, node, texts

QUESTION = {"response_type": "option", "title": "Well?", "options": [{"label": "Yes", "value": "yes"}]}
TEXT = {"response_type": "text", "text": "Hello."}


@pytest.mark.parametrize(
    ("items", "seen", "lost"),
    [
        ([TEXT, QUESTION], [TEXT, QUESTION], []),
        ([QUESTION, TEXT], [{"response_type": "text", "text": "Well?"}, TEXT], ["more follows"]),
        ([{**QUESTION, "title": " "}], [], ["needs a title"]),
        ([{**QUESTION, "description": "Choose."}], [QUESTION], ["does not show the description"]),
        ([{"response_type": "connect_to_agent"}, TEXT], [TEXT], ["ignores an element of the type connect_to_agent"]),
        ([TEXT, {"response_type": "pause", "time": 500}], [TEXT], ["needs an element after a pause"]),
        ([QUESTION, {"response_type": "pause"}], [QUESTION], ["needs an element after a pause"]),
        ([{"response_type": "pause"}, TEXT], [{"response_type": "pause"}, TEXT], []),
        (
            [{"response_type": "image", "source": "a.png", "title": "Map"}],
            [{"response_type": "image", "source": "a.png"}],
            ["no title"],
        ),
        (
            [{"response_type": "text", "text": "a" * 2001}],
            [{"response_type": "text", "text": "a" * 2000}],
            ["cuts a text"],
        ),
        ([{**QUESTION, "options": None}], [{**QUESTION, "options": []}], []),
    ],
)
def test_what_a_customer_sees(items: list[dict[str, Any]], seen: list[dict[str, Any]], lost: list[str]) -> None:
    shown, losses = as_shown(items)
    assert shown == seen
    assert len(losses) == len(lost)
    assert all(part in sentence for part, sentence in zip(lost, losses, strict=True))


def test_labels_are_cut_and_buttons_counted() -> None:
    long = {"label": "Where is my call now, please?", "value": "x"}
    shown, lost = as_shown([{**QUESTION, "options": [long] * 14}])
    assert [option["label"] for option in shown[0]["options"]] == ["Where is my call now"] * 13
    assert lost[-1] == "Messenger shows 13 buttons at the most; there are 14."


def test_what_messenger_does_not_show_is_a_problem_of_the_conversation() -> None:
    nodes = (node("a", "anything_else", output={"generic": [QUESTION, TEXT]}),)
    talk = assistant(document(*nodes)).open("Facebook Messenger")
    assert texts(talk.say("hello there")) == ["Well?", "Hello."]
    assert talk.choices() == {}
    assert ["more follows" in problem for problem in talk.problems] == [True]
    assert assistant(document(*nodes)).open("Web chat").problems == []


@pytest.mark.parametrize(("pause", "ends"), [(SESSION, False), (SESSION + timedelta(seconds=1), True)])
def test_a_long_pause_ends_the_session_and_the_chat_stays(pause: timedelta, ends: bool) -> None:
    served = assistant(document(node("first", "conversation_start", "hello"), node("a", "anything_else", "again")))
    talk = served.open("Facebook Messenger")
    talk.say("hi")
    first = talk.session_id
    served.agenda.advance(pause.total_seconds())
    assert texts(talk.say("hi")) == (["hello"] if ends else ["again"])
    assert (talk.session_id != first) is ends
    assert len(talk.history) == 4


def test_a_web_chat_keeps_its_session() -> None:
    served = assistant(document(node("first", "conversation_start", "hello"), node("a", "anything_else", "again")))
    talk = served.open("Web chat")
    served.agenda.advance(3 * SESSION.total_seconds())
    assert texts(talk.say("hi")) == ["again"]
