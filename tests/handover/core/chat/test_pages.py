"""A long chat comes in pages: the newest page first, each from old to new, without gaps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.core.chat.pages import MOST_BYTES, MOST_LINES, mark, pages, since
from handover.core.chat.transcript import ChatLine


def chat(*texts: str) -> list[ChatLine]:
    return [ChatLine("customer" if n % 2 else "bot", text) for n, text in enumerate(texts)]


LONG = chat(*[f"line {n}" for n in range(250)])


def test_the_newest_lines_are_on_the_first_page_from_old_to_new() -> None:
    first, second, third = pages(LONG)
    assert (first, second, third) == (LONG[150:], LONG[50:150], LONG[:50])


@given(st.lists(st.text(max_size=60), max_size=40), st.integers(1, 7), st.integers(1, 80))
def test_every_line_is_on_one_page_and_no_page_is_too_long(texts: list[str], lines: int, size: int) -> None:
    found = pages(chat(*texts), lines, size)
    assert [line for page in reversed(found) for line in page] == chat(*texts)
    for page in found:
        assert len(page) <= lines
        assert len(page) == 1 or sum(len(line.text.encode()) for line in page) <= size


def test_a_chat_without_a_line_has_one_empty_page() -> None:
    assert pages([]) == [[]]


def test_a_page_of_long_lines_is_short() -> None:
    assert [len(page) for page in pages(chat(*["ä" * 4096] * 10))] == [4, 4, 2]
    assert 4 * 2 * 4096 <= MOST_BYTES < 5 * 2 * 4096
    assert len(pages(chat(*["x"] * MOST_LINES))) == 1


def test_lines_after_the_known_ones_are_new() -> None:
    known = LONG[:10]
    assert since(LONG, 10, mark(known)) == LONG[10:]
    assert since(LONG, 250, mark(LONG)) == []


def test_a_line_that_got_its_time_by_being_logged_is_the_same_line() -> None:
    logged = [ChatLine("bot", " line  0 ", "2026-11-23T09:00:00.000Z"), *LONG[1:]]
    assert since(logged, 10, mark(LONG[:10])) == LONG[10:]


@pytest.mark.parametrize("known", [0, 9, 11, 251, -1])
def test_a_chat_that_changed_before_its_end_has_no_new_lines(known: int) -> None:
    assert since(LONG, known, mark(LONG[:10])) is None
