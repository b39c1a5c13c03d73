"""One mention fills one slot."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.watson import Conversation
from tests.sandbox.watson.small_skills import chat, node, slot, texts


def trip(*slots: list[dict[str, Any]]) -> Conversation:
    parts = [{"parent": "f", **one} if one["type"] == "slot" else one for some in slots for one in some]
    done = node("done", "true", "$from to $to, $count", type="response_condition", parent="f")
    return chat(node("f", "#greet", type="frame"), *parts, done)


FROM = slot("from", "$from", "@size", "From?", context={"from": "@size"})
TO = slot("to", "$to", "@size", "To?")
COUNT = slot("count", "$count", "@sys-number", "How many?")


def test_a_mention_goes_to_the_first_slot_that_asks_for_it() -> None:
    talk = trip(FROM, TO, COUNT)
    assert texts(talk.say("hello there small")) == ["To?"]
    assert talk.context["from"] == "small"
    assert "to" not in talk.context


def test_a_mention_goes_to_the_slot_in_focus_before_the_others() -> None:
    talk = trip(FROM, TO, COUNT)
    talk.say("hello there small")
    assert texts(talk.say("big")) == ["How many?"]
    assert (talk.context["from"], talk.context["to"]) == ("small", "large")


def test_two_mentions_fill_two_slots() -> None:
    talk = trip(FROM, TO, COUNT)
    assert texts(talk.say("hello there small big")) == ["How many?"]
    assert (talk.context["from"], talk.context["to"]) == ("small", "large")


def test_mentions_of_other_entities_fill_their_own_slots() -> None:
    talk = trip(FROM, TO, COUNT)
    talk.say("hello there small")
    assert texts(talk.say("2 big ones")) == ["small to large, 2"]


@pytest.mark.parametrize("variable", ["$from", "$trip.from", "context.from"])
def test_a_variable_may_be_a_path(variable: str) -> None:
    talk = trip(slot("from", variable, "@size", "From?"), COUNT)
    assert texts(talk.say("hello there small")) == ["How many?"]


@pytest.mark.parametrize("saved", ["@size.values", "<? @size.values ?>", "<? entities['size'].![value] ?>"])
def test_a_slot_that_saves_all_mentions_leaves_none(saved: str) -> None:
    talk = trip(slot("from", "$from", "@size", "From?", context={"from": saved}), TO)
    assert texts(talk.say("hello there small big")) == ["To?"]
    assert talk.context["from"] == ["small", "large"]


def test_a_slot_for_one_value_takes_the_mention_with_that_value() -> None:
    large = slot("from", "$from", "@size:large", "From?", context={"from": "big"})
    only_large = slot("from", "$from", "@size:large", "From?")
    assert texts(trip(only_large, TO, COUNT).say("hello there small big")) == ["How many?"]
    assert texts(trip(large, TO, COUNT).say("hello there big")) == ["How many?"], "it saves a word of its own"


def test_a_slot_that_saves_the_whole_input_leaves_its_mentions_to_others() -> None:
    words = slot("from", "$from", "slot_in_focus || @size", "From?", context={"from": "<? input.text ?>"})
    talk = trip(words, TO, COUNT)
    assert texts(talk.say("hello there big")) == ["How many?"]
    assert talk.context["to"] == "large"
