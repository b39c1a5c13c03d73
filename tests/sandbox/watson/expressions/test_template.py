"""Texts with expressions in them (IBM's page expression-language)."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.watson.expressions import expand
from tests.sandbox.watson.expressions.world import scope


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("plain", "plain"),
        ("Hello $name.", "Hello Ada."),
        ("Hello $name, you have $count.", "Hello Ada, you have 3."),
        ("$result.items[0].label!", "first!"),
        ("in @city or @city.literal", "in Boston or boston"),
        ("<? $count + 1 ?> and <? $name.toUpperCase() ?>", "4 and ADA"),
        ("nobody: $missing|", "nobody: |"),
        ("$(odd-name)", "odd"),
        (r"costs \$5, \#1, mail\@example.org", "costs $5, #1, mail@example.org"),
        ("costs $5 for a@example.org", "costs $5 for a@example.org"),
        (r"costs $$count, \$$count, €$count; US$count", "costs $3, $3, €3; US$count"),
        ("$list and text", '["a","b"] and text'),
    ],
)
def test_a_text_is_filled_in(text: str, value: str) -> None:
    assert expand(text, scope()) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$count", 3),
        ("<? $count ?>", 3),
        ("<? $count > 2 ?>", True),
        ("$list", ["a", "b"]),
        ("$missing", None),
        ("@city.literal", "boston"),
        ("@city:(New York)", True),
        ("@city:Rome", False),
        ("@city: yes", "Boston: yes"),
        ("$count ", "3 "),
    ],
)
def test_a_text_that_is_one_expression_keeps_its_type(text: str, value: Any) -> None:
    assert expand(text, scope()) == value


def test_objects_and_lists_are_filled_in_however_deep() -> None:
    assert expand({"a": ["$count", {"b": "$name!"}], "c": 1}, scope()) == {"a": [3, {"b": "Ada!"}], "c": 1}


def test_what_is_stored_is_a_copy() -> None:
    here = scope()
    copy = expand("$list", here)
    here.context["list"].append("later")
    assert copy == ["a", "b"]


def test_an_expression_that_fails_shows_nothing_and_is_noted() -> None:
    here = scope()
    assert expand("so: <? $missing.name ?>.", here) == "so: ."
    assert here.problems == ["<? $missing.name ?>: null has no property 'name'"]


def test_what_a_customer_wrote_is_not_expanded_again() -> None:
    assert expand("you said $said", scope(context={"said": "$name <? 1 + 1 ?>"})) == "you said $name <? 1 + 1 ?>"
