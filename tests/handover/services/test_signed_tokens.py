"""A signed value comes back as it was, for its purpose, if we signed it."""

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


def test_a_signature_is_for_one_purpose() -> None:
    assert verify(BEFORE, "visitor", sign(BEFORE, "link", {"agent": "anna"})) is None
    assert verify(BEFORE, "form", sign(BEFORE, "visitor", "x")) is None


@pytest.mark.parametrize("place", [0, 5, -2, -10])
def test_a_changed_letter_breaks_the_signature(place: int) -> None:
    text = sign(BEFORE, "visitor", {"s": "x", "agent": "anna"})
    at = place % len(text)
    changed = text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
    assert verify(BEFORE, "visitor", changed) is None


@pytest.mark.parametrize("text", ["", ".", "a.b", "x" * 1001, "é.ü", "\x00", "null.", '{"agent":"anna"}'])
def test_text_that_we_did_not_sign_is_refused(text: str) -> None:
    assert verify(BEFORE, "visitor", text) is None


def test_during_a_rotation_old_signatures_are_valid_and_new_ones_use_the_new_secret() -> None:
    old, new = sign(BEFORE, "visitor", "x"), sign(AFTER, "visitor", "x")
    assert verify(AFTER, "visitor", old) == "x"
    assert verify(BEFORE, "visitor", new) is None
    assert verify(settings(DASHBOARD_SECRET=NEW), "visitor", new) == "x"
    assert verify(settings(DASHBOARD_SECRET=NEW), "visitor", old) is None, "the rotation is over"


def test_what_chats_get_is_signed_with_the_webhooks_secret() -> None:
    before, after = (
        settings(WEBHOOK_SECRET="a" * 40),
        settings(WEBHOOK_SECRET="b" * 40, WEBHOOK_SECRET_PREVIOUS="a" * 40),
    )
    old = sign(before, "session", ["chat", 1, 2])
    assert verify(after, "session", old) == ["chat", 1, 2]
    assert verify(settings(WEBHOOK_SECRET="b" * 40, WEBHOOK_SECRET_PREVIOUS=""), "session", old) is None
    assert verify(settings(DASHBOARD_SECRET="a" * 40), "session", old) is None
