"""Skills as other people export them: all of it loads, and a chat with it goes on."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.watson import Skill
from tests.sandbox.watson.small_skills import (
    FakeWebhook,
    assistant,
    chat,
    document,
    handler,
    node,
    slot,
    texts,
    webhook,
)

EVERYTHING_OLD = {
    "name": "old",
    "created": "2017-06-02T14:39:57.679Z",
    "language": "en",
    "metadata": None,
    "description": None,
    "learningOptOut": False,
    "counterexamples": [{"text": "never mind"}],
    "workspace_id": "one",
    "intents": [{"intent": "greet", "description": None, "examples": [{"text": "hello there", "created": "2017"}]}],
    "entities": [
        {"entity": "sys-location", "values": []},
        {"entity": "size", "values": [{"value": "large", "metadata": None, "synonyms": []}], "description": None},
    ],
    "dialog_nodes": [
        {
            "dialog_node": "Welcome",
            "go_to": None,
            "conditions": "welcome",
            "output": {"text": "Hello."},
            "parent": None,
        },
        {
            "dialog_node": "greet",
            "previous_sibling": "Welcome",
            "context": None,
            "conditions": "#greet",
            "output": {"text": {"values": ["One.", "Two."], "selection_policy": "sequential", "append": True}},
            "go_to": {"return": None, "selector": "body", "dialog_node": "more"},
        },
        {"dialog_node": "more", "parent": "greet", "conditions": "", "output": {"text": ["Three.", "Four."]}},
        {"dialog_node": "blank", "previous_sibling": "greet", "conditions": " ", "output": None, "title": "What, me?"},
        {
            "dialog_node": "else",
            "previous_sibling": "blank",
            "conditions": "anything_else",
            "output": {"text": "What?"},
        },
    ],
}


def says(output: Any, **fields: Any) -> list[dict[str, Any]]:
    return chat(node("a", "#greet", output=output, **fields)).say("hello there")


def test_an_export_of_2017_answers() -> None:
    talk = assistant(EVERYTHING_OLD).open()
    assert texts(talk.greeting) == ["Hello."]
    assert texts(talk.say("hello there")) == ["One.", "Three.", "Four."]
    assert texts(talk.say("anything")) == ["What?"]
    assert talk.problems == []


@pytest.mark.parametrize("webhooks", [None, [], [{"url": "", "name": "main_webhook", "headers": []}], [{}]])
def test_a_skill_without_an_address_calls_the_one_that_is_given(webhooks: Any) -> None:
    web = FakeWebhook({"ok": True})
    content = document(
        node("a", "#greet", actions=webhook(x=1)),
        node("r", "$result.ok", "called", type="response_condition", parent="a"),
        node("f", "output.webhook_error", "failed", type="response_condition", parent="a"),
        webhooks=webhooks,
    )
    given = assistant(content, web, webhook_url="https://given.test/here").open()
    assert texts(given.say("hello there")) == ["called"]
    assert [request.url for request in web.requests] == ["https://given.test/here"]
    assert texts(assistant(content, web).open().say("hello there")) == ["failed"]
    assert len(web.requests) == 1


@pytest.mark.parametrize("kind", ["cloud_function", "server", "web_action"])
def test_a_cloud_function_has_the_error_of_a_failed_call(kind: str) -> None:
    action = {"name": "/whisk.system/utils/echo", "type": kind, "parameters": {}, "result_variable": "$r"}
    talk = chat(node("a", "#greet", "<? $r.cloud_functions_call_error ?>", actions=[action]))
    (text,) = texts(talk.say("hello there"))
    assert f"of the type '{kind}' does not run in the sandbox" in text
    assert talk.problems == [text]


def test_a_client_action_has_no_result_and_the_dialog_goes_on() -> None:
    step = {"behavior": "jump_to", "selector": "client", "dialog_node": "b"}
    talk = chat(
        node("a", "#greet", actions=[{"name": "ask", "type": "client", "result_variable": "r"}], next_step=step),
        node("b", "$r == null", "nothing"),
    )
    assert texts(talk.say("hello there")) == ["nothing"]


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ({"text": "one"}, ["one"]),
        ({"text": ["one", "two"]}, ["one", "two"]),
        ({"text": {"values": ["one", "two"]}}, ["one"]),
        ({"text": {"values": ["one", "two"], "selection_policy": "multiline"}}, ["one\ntwo"]),
        ({"text": {"values": []}}, []),
        ({"text": {}}, []),
        ({"generic": [{"response_type": "text", "values": []}]}, []),
        ({"generic": [{"response_type": "text", "text": "as at run time"}]}, ["as at run time"]),
        ({"generic": [{"response_type": "text", "values": ["plain"], "selection_policy": "best"}]}, ["plain"]),
        ({"generic": [{"values": [{"text": "no type"}]}]}, ["no type"]),
        ({"generic": None}, []),
        ({"generic": {}}, []),
        ({"generic": ["no object", {"response_type": "text", "values": [{"text": "one"}, {}]}]}, ["one"]),
        ({}, []),
    ],
)
def test_every_form_of_a_text_is_said(output: Any, said: list[str]) -> None:
    assert texts(says(output)) == said


@pytest.mark.parametrize(
    "element",
    [
        {"response_type": "image", "source": "https://a.test/a.png", "title": "A"},
        {"response_type": "pause", "time": 99_999, "typing": True},
        {"response_type": "connect_to_agent", "message_to_human_agent": "hi", "transfer_info": {"target": {}}},
        {"response_type": "search_skill", "query": "", "query_type": "natural_language"},
        {"response_type": "iframe", "source": "https://a.test"},
        {"response_type": "video"},
        {"response_type": "user_defined", "user_defined": {"x": [1]}},
        {"response_type": "something_new", "x": 1},
    ],
)
def test_what_the_sandbox_cannot_show_is_passed_on_as_it_is(element: dict[str, Any]) -> None:
    assert says({"generic": [element]}) == [element]


def test_options_may_be_odd() -> None:
    options = [
        {"label": "", "value": {"input": {"text": "no label"}}},
        {"label": "old", "value": "yes please"},
        {"label": "empty", "value": {"input": {"text": ""}}},
        {"label": "none"},
        "x",
    ]
    talk = chat(node("a", "#greet", output={"generic": [{"response_type": "option", "title": "", "options": options}]}))
    talk.say("hello there")
    assert talk.choices() == {"no label": "no label", "old": "yes please"}


def test_expressions_in_other_fields_of_an_output_are_evaluated() -> None:
    """A tutorial's skill empties its slots in such a field."""
    talk = chat(node("a", "#greet", context={"size": "big"}, output={"deleted": "<? context.remove('size') ?>"}))
    talk.say("hello there")
    assert "size" not in talk.context


@pytest.mark.parametrize(
    "condition", ["@gone", "#gone", "@gone:x", "#greet && @gone", "(", "explode()", "@a.b(", "nothing_known", "\\"]
)
def test_a_condition_that_means_nothing_is_false(condition: str) -> None:
    talk = chat(node("a", condition, "A"), node("b", "true", "B"))
    assert texts(talk.say("hello there")) == ["B"]


def test_a_broken_expression_is_null_and_a_line() -> None:
    talk = chat(node("a", "#greet", "Hi <? $a.b( ?>and <? 1 + 1 ?>.", context={"x": "<? nothing_known ?>", "y": 1}))
    assert texts(talk.say("hello there")) == ["Hi and 2."]
    assert "x" not in talk.context
    assert len(talk.problems) == 2


def test_a_jump_to_a_node_that_is_gone_waits() -> None:
    talk = chat(node("a", "#greet", "A", next_step={"behavior": "jump_to", "selector": "body", "dialog_node": "gone"}))
    assert texts(talk.say("hello there")) == ["A"]
    assert talk.problems == []


def test_events_that_never_come_and_steps_of_other_nodes_are_passed_over() -> None:
    parts = slot(
        "s",
        "$size",
        "@size",
        "Which?",
        handler("v", "validate", "true", "no"),
        handler("m", "filled_multiple", "true", "no"),
        handler("d", "nomatch_responses_depleted", "true", "no"),
        handler("r", "digression_return_prompt", "true", "no"),
    )
    placed = [{"parent": "f", **one} if one["type"] == "slot" else one for one in parts]
    talk = chat(node("f", "#greet", "$size", type="frame", next_step={"behavior": "reprompt"}), *placed)
    assert texts(talk.say("hello there")) == ["Which?"]
    assert texts(talk.say("big")) == ["large"]


def test_a_returning_digression_goes_there_and_does_not_return() -> None:
    parts = [{"parent": "f", **one} if one["type"] == "slot" else one for one in slot("s", "$size", "@size", "Which?")]
    content = document(
        node("f", "#greet", "$size", type="frame", digress_out_slots="allow_returning"),
        *parts,
        node("away", "#yes", "Away.", digress_in="returns"),
        node("not", "#no", "Not here.", digress_in="not_available"),
        node("e", "anything_else", "What?"),
    )
    talk = assistant(content).open()
    talk.say("hello there")
    assert texts(talk.say("no thanks")) == ["What?", "Which?"]
    assert texts(talk.say("yes please")) == ["Away."]
    assert texts(talk.say("big")) == ["What?"]
    assert sum("does not return" in notice for notice in Skill.of(content).notices) == 2


def test_folders_may_be_nested_and_jumped_to() -> None:
    talk = chat(
        node("a", "#greet", next_step={"behavior": "jump_to", "selector": "body", "dialog_node": "outer"}),
        node("outer", "false", type="folder"),
        node("inner", None, type="folder", parent="outer"),
        node("b", "true", "B", parent="inner"),
    )
    assert texts(talk.say("hello there")) == ["B"]


def test_a_pattern_that_only_java_understands_finds_nothing() -> None:
    entities = [
        {"entity": "e", "values": [{"type": "patterns", "value": "v", "patterns": ["\\Qhello\\E", "(", "hello"]}]}
    ]
    skill = document(node("a", "@e", "<? @e.literal ?>"), entities=entities)
    assert texts(assistant(skill).open().say("hello there")) == ["hello"]
