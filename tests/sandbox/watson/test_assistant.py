"""Conversations: what the customer gets, and the requests that the assistant sends."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import pytest

from sandbox.net import HttpRequest, HttpResponse
from sandbox.watson import ChoiceError
from tests.sandbox.watson.small_skills import START, assistant, chat, document, node, texts, webhook

OPTION = {
    "response_type": "option",
    "title": "Well?",
    "options": [
        {"label": "Of course", "value": {"input": {"text": "yes please"}}},
        {"label": "Never", "value": {"input": {"text": "no thanks"}}},
    ],
}
NODES = (
    node("w", "welcome", "welcome"),
    node("ask", "#greet", output={"generic": [OPTION]}),
    node("yes", "#yes", "good"),
    node("else", "anything_else", "what?"),
)


def test_a_web_chat_begins_with_the_welcome_turn() -> None:
    talk = chat(*NODES)
    assert texts(talk.greeting) == ["welcome"]
    assert [(said.by, texts(list(said.items))) for said in talk.history] == [("assistant", ["welcome"])]


def test_on_messenger_the_customer_speaks_first() -> None:
    talk = assistant(document(*NODES)).open("Facebook Messenger")
    assert talk.greeting == []
    assert talk.history == []
    assert texts(talk.say("hello there")) == ["Well?"]


def test_a_click_sends_the_value_of_the_button() -> None:
    talk = chat(*NODES)
    talk.say("hello there")
    assert talk.choices() == {"Of course": "yes please", "Never": "no thanks"}
    assert texts(talk.choose("Of course")) == ["good"]
    assert (talk.history[-2].text, talk.history[-2].clicked) == ("yes please", "Of course")


def test_a_button_that_is_not_there_cannot_be_clicked() -> None:
    talk = chat(*NODES)
    with pytest.raises(ChoiceError, match="there are: none"):
        talk.choose("Of course")
    talk.say("hello there")
    with pytest.raises(ChoiceError, match="Of course, Never"):
        talk.choose("Perhaps")
    assert len(talk.history) == 3


@pytest.mark.parametrize("text", ["", "  ", "two\nlines", "a\ttab", "x" * 2049])
def test_a_text_that_watson_does_not_take_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="1 to 2048 characters"):
        chat(*NODES).say(text)


def test_the_history_has_who_said_what_when() -> None:
    sandbox = assistant(document(*NODES))
    talk = sandbox.open()
    sandbox.agenda.advance(60)
    talk.say("hello there")
    assert [(said.by, said.at, said.text) for said in talk.history] == [
        ("assistant", START, ""),
        ("customer", START + timedelta(seconds=60), "hello there"),
        ("assistant", START + timedelta(seconds=60), ""),
    ]


def test_conversations_do_not_share_anything() -> None:
    sandbox = assistant(document(node("a", "#greet", "<? $n ?>", context={"n": "<? ($n == null ? 0 : $n) + 1 ?>"})))
    first, second = sandbox.open(), sandbox.open()
    assert first.session_id != second.session_id
    assert texts(first.say("hello there")) == ["1"]
    assert texts(first.say("hello there")) == ["2"]
    assert texts(second.say("hello there")) == ["1"]


def test_ids_may_be_given() -> None:
    talk = assistant(document(*NODES)).open("Slack", user_id="U1", timezone="America/New_York", session_id="s-1")
    context = talk.context
    assert talk.session_id == context["system"]["session_id"] == "s-1"
    assert context["metadata"] == {"user_id": "U1"}
    assert context["timezone"] == "America/New_York"
    assert context["integrations"]["channel"] == {"name": "Slack", "private": {"user": {"id": "U1"}}}


def test_the_webhook_is_called_without_the_agendas_lock() -> None:
    """The webhook may call back into the world from another thread."""
    free: list[bool] = []

    def web(request: HttpRequest) -> HttpResponse:
        def take() -> None:
            free.append(sandbox.agenda.lock.acquire(timeout=60))

        other = threading.Thread(target=take)
        other.start()
        other.join()
        return HttpResponse(200, {}, json.dumps({"ok": True}).encode())

    sandbox = assistant(document(node("a", "#greet", actions=webhook(x=1))), web)
    sandbox.open().say("hello there")
    assert free == [True]
