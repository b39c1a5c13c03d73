"""Intents by example."""

from __future__ import annotations

import pytest

from sandbox.watson.understanding import IntentMatcher

MATCHER = IntentMatcher(
    {
        "call": ["please call me", "call me", "I want to talk to a person"],
        "status": ["where is my call", "call"],
        "cancel": ["cancel the call", "don't call me"],
    }
)


def best(text: str) -> tuple[str, float] | None:
    found = MATCHER.match(text)
    return (found[0].intent, found[0].confidence) if found else None


@pytest.mark.parametrize("text", ["Please call me!", "please  CALL me", "please, call me..."])
def test_an_example_is_recognised_for_certain_however_it_is_written(text: str) -> None:
    assert best(text) == ("call", 1.0)


def test_an_apostrophe_makes_no_difference() -> None:
    assert best("dont call me") == best("don’t call me") == ("cancel", 1.0)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("pleas call me", "call"),
        ("I want to talk to a real person", "call"),
        ("hello, where is my call please?", "status"),
        ("sorry, please cancel the call", "cancel"),
    ],
)
def test_what_resembles_an_example_or_holds_it_is_recognised_with_less_confidence(text: str, intent: str) -> None:
    found = best(text)
    assert found is not None
    assert found[0] == intent
    assert 0.7 <= found[1] < 1


@pytest.mark.parametrize("text", ["", "  ", "!?", "my roof is leaking", "KA-AB 123"])
def test_anything_else_is_about_nothing(text: str) -> None:
    assert best(text) is None


def test_of_two_phrases_in_one_input_the_longer_one_counts() -> None:
    found = best("now don't call me any more")
    assert found is not None
    assert found[0] == "cancel"
