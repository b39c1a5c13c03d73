"""What a node says, and in which form (IBM's page api-dialog-responses)."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from sandbox.watson import Conversation
from tests.sandbox.watson.small_skills import assistant, chat, document, node, texts


def says(output: dict[str, Any], channel: str = "Web chat", **fields: Any) -> Conversation:
    return assistant(document(node("a", "#greet", output=output, **fields))).open(channel)


def variants(policy: str | None, *values: str, **more: Any) -> dict[str, Any]:
    element = {"response_type": "text", "values": [{"text": value} for value in values], **more}
    return {"generic": [element if policy is None else {**element, "selection_policy": policy}]}


def test_variants_come_one_after_the_other_and_begin_again() -> None:
    for policy in ("sequential", None):
        talk = says(variants(policy, "one", "two", "three"))
        assert [texts(talk.say("hello there"))[0] for _ in range(4)] == ["one", "two", "three", "one"]


def test_a_random_variant_is_never_the_one_before() -> None:
    talk = says(variants("random", "one", "two", "three"))
    said = [texts(talk.say("hello there"))[0] for _ in range(30)]
    assert set(said) == {"one", "two", "three"}
    assert all(first != second for first, second in pairwise(said))


def test_a_single_random_variant_is_said_again_and_again() -> None:
    talk = says(variants("random", "one"))
    assert [texts(talk.say("hello there")) for _ in range(2)] == [["one"], ["one"]]


def test_multiline_joins_all_variants() -> None:
    assert texts(says(variants("multiline", "one", "two")).say("hello there")) == ["one\ntwo"]
    assert texts(says(variants("multiline", "one", "two", delimiter=" ")).say("hello there")) == ["one two"]


def test_two_texts_of_one_node_keep_their_own_count() -> None:
    element = variants(None, "one", "two")["generic"][0]
    talk = says({"generic": [element, element]})
    assert [texts(talk.say("hello there")) for _ in range(2)] == [["one", "one"], ["two", "two"]]


def test_an_option_is_returned_with_its_expressions_filled_in() -> None:
    option = {
        "response_type": "option",
        "title": "Go on, <? input.text ?>?",
        "preference": "button",
        "options": [{"label": "Yes", "value": {"input": {"text": "yes please"}}}],
    }
    assert says({"generic": [option]}).say("hello there") == [{**option, "title": "Go on, hello there?"}]


def test_other_elements_pass_as_they_are_and_a_transfer_gets_its_topic() -> None:
    elements: list[dict[str, Any]] = [
        {"response_type": "pause", "time": 100, "typing": True},
        {"response_type": "image", "source": "https://example.org/a.png"},
        {"response_type": "connect_to_agent", "message_to_human_agent": "hi"},
        {"response_type": "user_defined", "user_defined": {"a": 1}},
    ]
    said = says({"generic": elements}, title="Greeting").say("hello there")
    assert said == [elements[0], elements[1], {**elements[2], "topic": "Greeting"}, elements[3]]


def test_an_element_for_other_channels_is_left_out() -> None:
    output = {
        "generic": [
            {"response_type": "text", "values": [{"text": "web"}], "channels": [{"channel": "chat"}]},
            {"response_type": "text", "values": [{"text": "messenger"}], "channels": [{"channel": "facebook"}]},
        ]
    }
    assert says(output).say("hello there") == [{"response_type": "text", "text": "web"}]
    assert texts(says(output, "Facebook Messenger").say("hello there")) == ["messenger"]


def test_the_old_form_of_texts_is_understood() -> None:
    assert texts(says({"text": {"values": ["one", "two"], "selection_policy": "sequential"}}).say("hello there")) == [
        "one"
    ]
    assert texts(says({"text": ["one", "two"]}).say("hello there")) == ["one", "two"]
    assert texts(says({"text": "one"}).say("hello there")) == ["one"]
    assert texts(says({"text": {"values": []}}).say("hello there")) == []


def test_elements_may_come_from_an_expression() -> None:
    items = [{"response_type": "text", "text": "made"}]
    talk = chat(node("a", "#greet", context={"items": items}), node("b", "#yes", output={"generic": "<? $items ?>"}))
    talk.say("hello there")
    assert talk.say("yes please") == items


def test_a_text_that_comes_to_nothing_is_not_said() -> None:
    assert says(variants(None, "<? $missing ?>")).say("hello there") == []


def test_a_node_may_take_back_what_was_said_before_it() -> None:
    talk = chat(
        node("a", "#greet", "A", next_step={"behavior": "jump_to", "selector": "body", "dialog_node": "b"}),
        node("b", "false", output={"modifiers": {"overwrite": True}, **variants(None, "B")}),
    )
    assert texts(talk.say("hello there")) == ["B"]
