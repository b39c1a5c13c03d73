"""One mention fills one slot."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.watson import Conversation
from tests.sandbox.watson.small_skills import assistant, document, node, slot, texts


def trip(*slots: list[dict[str, Any]], entities: list[dict[str, Any]] | None = None) -> Conversation:
    parts = [{"parent": "f", **one} if one["type"] == "slot" else one for some in slots for one in some]
    done = node("done", "true", "$from to $to, $count", type="response_condition", parent="f")
    skill = document(node("f", "#greet", type="frame"), *parts, done)
    return assistant({**skill, "entities": skill["entities"] + (entities or [])}).open()


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
    editors = trip(slot("from", "$from", "@size:large", "From?", context={"from": "@size:large"}), TO, COUNT)
    assert texts(editors.say("hello there small big")) == ["How many?"]
    assert (editors.context["from"], editors.context["to"]) == (True, "small")
    assert texts(trip(large, TO, COUNT).say("hello there big")) == ["How many?"], "it saves a word of its own"


def test_a_slot_that_saves_the_whole_input_leaves_its_mentions_to_others() -> None:
    words = slot("from", "$from", "slot_in_focus || @size", "From?", context={"from": "<? input.text ?>"})
    talk = trip(words, TO, COUNT)
    assert texts(talk.say("hello there big")) == ["How many?"]
    assert talk.context["to"] == "large"


SYSTEM: list[dict[str, Any]] = [{"entity": name, "values": []} for name in ("sys-date", "sys-time", "sys-currency")]
PRODUCT = [{"entity": "product", "values": [{"type": "patterns", "value": "id", "patterns": ["[A-Z]{2}[0-9]{4}"]}]}]
DATE = slot("date", "$date", "@sys-date", "When?")


@pytest.mark.parametrize(
    ("longer", "said", "value"),
    [
        ("@sys-date", "May 2", "2027-05-02"),
        ("@sys-time", "at 8", "08:00:00"),
        ("@sys-currency", "$20", 20),
        ("@product.literal", "GR1234", "GR1234"),
    ],
)
def test_of_overlapping_mentions_the_longer_one_fills_a_slot(longer: str, said: str, value: Any) -> None:
    talk = trip(COUNT, slot("from", "$from", longer, "From?"), entities=SYSTEM + PRODUCT)
    talk.say("hello there")
    assert texts(talk.say(said)) == ["How many?"]
    assert talk.context["from"] == value
    assert "count" not in talk.context


def test_a_mention_inside_one_that_no_slot_asks_for_is_free() -> None:
    talk = trip(COUNT, TO, entities=SYSTEM)
    talk.say("hello there")
    assert texts(talk.say("$20")) == ["To?"]
    assert talk.context["count"] == 20


def test_the_same_words_fill_one_slot_whatever_their_entities() -> None:
    zip_code = {"entity": "zip", "values": [{"type": "patterns", "value": "zip", "patterns": ["[0-9]{5}"]}]}
    talk = trip(slot("from", "$from", "@zip.literal", "Zip?"), COUNT, entities=[zip_code])
    talk.say("hello there")
    assert texts(talk.say("76131")) == ["How many?"]
    assert texts(talk.say("3")) == ["76131 to , 3"]


def test_both_ends_of_a_range_fill_a_slot_each() -> None:
    talk = trip(slot("from", "$from", "@sys-number", "From?"), slot("to", "$to", "@sys-number", "To?"), DATE)
    talk.say("hello there")
    assert texts(talk.say("between 3 and 5")) == ["When?"]
    assert (talk.context["from"], talk.context["to"]) == (3, 5)
