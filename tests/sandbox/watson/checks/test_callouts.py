"""The webhook and the nodes that call it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.watson.checks.skill_parts import notices
from tests.sandbox.watson.small_skills import document, node, webhook

ACTION = webhook(x=1)[0]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            document(webhooks=[{"url": "https://a.test", "name": "other"}]),
            "at most one webhook, and its name is 'main_webhook'",
        ),
        (document(node("a", actions=webhook()), webhooks=[]), "it calls the webhook, but the skill defines none"),
        (
            document(node("a", actions=webhook()), webhooks=[{"url": "", "name": "main_webhook", "headers": []}]),
            "defines none",
        ),
        (document(node("a", actions=[ACTION, ACTION])), "it has more than one action"),
        (document(node("a", actions=[{**ACTION, "type": "client"}])), "does not run actions of the type 'client'"),
        (document(node("a", actions=[{**ACTION, "type": "cloud_function"}])), "of the type 'cloud_function'"),
        (document(node("a", actions=[{**ACTION, "name": "mine"}])), "should be 'main_webhook'"),
        (
            document(node("a", actions=[{**ACTION, "result_variable": "a[0]"}])),
            "the result variable 'a[0]' is not valid",
        ),
        (document(node("a", actions=[{**ACTION, "result_variable": "a" * 65}])), "is not valid"),
        (
            document(node("a"), node("r", type="response_condition", parent="a", actions=webhook())),
            "a response_condition should not call the webhook",
        ),
    ],
)
def test_a_callout_that_cannot_be_made_is_noticed(content: Any, sentence: str) -> None:
    assert sentence in "\n".join(notices(content))
