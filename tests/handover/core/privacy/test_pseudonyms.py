"""Object names show no phone number and no session."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from handover.core.privacy.pseudonyms import pseudonym

KEY = "k" * 32


def test_a_pseudonym_never_changes() -> None:
    assert pseudonym(KEY, "number", "+493012345671") == "cndy532um2sgm4653vggze6b"


def test_another_key_kind_or_text_gives_another_pseudonym() -> None:
    names = [pseudonym(*it) for it in ((KEY, "a", "x"), (KEY, "a", "y"), (KEY, "b", "x"), ("other" + KEY, "a", "x"))]
    assert len(set(names)) == 4


@given(st.text())
def test_a_pseudonym_is_24_characters_of_an_object_name(text: str) -> None:
    assert re.fullmatch(r"[a-z2-7]{24}", pseudonym(KEY, "session", text))
