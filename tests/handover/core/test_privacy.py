"""Object names and logs show no phone number and no session."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.core.privacy import masked, pseudonym, without_number

KEY = "k" * 32


def test_a_pseudonym_never_changes() -> None:
    assert pseudonym(KEY, "number", "+493012345671") == "cndy532um2sgm4653vggze6b"


def test_another_key_kind_or_text_gives_another_pseudonym() -> None:
    names = [pseudonym(*it) for it in ((KEY, "a", "x"), (KEY, "a", "y"), (KEY, "b", "x"), ("other" + KEY, "a", "x"))]
    assert len(set(names)) == 4


@given(st.text())
def test_a_pseudonym_is_24_characters_of_an_object_name(text: str) -> None:
    assert re.fullmatch(r"[a-z2-7]{24}", pseudonym(KEY, "session", text))


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+493012345671", "…71"), ("+49 30 123456-7 1", "…71"), ("12345", "…45"), ("1234", "…"), ("112", "…"), ("", "…")],
)
def test_a_number_is_shown_as_its_last_two_digits(number: str, shown: str) -> None:
    assert masked(number) == shown


@pytest.mark.parametrize(
    "written",
    [
        "+493012345671",
        "+49 30 12345671",
        "030 12345671",
        "030/123 456-71",
        "+49 (0)30 1234.5671",
        "0049 30 12345671",
        "12345671",
        "+49\u00a030\u00a012345671",
    ],
)
def test_a_number_is_masked_however_it_is_written(written: str) -> None:
    assert without_number(f"We call {written} now.", "+493012345671") == "We call …71 now."


@pytest.mark.parametrize(
    "text",
    ["KA-AB 123", "+49 30 12345672", "on 23.11.2026 at 10", "policy 4711-0815", "", "71", "345671"],
)
def test_other_numbers_stay_as_they_are(text: str) -> None:
    assert without_number(text, "+493012345671") == text


def test_without_a_number_nothing_is_masked() -> None:
    assert without_number("call 030 12345671", "") == "call 030 12345671"
    assert without_number("call 112 or 030 12345671", "112") == "call 112 or 030 12345671"


@given(st.text(max_size=200))
def test_any_text_can_be_masked(text: str) -> None:
    assert "12345671" not in without_number(f"{text} 12345671", "+493012345671")
