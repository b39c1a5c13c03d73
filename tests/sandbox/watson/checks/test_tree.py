"""The tree of nodes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.watson.checks.skill_parts import errors, frame, notices
from tests.sandbox.watson.small_skills import chat, document, handler, node, slot, texts


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (document(node("a"), node("a", previous_sibling=None)), "There are 2 nodes 'a'; each id may be there once."),
        (document(node("a", parent="b")), "Node 'a' has the parent 'b', which does not exist."),
        (document(node("a", parent="a")), "Nodes are their own ancestors: 'a'."),
        (document(node("a", parent="b"), node("b", parent="a"), node("c")), "Nodes are their own ancestors: 'a', 'b'."),
        (
            document(node("a"), node("b", previous_sibling="c"), node("c", previous_sibling="b")),
            "The previous_sibling of nodes go round in a circle: 'b', 'c'.",
        ),
        (document(node("a", previous_sibling="a")), "The previous_sibling of nodes go round in a circle: 'a'."),
    ],
)
def test_a_tree_that_cannot_be_walked_is_one_error_with_its_place(content: Any, sentence: str) -> None:
    assert errors(content) == [sentence]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (document(node("a", type="widget")), "Node 'a': it has the type 'widget', which the sandbox does not know"),
        (
            document(node("a"), node("r", type="response_condition"), node("x", parent="r")),
            "Node 'x': it is a standard, which cannot be a child of a response_condition",
        ),
        (document(handler("h", "focus")), "Node 'h': it is a event_handler, which cannot be a child of the root"),
        (
            document(node("a"), {"dialog_node": "s", "type": "slot", "variable": "$s", "parent": "a"}),
            "cannot be a child of a standard",
        ),
        (
            document({"dialog_node": "a"}, {"dialog_node": "b", "previous_sibling": None}),
            "The root nodes: 2 of them have no previous_sibling: a, b.",
        ),
        (
            document(node("a"), node("b"), node("c", previous_sibling="a")),
            "2 of them have the same previous_sibling 'a'",
        ),
        (document(node("a"), node("b", previous_sibling="z")), "the previous_sibling 'z' is not one of them"),
        (document(node("f", type="frame")), "Node 'f': it is a frame without a slot."),
        (
            frame({"dialog_node": "s", "type": "slot", "variable": "$s", "parent": "f"}),
            "Slot 's': it has no handler for the event 'input'.",
        ),
    ],
)
def test_an_unusual_tree_is_noticed(content: Any, sentence: str) -> None:
    assert sentence in "\n".join(notices(content))


def test_siblings_whose_chain_is_broken_keep_the_order_of_the_file() -> None:
    talk = chat(
        node("a", "#no", "A"),
        node("b", "#greet", "B", previous_sibling="gone"),
        node("c", "#greet", "C", previous_sibling="b"),
        node("d", "#yes", "D", previous_sibling="gone"),
    )
    assert texts(talk.say("hello there")) == ["B"]
    assert texts(talk.say("yes please")) == ["D"]


def test_slots_that_were_left_under_a_standard_node_never_ask() -> None:
    parts = [{"parent": "a", **one} if one["type"] == "slot" else one for one in slot("s", "$size", "@size", "Which?")]
    assert texts(chat(node("a", "#greet", "A"), *parts).say("hello there")) == ["A"]
