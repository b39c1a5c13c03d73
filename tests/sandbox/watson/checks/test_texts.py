"""Tabs and line breaks: not in names, examples and conditions; answers may have them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.watson.checks.skill_parts import notices
from tests.sandbox.watson.small_skills import chat, document, node, texts


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (document(node("a", "#greet\t&& true")), "Node 'a': conditions '#greet\\t&& true' has a tab or a line break."),
        (document(description="a\r"), "The skill: description 'a\\r' has"),
        (document(intents=[{"intent": "i", "examples": [{"text": "a\nb"}]}]), "Intent 'i', examples: text 'a\\nb' has"),
    ],
)
def test_a_tab_or_line_break_is_noticed_with_its_place(content: Any, sentence: str) -> None:
    assert sentence in "\n".join(notices(content))


def test_an_answer_may_have_line_breaks() -> None:
    assert notices(document(node("a", "#greet", "one\ntwo"))) == ()
    assert texts(chat(node("a", "#greet", "one\ntwo")).say("hello there")) == ["one\ntwo"]
