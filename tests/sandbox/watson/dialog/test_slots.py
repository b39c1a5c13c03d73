"""Filling slots (IBM's page dialog-slots)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.watson.dialog.order_frame import COUNT, DONE, SIZE, frame, order
from tests.sandbox.watson.small_skills import FakeWebhook, chat, handler, node, slot, texts, webhook


def test_it_asks_for_each_empty_slot_in_turn_and_then_responds() -> None:
    talk = order()
    assert texts(talk.say("hello there")) == ["Which size?"]
    assert texts(talk.say("a big one")) == ["How many?"]
    assert texts(talk.say("3")) == ["3 x large"]


def test_what_the_first_input_says_already_is_not_asked_for() -> None:
    talk = order()
    assert texts(talk.say("hello there, 2")) == ["Which size?"]
    assert texts(talk.say("small")) == ["2 x small"]


def test_one_input_may_fill_several_slots_and_replace_a_filled_one() -> None:
    talk = order()
    talk.say("hello there")
    talk.say("big")
    assert texts(talk.say("5 small ones")) == ["5 x small"]


def test_a_variable_with_a_value_is_not_asked_for() -> None:
    talk = chat(node("set", "#yes", "set", context={"size": "large"}), *frame(SIZE, COUNT, more=[DONE]))
    talk.say("yes please")
    assert texts(talk.say("hello there")) == ["How many?"]


def test_free_words_are_taken_only_by_the_slot_that_was_asked_for() -> None:
    words = slot("words", "$words", "slot_in_focus", "Say something.", context={"words": "<? input.text ?>"})
    done = node("done", "all_slots_filled", "$size: $words", type="response_condition")
    talk = chat(*frame(SIZE, words, more=[done]))
    assert texts(talk.say("hello there")) == ["Which size?"]
    assert texts(talk.say("big")) == ["Say something."]
    assert texts(talk.say("any small words")) == ["small: any small words"]


def test_a_pattern_is_saved_as_it_was_written() -> None:
    code = slot("code", "$code", "@code.literal", "Which code?")
    talk = chat(*frame(code, more=[node("done", "true", "code $code", type="response_condition")]))
    talk.say("hello there")
    assert texts(talk.say("it is A-77, I think")) == ["code A-77"]


def test_a_slot_without_a_prompt_is_optional() -> None:
    talk = chat(*frame(slot("size", "$size", "@size", None), COUNT, more=[DONE]))
    assert texts(talk.say("hello there")) == ["How many?"]
    assert texts(talk.say("2 big ones")) == ["2 x large"]


def test_a_slot_whose_condition_is_false_is_not_there() -> None:
    count = [{**COUNT[0], "conditions": "$size == 'large'"}, *COUNT[1:]]
    talk = chat(*frame(SIZE, count, more=[DONE]))
    assert texts(talk.say("hello there small")) == [" x small"]


@pytest.mark.parametrize(
    "blank",
    [
        {"text": ""},
        {"text": {"values": [""]}},
        {"text": {"values": []}},
        {"generic": []},
        {"generic": [{"response_type": "text", "values": []}]},
        {"generic": [{"response_type": "text", "values": [{"text": " "}]}]},
    ],
)
def test_blank_prompts_ask_for_nothing_and_blank_answers_ask_again(blank: dict[str, Any]) -> None:
    optional = [*slot("size", "$size", "@size", None, handler("ask", "focus", output=blank))]
    count = slot("count", "$count", "@sys-number", "How many?", handler("no", "nomatch", "", output=blank))
    talk = chat(*frame(optional, count, more=[DONE]))
    assert texts(talk.say("hello there")) == ["How many?"]
    assert texts(talk.say("blue")) == ["How many?"]
    assert texts(talk.say("7")) == ["7 x "]


def test_a_slots_condition_may_read_the_slots_before_it() -> None:
    count = slot("count", "$count", "@sys-number", "How many?")
    count[0]["conditions"] = "$size:large"
    assert texts(chat(*frame(SIZE, count, more=[DONE])).say("hello there 7 big ones")) == ["7 x large"]


def test_a_jump_to_the_frame_looks_at_the_input_too() -> None:
    start = node("start", "#yes", "Go.", next_step={"behavior": "jump_to", "selector": "body", "dialog_node": "order"})
    talk = chat(start, *frame(SIZE, COUNT, more=[DONE]))
    assert texts(talk.say("yes please, 7")) == ["Go.", "Which size?"]


def test_the_webhook_is_called_once_the_slots_are_filled() -> None:
    web = FakeWebhook({"ok": True})
    talk = chat(
        *frame(COUNT, actions=webhook(count="$count"), more=[node("d", "$result.ok", "ok", type="response_condition")]),
        web=web,
    )
    talk.say("hello there")
    assert web.bodies == []
    assert texts(talk.say("3")) == ["ok"]
    assert web.bodies == [{"count": 3}]


def test_after_the_response_the_children_of_the_frame_are_next() -> None:
    talk = chat(*frame(COUNT, more=[DONE, node("more", "#yes", "more", type="standard")]), node("root", "#yes", "root"))
    talk.say("hello there 1")
    assert texts(talk.say("yes please")) == ["more"]
