"""What addresses of lists ask for, read the same in each: which page, and what to say back of what somebody typed."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from handover.actions.dashboard.page_request import Visit
from handover.core.report.row import Row

#: Of what somebody typed, so much is said back in a sentence.
_QUOTED = 40


def page_of(visit: Visit, rows: Sequence[Row], size: int) -> tuple[Sequence[Row], int, int]:
    """The rows of the page that was asked for, its number, and how many there are; the last page when it is beyond."""
    pages = max(1, ceil(len(rows) / size))
    page = min(_whole(visit.query.get("page", "")), pages)
    return rows[(page - 1) * size : page * size], page, pages


def quoted(typed: str) -> str:
    """What somebody typed, in short."""
    return typed if len(typed) <= _QUOTED else f"{typed[:_QUOTED]}…"


def _whole(text: str) -> int:
    """A page's number; 1 for what is none."""
    return max(1, int(text)) if text.isdecimal() and len(text) < 6 else 1
