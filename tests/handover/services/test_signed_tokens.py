"""What is sealed comes back as it was, for its purpose, from us alone."""

from __future__ import annotations

from typing import Any

import pytest

from handover.services.signed_tokens import sign, verify
from tests.handover.rig import settings

OLD, NEW = "the-dashboard-secret-before-rotation", "the-dashboard-secret-after-rotation!"
BEFORE, AFTER = settings(DASHBOARD_SECRET=OLD), settings(DASHBOARD_SECRET=NEW, DASHBOARD_SECRET_PREVIOUS=OLD)


@pytest.mark.parametrize("value", [{"s": "x", "agent": "anna"}, "text", 7, [], None, {"h": "20261123-abc-1", "a": 2}])
def test_a_value_comes_back(value: Any) -> None:
    assert verify(BEFORE, "visitor", sign(BEFORE, "visitor", value)) == value


def test_a_seal_is_for_one_purpose() -> None:
    assert verify(BEFORE, "visitor", sign(BEFORE, "link", {"agent": "anna"})) is None
    assert verify(BEFORE, "form", sign(BEFORE, "visitor", "x")) is None


@pytest.mark.parametrize("place", [0, 5, -2, -10])
def test_a_changed_letter_breaks_the_seal(place: int) -> None:
    text = sign(BEFORE, "visitor", {"s": "x", "agent": "anna"})
    at = place % len(text)
    changed = text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
    assert verify(BEFORE, "visitor", changed) is None


@pytest.mark.parametrize("text", ["", ".", "a.b", "x" * 1001, "é.ü", "\x00", "null.", '{"agent":"anna"}'])
def test_what_we_never_sealed_is_nothing(text: str) -> None:
    assert verify(BEFORE, "visitor", text) is None


def test_while_the_secret_is_rotated_old_seals_hold_and_new_ones_are_made_with_the_new() -> None:
    old, new = sign(BEFORE, "visitor", "x"), sign(AFTER, "visitor", "x")
    assert verify(AFTER, "visitor", old) == "x"
    assert verify(BEFORE, "visitor", new) is None
    assert verify(settings(DASHBOARD_SECRET=NEW), "visitor", new) == "x"
    assert verify(settings(DASHBOARD_SECRET=NEW), "visitor", old) is None, "the rotation is over"
