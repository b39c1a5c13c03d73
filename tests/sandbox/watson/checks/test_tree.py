"""The tree of nodes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.watson.checks.skill_parts import frame, problems
from tests.sandbox.watson.small_skills import document, handler, node


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (document(node("a"), node("a")), "There are 2 nodes 'a'."),
        (document(node("a", type="widget")), "Node 'a' has the type 'widget', which does not exist."),
        (document(node("a", parent="b")), "Node 'a' has the parent 'b', which does not exist."),
        (
            document(node("a"), node("r", type="response_condition"), node("x", parent="r")),
            "'x' is a standard, which cannot be a child of a response_condition",
        ),
        (document(handler("h", "focus")), "'h' is a event_handler, which cannot be a child of the root"),
        (
            document(node("a"), {"dialog_node": "s", "type": "slot", "variable": "$s", "parent": "a"}),
            "cannot be a child of a standard",
        ),
        (
            document({"dialog_node": "a"}, {"dialog_node": "b", "previous_sibling": None}),
            "Exactly one of the root nodes must have no previous_sibling, not 2: a, b.",
        ),
        (document(node("a"), node("b"), node("c", previous_sibling="a")), "2 nodes have the same previous_sibling 'a'"),
        (document(node("a"), node("b", previous_sibling="z")), "the previous_sibling 'z' is not one of them"),
        (document(node("a"), node("b", previous_sibling="c"), node("c", previous_sibling="b")), "go round in a circle"),
        (document(node("a", parent="b"), node("b", parent="a"), node("c")), "their own ancestors"),
        (document(node("f", type="frame")), "Node 'f' is a frame without a slot."),
        (
            frame({"dialog_node": "s", "type": "slot", "variable": "$s", "parent": "f"}),
            "Slot 's' has no handler for the event 'input'.",
        ),
    ],
)
def test_a_tree_that_does_not_hold_together_is_refused(content: Any, sentence: str) -> None:
    assert sentence in "\n".join(problems(content))
