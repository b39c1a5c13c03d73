"""The outputs of nodes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.watson.checks.skill_parts import notices, option, text
from tests.sandbox.watson.small_skills import document, node


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ({"generic": {"a": 1}}, "output.generic should be a list of objects"),
        (text(*[{"response_type": "pause", "time": 1}] * 6), "it has 6 response elements; 5 are allowed"),
        (text({"response_type": "search_skill"}), "does not know the response type 'search_skill'"),
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
def test_what_is_unusual_in_an_output_is_noticed(output: dict[str, Any], sentence: str) -> None:
    assert sentence in "\n".join(notices(document(node("a", "#greet", output=output))))
