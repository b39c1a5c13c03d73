"""What a skill file must have, and what is left out of it."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.watson import Skill
from tests.sandbox.watson.checks.skill_parts import errors, notices
from tests.sandbox.watson.small_skills import chat, document, node, texts


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ([], "The file is not a skill: it should hold one JSON object."),
        (None, "The file is not a skill: it should hold one JSON object."),
        ({"language": "en"}, "The file is not a dialog skill: it has no list 'dialog_nodes'."),
        ({"language": "en", "dialog_nodes": {}}, "The file is not a dialog skill: it has no list 'dialog_nodes'."),
        ({"language": "en", "dialog_nodes": ["a"]}, "In dialog_nodes, entry 1 is not an object."),
        (
            {"dialog_nodes": [{"dialog_node": "a"}, {"title": "b", "parent": "a"}]},
            "In dialog_nodes, entry 2 has no 'dialog_node', its id.",
        ),
    ],
)
def test_what_holds_no_dialog_is_one_error(content: Any, sentence: str) -> None:
    assert errors(content) == [sentence]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ({"dialog_nodes": []}, "The skill: it has no 'language'; the sandbox takes it as 'en'."),
        (document(colour=1), "The skill: it has a field 'colour', which the sandbox does not know."),
        (document(learningOptOut=True), "The skill: it has a field 'learningOptOut', which"),
        (document(node("a", "#greet", colour=1)), "Node 'a': it has a field 'colour'"),
        (
            document(node("a", "#greet", go_to=None)),
            "Node 'a': it has a field 'go_to', which the sandbox does not know.",
        ),
        (
            document(node("a", go_to=None), node("b", go_to=None), node("c", go_to=None)),
            "Node 'a' and 2 more: it has a field 'go_to'",
        ),
        (document(node("a", "#greet", title=1)), "Node 'a': 'title' should be a text."),
        (document(node("a", "#greet", context=[1])), "Node 'a': 'context' has the wrong type and is left out."),
        (
            document(node("a", next_step={"selector": "body"})),
            "Node 'a': its next_step has no 'behavior' and is ignored.",
        ),
        (
            document(node("a", next_step={"behavior": "get_user_input", "x": 1})),
            "The next_step of node 'a': it has a field",
        ),
        (document(intents=[{"examples": []}]), "In intents: entry 1 has no 'intent' and is left out."),
        (document(intents=["hello"]), "In intents: entry 1 is not an object and is left out."),
        (
            document(entities=[{"entity": "e", "values": [{"type": "synonyms"}]}]),
            "Entity 'e', values: entry 1 has no 'value' and is left out.",
        ),
        (
            document(entities=[{"entity": "e", "values": [{"value": "v", "synonyms": [1, {}]}]}]),
            "Entity 'e', value 'v': 'synonyms' should hold texts only.",
        ),
        ({"type": "dialog", "workspace": document()}, "its dialog is in 'workspace', as the v2 API gives it."),
        (
            {"assistant_skills": [{"type": "action"}, {"type": "dialog", "workspace": document()}]},
            "its dialog is in 'workspace', as the v2 API gives it.",
        ),
    ],
)
def test_what_is_unknown_or_of_a_wrong_type_is_noticed_with_its_place(content: Any, sentence: str) -> None:
    assert sentence in "\n".join(notices(content))


def test_null_is_no_value() -> None:
    content = document(node("a", "#greet", "A", title=None, context=None, next_step=None, actions=None, metadata=None))
    assert Skill.of({**content, "description": None, "webhooks": None, "counterexamples": None}).notices == ()


def test_a_go_to_of_an_old_export_is_a_jump() -> None:
    talk = chat(
        node("a", "#greet", "A", go_to={"return": None, "selector": "body", "dialog_node": "b"}),
        node("b", "false", "B", go_to=None),
    )
    assert texts(talk.say("hello there")) == ["A", "B"]
