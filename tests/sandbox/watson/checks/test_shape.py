"""Which fields a skill file has, and of which type."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.watson.checks.skill_parts import problems
from tests.sandbox.watson.small_skills import document, node


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ([], "The file is not a skill"),
        ({"language": "en"}, "The skill has no 'dialog_nodes'."),
        ({"language": "en", "dialog_nodes": {}}, "The skill: 'dialog_nodes' has the wrong type."),
        ({"language": "en", "dialog_nodes": [], "colour": 1}, "The skill has a field 'colour'"),
        (document(node("a", "#greet", colour=1)), "dialog_node 'a' has a field 'colour'"),
        (document(node("a", "#greet", title=1)), "dialog_node 'a': 'title' has the wrong type."),
        ({"language": "en", "dialog_nodes": ["a"]}, "In dialog_nodes, dialog_nodes should be an object."),
        (document(node("a", next_step={"selector": "body"})), "The next_step of node 'a' has no 'behavior'."),
        (document(intents=[{"examples": []}]), "intent None has no 'intent'."),
        (
            document(entities=[{"entity": "e", "values": [{"type": "synonyms"}]}]),
            "In values of entity 'e', an entry has no 'value'.",
        ),
    ],
)
def test_a_wrong_shape_is_refused_with_its_place(content: Any, sentence: str) -> None:
    assert sentence in "\n".join(problems(content))
