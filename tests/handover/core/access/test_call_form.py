"""A form of the button: how long it is good, and what is read of a signed record."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handover.core.access.call_form import VALID_FOR, CallForm, mark_of, read_form

MADE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FORM = CallForm("f1", MADE, "https://www.example.com", "de", "mark", "target")


def test_it_is_read_as_it_was_signed() -> None:
    assert read_form(FORM.as_record()) == FORM


@pytest.mark.parametrize("record", [None, "", 7, {}, [], ["f1", 1], [None, 1, *"oldm"], ["f", "x", *"oldm"]])
def test_another_record_is_no_form(record: Any) -> None:
    assert read_form(record) is None


@pytest.mark.parametrize(
    ("after", "valid"),
    [
        (timedelta(0), True),
        (VALID_FOR - timedelta(seconds=1), True),
        (VALID_FOR, False),
        (timedelta(minutes=-2), False),
    ],
)
def test_it_is_good_for_half_an_hour(after: timedelta, valid: bool) -> None:
    assert FORM.is_valid_at(MADE + after) is valid


def test_other_words_have_another_mark() -> None:
    assert len({mark_of("a", "b"), mark_of("a", "c"), mark_of("ab", "")}) == 3
