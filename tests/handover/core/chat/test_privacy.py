"""Object names and logs let nobody read a phone number or follow a chat."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.core.chat.privacy import masked, pseudonym

KEY = "k" * 32


def test_a_pseudonym_never_changes_or_nothing_would_be_found_again() -> None:
    assert pseudonym(KEY, "number", "+493012345671") == "cndy532um2sgm4653vggze6b"


def test_key_kind_and_text_each_tell_pseudonyms_apart() -> None:
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
