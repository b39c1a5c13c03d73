"""Plain characters for what is typed, copied and dictated."""

from __future__ import annotations

import pytest

from handover.core.phone_numbers.characters import plain


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("030–23125123", "030-23125123"),
        ("030\u00a023125123", "030 23125123"),
        ("030\u2028+49 152", "030\n+49 152"),  # a line separator ends a line
        ("030\u2029+49 152", "030\n+49 152"),
        ("０３０", "030"),
        ("79’123’45’67", "79'123'45'67"),
        ("{415} 555`0132", "(415) 555'0132"),
        ("4930.0", "4930"),
        ("O30", "O30"),
    ],
)
def test_a_character_is_read_as_its_plain_form(typed: str, read: str) -> None:
    assert plain(typed) == read
