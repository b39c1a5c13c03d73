"""The skill's webhook (IBM's page dialog-webhooks)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sandbox.net import HttpResponse, NoConnectionError
from sandbox.watson import Conversation, Variants
from tests.sandbox.watson.small_skills import FakeWebhook, assistant, document, node, texts, webhook

ERROR = node(
    "failed",
    "output.webhook_error",
    "failed: <? output.webhook_error.result.message ?>",
    type="response_condition",
    parent="a",
)
GOOD = node("good", "$result", "good", type="response_condition", parent="a")


def calling(
    web: FakeWebhook, variants: Variants | None = None, context: dict[str, Any] | None = None, **parameters: Any
) -> Conversation:
    skill = document(node("a", "#greet", actions=webhook(**parameters), context=context or {}), ERROR, GOOD)
    return assistant(skill, web, variants=variants).open(session_id="the-session", user_id="the-user")


def test_parameters_are_the_body_and_keep_their_types() -> None:
    web = FakeWebhook()
    calling(
        web,
        text="<? input.text ?>",
        number="<? 1 + 1 ?>",
        mixed="n = <? 2 ?>",
        truth="<? true ?>",
        fixed=3,
        deep={"list": ["<? 4 ?>", "x"]},
    ).say("hello there")
    assert web.bodies == [
        {"text": "hello there", "number": 2, "mixed": "n = 2", "truth": True, "fixed": 3, "deep": {"list": [4, "x"]}}
    ]


def test_who_is_talking_can_be_passed_along() -> None:
    web = FakeWebhook()
    calling(
        web,
        session="<? context.system.session_id ?>",
        user="<? context.metadata.user_id ?>",
        channel="$integrations.channel.name",
        zone="$timezone",
    ).say("hello there")
    assert web.bodies == [
        {"session": "the-session", "user": "the-user", "channel": "Web chat", "zone": "Europe/Berlin"}
    ]


def test_the_request_is_a_post_of_json_with_the_headers_of_the_skill() -> None:
    web = FakeWebhook()
    calling(web, x=1).say("hello there")
    request = web.requests[0]
    assert (request.method, request.url) == ("POST", "https://webhook.test/here")
    assert request.headers == {"Content-Type": "application/json", "Accept": "application/json", "X-Key": "one"}


def test_url_and_headers_of_the_deployment_replace_those_of_the_file_and_may_hold_expressions() -> None:
    web = FakeWebhook()
    skill = document(node("a", "#greet", actions=webhook(x=1)))
    headers = {"Authorization": "Basic dTpw", "X-Zone": "$timezone"}
    assistant(skill, web, webhook_url="https://other.test/", webhook_headers=headers).open().say("hello there")
    assert web.requests[0].url == "https://other.test/"
    assert web.requests[0].headers["Authorization"] == "Basic dTpw"
    assert web.requests[0].headers["X-Zone"] == "Europe/Berlin"
    assert "X-Key" not in web.requests[0].headers


def test_a_null_is_sent_as_null_or_left_out() -> None:
    for variant, body in (("null", {"here": "x", "missing": None}), ("omitted", {"here": "x"})):
        web = FakeWebhook()
        calling(web, Variants(null_parameters=variant), here="x", missing="$missing").say("hello there")  # type: ignore[arg-type]  # both are literals
        assert web.bodies == [body]


def test_a_nodes_own_context_is_set_before_or_after_the_call() -> None:
    for first, sent in ((True, "now"), (False, None)):
        web = FakeWebhook()
        calling(web, Variants(context_before_callout=first), {"when": "now"}, when="$when").say("hello there")
        assert web.bodies == [{"when": sent}]


def test_the_answer_is_stored_whole() -> None:
    talk = calling(FakeWebhook({"ok": False, "items": [1, {"a": None}]}), x=1)
    assert texts(talk.say("hello there")) == ["good"]
    assert talk.context["result"] == {"ok": False, "items": [1, {"a": None}]}


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (HttpResponse(500, {}, b'{"ok": true}'), "the webhook answered with status 500"),
        (HttpResponse(401, {}, b"{}"), "the webhook answered with status 401"),
        (HttpResponse(204, {}, b""), "the webhook answered with status 204"),
        (HttpResponse(200, {}, b"<html>"), "the webhook did not answer with a JSON object"),
        (HttpResponse(200, {}, b"[1]"), "the webhook did not answer with a JSON object"),
        (HttpResponse(200, {}, b'{"ok": true}', seconds=8.1), "no answer within 8 seconds"),
        (NoConnectionError("refused"), "the webhook cannot be reached: refused"),
    ],
)
def test_any_failure_is_null_and_an_error_that_the_dialog_can_see(answer: Any, message: str) -> None:
    talk = calling(FakeWebhook(answer), x=1)
    assert texts(talk.say("hello there")) == [f"failed: {message}"]
    assert "result" not in talk.context


def test_a_failure_replaces_an_earlier_answer_and_is_forgotten_in_the_next_turn() -> None:
    web = FakeWebhook()
    talk = calling(web, x=1)
    talk.say("hello there")
    web.answer = HttpResponse(500)
    talk.say("hello there")
    assert "result" not in talk.context
    web.answer = {"ok": True}
    assert texts(talk.say("hello there")) == ["good"]


def test_all_calls_of_one_turn_share_eight_seconds() -> None:
    slow = FakeWebhook(HttpResponse(200, {}, json.dumps({"ok": True}).encode(), seconds=5.0))
    skill = document(
        node(
            "a",
            "#greet",
            actions=webhook(x=1),
            next_step={"behavior": "jump_to", "selector": "body", "dialog_node": "b"},
        ),
        node("b", "false", actions=webhook(x=2)),
        node("b1", "$result", "good", type="response_condition", parent="b"),
        node(
            "b2",
            "true",
            "too late",
            type="response_condition",
            parent="b",
            next_step={"behavior": "jump_to", "selector": "body", "dialog_node": "c"},
        ),
        node("c", "false", actions=webhook(x=3)),
    )
    talk = assistant(skill, slow).open()
    assert texts(talk.say("hello there")) == ["too late"]
    assert slow.bodies == [{"x": 1}, {"x": 2}]  # for the third there was no time left
    slow.requests.clear()
    talk.say("hello there")
    assert len(slow.bodies) == 2  # a new turn has its own eight seconds


def test_the_result_may_be_put_into_an_object() -> None:
    action = {"name": "main_webhook", "type": "webhook", "parameters": {}, "result_variable": "$answers.first"}
    talk = assistant(document(node("a", "#greet", actions=[action])), FakeWebhook({"n": 1})).open()
    talk.say("hello there")
    assert talk.context["answers"] == {"first": {"n": 1}}
