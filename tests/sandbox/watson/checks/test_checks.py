"""A skill that Watson would refuse, or that the runner cannot run, is refused with a sentence for each problem."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sandbox.watson import Skill, SkillError
from tests.sandbox.watson.tiny import document, handler, node, slot, webhook


def problems(content: Any) -> list[str]:
    with pytest.raises(SkillError) as error:
        Skill.of(content)
    return error.value.problems


def text(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"generic": list(elements)}


def option(count: int = 1, label: str = "x", **fields: Any) -> dict[str, Any]:
    options = [{"label": label, "value": {"input": {"text": "x"}}}] * count
    return {"response_type": "option", "title": "?", "options": options, **fields}


def entity(**value: Any) -> dict[str, Any]:
    """The `entities` of a skill that has one with this value."""
    return {"entities": [{"entity": "e", "values": [{"value": "v", **value}]}]}


def frame(*inner: dict[str, Any]) -> dict[str, Any]:
    return document(node("f", "#greet", type="frame"), *inner)


def jump(target: str, selector: str = "body") -> dict[str, str]:
    return {"behavior": "jump_to", "selector": selector, "dialog_node": target}


GOOD_SLOT = [{"parent": "f", **one} if one["type"] == "slot" else one for one in slot("s", "$size", "@size", "Which?")]


def test_a_good_skill_has_no_problems() -> None:
    assert Skill.of(frame(*GOOD_SLOT)).name == "tiny"


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
def test_the_shape(content: Any, sentence: str) -> None:
    assert sentence in "\n".join(problems(content))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            document(node("a", "#greet", "one\ntwo")),
            "In dialog_nodes 'a', output, generic, values, text, the text 'one\\ntwo'",
        ),
        (document(node("a", "#greet\t")), "In dialog_nodes 'a', conditions"),
        (document(description="a\r"), "In description, the text"),
        (document(intents=[{"intent": "i", "examples": [{"text": "a\nb"}]}]), "In intents 'i', examples, text"),
    ],
)
def test_tabs_and_line_breaks(content: Any, sentence: str) -> None:
    assert sentence in "\n".join(problems(content))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"intents": [{"intent": "a b"}]}, "The intent name 'a b' is not valid"),
        ({"intents": [{"intent": "sys-x"}]}, "The intent name 'sys-x' is not valid"),
        ({"intents": [{"intent": "i"}, {"intent": "i"}]}, "The intent 'i' is there 2 times."),
        ({"intents": [{"intent": "i", "examples": [{"text": "x" * 1025}]}]}, "1 to 1024 characters"),
        ({"entities": [{"entity": "sys-location"}]}, "'sys-location' no longer exists"),
        ({"entities": [{"entity": "sys-person"}]}, "'sys-person' no longer exists"),
        ({"entities": [{"entity": "sys-date"}]}, "'sys-date' is not recognised by the runner"),
        ({"entities": [{"entity": "e" * 65}]}, "up to 64 letters"),
        ({"entities": [{"entity": "e", "values": [{"value": "v" * 65}]}]}, "longer than 64 characters"),
        (entity(synonyms=["s" * 65]), "a synonym should be"),
        (entity(type="magic"), "'synonyms' or 'patterns'"),
        (entity(patterns=[], type="patterns"), "1 to 5 patterns"),
        (entity(patterns=["a"] * 6, type="patterns"), "1 to 5 patterns"),
        (entity(patterns=["a" * 513], type="patterns"), "at most 512"),
        (entity(patterns=["("], type="patterns"), "the pattern '(' is not"),
        (entity(patterns=["a++"], type="patterns"), "the pattern 'a++' is not"),
        (entity(patterns=["(a)\\1"], type="patterns"), "is not one that both"),
        (entity(patterns=["\\p{L}"], type="patterns"), "is not one that both"),
        (entity(patterns=["a"], synonyms=["b"], type="patterns"), "only one of them"),
    ],
)
def test_intents_and_entities(fields: dict[str, Any], sentence: str) -> None:
    assert sentence in "\n".join(problems(document(**fields)))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (document(node("a"), node("a")), "Node 'a' is there 2 times."),
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
def test_the_tree(content: Any, sentence: str) -> None:
    assert sentence in "\n".join(problems(content))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (document(node("a/b")), "Node 'a/b': its id may have"),
        (document(node("a", title="What?")), "Node 'a': its title may have"),
        (document(node("a", "true || " * 256 + "true")), "Node 'a': its condition is longer than 2047"),
        (document(node("a", event_name="focus")), "only an event_handler has an event_name"),
        (frame(*GOOD_SLOT, handler("h", "explode", parent="s")), "the event 'explode' does not exist"),
        (frame(*GOOD_SLOT, handler("h", "validate", parent="s")), "the runner does not support the event 'validate'"),
        (frame(*GOOD_SLOT, handler("h", "input", parent="s")), "an input handler needs a condition"),
        (
            frame(*GOOD_SLOT, handler("h", "nomatch", parent="s", next_step={"behavior": "skip_user_input"})),
            "cannot have the next step 'skip_user_input'",
        ),
        (
            frame(*GOOD_SLOT, handler("h", "filled", parent="s", next_step={"behavior": "skip_slot"})),
            "cannot have the next step 'skip_slot'",
        ),
        (frame({**GOOD_SLOT[0], "variable": "size"}, *GOOD_SLOT[1:]), "a slot needs a variable"),
        (document(node("a", next_step={"behavior": "reprompt"})), "the next step 'reprompt' does not exist"),
        (document(node("a", next_step=jump("b"))), "it jumps to node 'b', which does not exist"),
        (document(node("a", next_step=jump("a", "client"))), "does not support the selector 'client'"),
        (document(node("a", next_step=jump("a", "elsewhere"))), "the selector 'elsewhere' does not exist"),
        (document(node("a", next_step=jump("b")), node("b", type="folder")), "it cannot jump to a folder"),
        (document(node("a", next_step=jump("b")), node("b", disabled=True)), "node 'b', which is disabled"),
        (document(node("a", digress_in="returns")), "does not support digressions that return"),
        (document(node("f", type="frame", digress_out_slots="allow_all"), *GOOD_SLOT), "digressions away from slots"),
    ],
)
def test_single_nodes(content: Any, sentence: str) -> None:
    assert sentence in "\n".join(problems(content))


ACTION = webhook(x=1)[0]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            document(webhooks=[{"url": "https://a.test", "name": "other"}]),
            "at most one webhook, and its name is 'main_webhook'",
        ),
        (document(node("a", actions=webhook()), webhooks=[]), "it calls the webhook, but the skill defines none"),
        (document(node("a", actions=[ACTION, ACTION])), "it has more than one action"),
        (document(node("a", actions=[{**ACTION, "type": "client"}])), "does not support actions of the type 'client'"),
        (document(node("a", actions=[{**ACTION, "type": "cloud_function"}])), "of the type 'cloud_function'"),
        (document(node("a", actions=[{**ACTION, "name": "mine"}])), "should be 'main_webhook'"),
        (
            document(node("a", actions=[{**ACTION, "result_variable": "a[0]"}])),
            "the result variable 'a[0]' is not valid",
        ),
        (document(node("a", actions=[{**ACTION, "result_variable": "a" * 65}])), "is not valid"),
        (
            document(node("a"), node("r", type="response_condition", parent="a", actions=webhook())),
            "a response_condition cannot call the webhook",
        ),
    ],
)
def test_callouts(content: Any, sentence: str) -> None:
    assert sentence in "\n".join(problems(content))


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ({"generic": {"a": 1}}, "output.generic should be a list of objects"),
        (text(*[{"response_type": "pause", "time": 1}] * 6), "it has 6 response elements; 5 are allowed"),
        (text({"response_type": "search_skill"}), "does not support the response type 'search_skill'"),
        (text({"response_type": "text", "text": "run-time form"}), "a text response should have values"),
        (
            text({"response_type": "text", "values": [{"text": "x"}], "selection_policy": "best"}),
            "the selection policy 'best'",
        ),
        (text({"response_type": "pause", "time": 20_000}), "a pause should have a time"),
        (text({"response_type": "image"}), "'image' needs a source"),
        (text(option(title="")), "an option response needs a title"),
        (text(option(21)), "1 to 20 options"),
        (text(option(0)), "1 to 20 options"),
        (text(option(label="x" * 2048)), "shorter than 2048 characters"),
        (text(option(options=[{"label": "x", "value": "x"}])), "a label and value.input.text"),
        ({"text": {"values": [1]}}, "output.text should have texts"),
        ({"text": {"values": ["x"], "selection_policy": "best"}}, "the selection policy 'best'"),
    ],
)
def test_outputs(output: dict[str, Any], sentence: str) -> None:
    assert sentence in "\n".join(problems(document(node("a", "#greet", output=output))))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (document(node("a", "#greet &&")), "Node 'a': the condition '#greet &&' is not understood at its end."),
        (document(node("a", "#unknown")), "names the intent #unknown, which the skill does not have"),
        (document(node("a", "@unknown:x")), "names the entity @unknown, which the skill does not have"),
        (document(node("a", "true", "Hi <? $a.b( ?>")), "an expression in 'Hi <? $a.b( ?>' is not understood"),
        (document(node("a", "true", "write to @someone")), "names the entity @someone"),
        (document(node("a", "true", context={"x": ["<? nothing ?>"]})), "names 'nothing'"),
        (document(node("a", "true", actions=webhook(x="<? $a.explode() ?>"))), "calls the method explode()"),
        (
            document(
                webhooks=[
                    {"name": "main_webhook", "url": "https://a.test", "headers": [{"name": "X", "value": "<? ( ?>"}]}
                ]
            ),
            "Webhook header 'X': an expression",
        ),
    ],
)
def test_expressions(content: Any, sentence: str) -> None:
    assert sentence in "\n".join(problems(content))


def test_all_problems_are_listed_at_once() -> None:
    content = document(node("a", "#unknown", title="What?"), node("b", next_step=jump("nowhere")))
    assert len(problems(content)) == 3


def test_what_changes_nothing_is_accepted() -> None:
    content = document(
        node("a", "#greet", digress_in="does_not_return", digress_out="allow_all", user_label="a", metadata={"x": 1}),
        metadata={"api_version": {}},
        counterexamples=[],
        learning_opt_out=True,
        system_settings={},
    )
    assert Skill.of(content).language == "en"


def test_a_file_that_is_not_json_in_utf8_is_a_problem_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "skill.json"
    for content in (b"{", "{}".encode("utf-16"), b'{"name": "\xe4"}'):
        file.write_bytes(content)
        with pytest.raises(SkillError, match="not JSON in UTF-8"):
            Skill.load(file)
