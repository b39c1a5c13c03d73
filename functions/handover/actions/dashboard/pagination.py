"""Lists in pages: the page number in the address, and the rows of that page."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from handover.actions.dashboard.page_request import PageRequest
from handover.core.report.row import Row
from handover.web import whole_number

#: Characters of a typed text that are repeated in a sentence.
_MOST_REPEATED = 40


@dataclass(frozen=True)
class RowPage:
    """One page of a list: its rows, its number from 1, and how many pages there are."""

    rows: Sequence[Row]
    number: int
    count: int


def paginate(page: PageRequest, rows: Sequence[Row], size: int) -> RowPage:
    """Returns the page of rows that the address names; the last one if it is beyond the end."""
    count = pages_of(len(rows), size)
    number = page_number(page, count)
    return RowPage(rows[(number - 1) * size : number * size], number, count)


def pages_of(rows: int, size: int) -> int:
    """Returns how many pages that many rows have: at least one."""
    return max(1, ceil(rows / size))


def page_number(page: PageRequest, count: int) -> int:
    """Returns the number in the address, from 1 to `count`: the nearest one if it is out of range, 1 if it is no number."""
    return min(max(whole_number(page.query.get("page", "")) or 1, 1), count)


#: Control characters, and those that only change how others are shown.
_UNSEEN = ("Cc", "Cf", "Cs")


def shortened(typed: str) -> str:
    """Returns the beginning of a typed text, to repeat in a sentence: without characters that nobody sees, as some of them
    turn the direction of the words after them."""
    typed = "".join(sign for sign in typed if unicodedata.category(sign) not in _UNSEEN)
    return typed if len(typed) <= _MOST_REPEATED else f"{typed[:_MOST_REPEATED]}…"
