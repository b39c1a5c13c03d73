"""The digit that a phone call asks for is derived, and each handover has its own."""

from __future__ import annotations

from collections import Counter

from handover.core.call.proof import digit_for, digit_of, is_right

KEY = "a-hash-key-that-is-32-bytes-or-longer"


def test_a_handover_has_one_digit() -> None:
    assert digit_for(KEY, "20261123-a-1") == digit_for(KEY, "20261123-a-1")
    ids = [f"20261123-a-{n}" for n in range(20)]
    assert [digit_for(KEY, each) for each in ids] != [
        digit_for("another-key-of-32-bytes-or-longer", each) for each in ids
    ]


def test_all_digits_occur_about_as_often() -> None:
    found = Counter(digit_for(KEY, f"20261123-chat-{n}") for n in range(2000))
    assert sorted(found) == list("0123456789")
    assert all(120 < count < 280 for count in found.values())


def test_a_retry_asks_for_the_digit_that_the_chat_showed() -> None:
    first, retry = "20261123-a-1", "20261123-a-2"
    assert digit_of(KEY, retry, {"digit_of": first}) == digit_for(KEY, first)
    assert digit_of(KEY, retry, {}) == digit_of(KEY, retry, {"digit_of": None}) == digit_for(KEY, retry)


def test_only_the_digit_itself_is_right() -> None:
    assert is_right("7", "7")
    assert not any(is_right(pressed, "7") for pressed in ("", "8", "77", "#", "*", "７", "7 "))
