"""Expressions in conditions and texts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.watson.checks.skill_parts import notices
from tests.sandbox.watson.small_skills import document, node, webhook


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
def test_an_expression_that_means_nothing_is_noticed(content: Any, sentence: str) -> None:
    assert sentence in "\n".join(notices(content))
