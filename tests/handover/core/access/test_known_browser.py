"""A browser is known for a number for a while after it was proven there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from handover.core.access.known_browser import LASTS, MOST, is_known, with_mark
from tests.handover.rig import MONDAY


def test_a_browser_is_known_for_the_number_that_was_proven_in_it() -> None:
    marks = with_mark(None, "anna", MONDAY)
    assert is_known(marks, "anna", MONDAY)
    assert not is_known(marks, "ben", MONDAY)


def test_it_is_known_for_half_a_year_after_the_last_proof() -> None:
    marks = with_mark(None, "anna", MONDAY)
    assert is_known(marks, "anna", MONDAY + LASTS - timedelta(days=1))
    assert not is_known(marks, "anna", MONDAY + LASTS)
    later = with_mark(marks, "anna", MONDAY + LASTS)
    assert is_known(later, "anna", MONDAY + LASTS)


def test_it_is_known_for_the_latest_few_numbers() -> None:
    marks: dict[str, str] = {}
    for n in range(MOST + 1):
        marks = with_mark(marks, f"agent-{n}", MONDAY)
    assert [is_known(marks, f"agent-{n}", MONDAY) for n in range(MOST + 1)] == [False] + [True] * MOST
    again = with_mark(with_mark(marks, "agent-1", MONDAY), "new", MONDAY)
    assert is_known(again, "agent-1", MONDAY), "a number that is proven again is the latest"


@pytest.mark.parametrize("marks", [None, "", {}, [], {"anna": None}, {"anna": 1}])
def test_a_cookie_without_marks_is_known_for_nothing(marks: Any) -> None:
    assert not is_known(marks, "anna", MONDAY)
