"""No Python exception leaves an evaluation: what has no value is null and one line, as at Watson."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.watson.expressions import evaluate, expand, plain, text_of, truth
from sandbox.watson.expressions.java import _NEW, _STATIC
from sandbox.watson.expressions.members import _KNOWN
from tests.sandbox.watson.expressions.world import scope

BROKEN = [
    "#help &&",
    "wellcome",
    "$list.frobnicate()",
    "weather('Berlin')",
    "T(java.lang.System).exit(1)",
    "new java.io.File('x')",
    "T(String)",
    "1 / 0",
    "5000000000",
    "'('.find('(')",
    "'a'.find('(?<!a)b')",
    "'a' * 2147483647",
    "$deepest",
    "'a'.repeat(999999999)",
    "T(String).format('%999999999d', 1)",
    "'2026-11-22'.plusYears(99999)",
    "'2026-11-22'.plusDays(9223372036854775807L)",
    "new Date(9223372036854775807L).toString()",
    "now('../../etc/passwd')",
    "(" * 500 + "1" + ")" * 499,
    "!" * 3000 + "true",
    "-" * 3000 + "1",
    "$name" + ".toJson()" * 600,
    "",
    "?>",
    "\x00",
]


def _nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_expression_is_null_and_one_line(text: str) -> None:
    here = scope(context={"list": ["a"], "name": "Ada", "deepest": _nested(5000)})
    assert evaluate(text, here, convert=plain) is None
    assert len(here.problems) == 1
    assert "it failed with" not in here.problems[0]


def test_a_broken_expression_in_a_text_shows_nothing() -> None:
    here = scope()
    assert expand("so: <? $list.frobnicate() ?>. <? #help && ?>.", here) == "so: . ."
    assert len(here.problems) == 2


def test_an_unknown_method_matters_only_where_it_is_reached() -> None:
    here = scope()
    assert evaluate("#help || $list.frobnicate()", here) is True
    assert evaluate("!#help && wellcome", here) is False
    assert here.problems == []


def test_a_pattern_that_would_never_end_ends() -> None:
    assert evaluate("$long.find('(a+)+$')", scope(context={"long": "a" * 5000 + "b"})) is False


def test_a_list_that_holds_itself_can_be_stored() -> None:
    here = scope()
    evaluate("$list.append($list)", here)
    evaluate("$result.add('me', $result)", here)
    evaluate("context.all = context", here)
    assert plain(here.context)["list"] == ["a", "b", ["a", "b"]]


NAMES = sorted(_KNOWN)
STATIC = [f"T({kind}).{name}" for kind, name in _STATIC]
LITERALS = st.one_of(
    st.integers(-(2**70), 2**70).map(lambda n: f"{n}L" if n >= 0 else f"({n}L)".replace("(-", "-(")),
    st.integers(0, 2**31 - 1).map(str),
    st.floats(0, 1e300).map(str),
    st.text(alphabet="ab01-:%.( )[*+\\{é'", max_size=12).map(lambda text: "'" + text.replace("'", "''") + "'"),
    st.sampled_from(
        ["'2026-11-22'", "'10:00:00'", "'%d'", "'yyyy'", "true", "null", "#help", "@city", "@none", "$list"]
    ),
    st.sampled_from(
        ["$result", "$name", "$count", "$deep", "context", "entities", "intents", "input.text", "now()", "#this"]
    ),
    st.sampled_from([f"new {name}()" for name in _NEW]),
)


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    arguments = st.lists(inner, max_size=3).map(", ".join)
    signs = st.sampled_from(["+", "-", "*", "/", "%", "^", "==", "!=", "<", ">", "&&", "||", "?:", "matches"])
    return st.one_of(
        st.tuples(inner, signs, inner).map(lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"),
        st.tuples(inner, st.sampled_from(NAMES), arguments).map(lambda parts: f"({parts[0]}).{parts[1]}({parts[2]})"),
        st.tuples(st.sampled_from(STATIC), arguments).map(lambda parts: f"{parts[0]}({parts[1]})"),
        st.tuples(inner, st.sampled_from(["size", "x", "value", "label"])).map(
            lambda parts: f"({parts[0]}).{parts[1]}"
        ),
        st.tuples(inner, inner).map(lambda parts: f"({parts[0]})[{parts[1]}]"),
        st.tuples(inner, st.sampled_from(["![", "?[", "^["]), inner).map(
            lambda parts: f"({parts[0]}).{parts[1]}{parts[2]}]"
        ),
        st.tuples(inner, inner, inner).map(lambda parts: f"({parts[0]} ? {parts[1]} : {parts[2]})"),
        st.tuples(st.sampled_from(["$new", "context.x", "$list[0]"]), inner).map(" = ".join),
    )


EXPRESSIONS = st.recursive(LITERALS, _grown, max_leaves=8)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**400), 2**400) | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)


def test_a_list_that_doubles_every_turn_stays_small() -> None:
    here = scope()
    for _ in range(25):
        evaluate("$list.append($list)", here)
    assert len(text_of(here.context["list"])) < 1_000_000
    assert here.problems


def _survives(text: str, one: Any, other: Any) -> None:
    here = scope(context={"list": [one, "a"], "result": {"x": other}, "name": one, "count": 3, "deep": other})
    value = evaluate(text, here)
    truth(value)
    text_of(value)
    plain(value)
    assert not [problem for problem in here.problems if "it failed with" in problem]


@settings(max_examples=50, deadline=None)
@given(EXPRESSIONS, JSON, JSON)
def test_whatever_the_expression_and_the_context(text: str, one: Any, other: Any) -> None:
    _survives(text, one, other)


@pytest.mark.slow
@settings(max_examples=800, deadline=None)
@given(EXPRESSIONS, JSON, JSON)
def test_whatever_many_expressions_and_contexts(text: str, one: Any, other: Any) -> None:
    _survives(text, one, other)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_whatever_the_text(text: str) -> None:
    here = scope()
    evaluate(text, here)
    expand(text, here)
    assert not [problem for problem in here.problems if "it failed with" in problem]
