"""No tabs or line breaks in texts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.watson.checks.skill_parts import problems
from tests.sandbox.watson.small_skills import document, node


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
def test_a_tab_or_line_break_is_refused_with_the_path_to_it(content: Any, sentence: str) -> None:
    assert sentence in "\n".join(problems(content))
