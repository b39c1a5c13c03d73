"""How values count, compare and print."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.watson.expressions import Entities, Group, Intent, Mention, plain, text_of, truth
from sandbox.watson.expressions.values import equal


@pytest.mark.parametrize(
    ("value", "counts"),
    [(None, False), (False, False), (0, False), (True, True), (3, True), ("x", True), ({}, True), ([], True)],
)
def test_null_false_and_zero_do_not_count_as_true(value: Any, counts: bool) -> None:
    assert truth(value) is counts


def test_whether_an_empty_text_is_true_is_for_the_caller_to_say() -> None:
    assert truth("") is False
    assert truth("", empty_text=True) is True


def test_a_number_equals_the_text_of_it_but_true_equals_only_true() -> None:
    assert equal(5, "5")
    assert equal(1, 1.0)
    assert not equal(True, 1)
    assert not equal(True, "true")
    assert not equal(None, "")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (2, "2"),
        ("ä", "ä"),
        (["ä", 1], '["ä",1]'),
        ({"a": None}, '{"a":null}'),
        (Intent("help", 0.9), "help"),
        (Entities([Mention("a", "x", "X", (0, 1)), Mention("a", "y", "Y", (2, 3))]), "x, y"),
    ],
)
def test_values_print_as_watson_prints_them(value: Any, text: str) -> None:
    assert text_of(value) == text


def test_a_mention_is_logged_with_its_groups_and_without_its_literal() -> None:
    mention = Mention("code", "code", "A-7", (3, 6), groups=(Group("A-7", (3, 6)), Group("A", (3, 4))))
    assert plain(mention) == {
        "entity": "code",
        "value": "code",
        "location": [3, 6],
        "confidence": 1.0,
        "groups": [{"group": "group_0", "location": [3, 6]}, {"group": "group_1", "location": [3, 4]}],
    }
