"""Rows as CSV, for spreadsheets.

Cells hold text from customers and bots, and a spreadsheet runs a cell that begins like a formula. So such a beginning gets
an apostrophe before it. The same applies inside a cell, after each character that a spreadsheet of another country takes
for the end of a cell. Phone numbers and secrets are hidden already: rows have none.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from handover.core.report.labels import Labels
from handover.core.report.row import Row

#: Excel reads a file as UTF-8 only if it begins with this.
BOM = "\ufeff"

#: A function's response holds 1 MB. So many bytes, counted as JSON may write them, leave room for the headers.
MOST_ROWS = 5000
MOST_BYTES = 950_000

#: The columns in their order. Their headings are texts.
COLUMNS = (
    *("id", "requested", "state", "refusal", "name", "number", "reason", "language", "channel", "agent"),
    *("answered", "connected", "over", "wait", "disposition", "follow_up", "callback"),
    *("refusals", "limits", "rating", "booked_for", "promise", "message"),
)

_UNSEEN = r"\s\"'\u00ad\u200b-\u200f\u2060\ufeff"
_FORMULA = re.compile(rf"(^|[;,\t\r\n])(?=[{_UNSEEN}]*[=+\-@＝＋－＠])|^(?=[\t\r\n])")


@dataclass(frozen=True)
class Style:
    """The format for the reader's spreadsheet: the `separator` of cells, the `headings`, a word for `yes`, and a function
    for the sentence under a table that was `cut`; it takes the number of rows shown and of all rows. `left_out` is the
    sentence under a table without some handovers, or `""`."""

    separator: str
    headings: Sequence[str]
    yes: str
    cut: Callable[[int, int], str]
    left_out: str = ""


def table(rows: Sequence[Row], labels: Labels, zone: tzinfo, style: Style) -> str:
    """Returns the rows as CSV with headings. Times are in that zone, with their offset. If rows were left out, the last line
    says so."""
    lines = [BOM + _line(style.headings, style)]
    room = MOST_BYTES - _bytes(lines[0])
    for shown, row in enumerate(rows):
        line = _line(_cells(row, labels, zone, style), style)
        room -= _bytes(line)
        if room < 0 or shown == MOST_ROWS:
            lines.append(_line([style.cut(shown, len(rows))], style))
            break
        lines.append(line)
    return "".join([*lines, _line([style.left_out], style) if style.left_out else ""])


def sheet(headings: Sequence[str], lines: Sequence[Sequence[str]], style: Style) -> str:
    """Returns a small table as CSV, with other headings than those of the style."""
    return BOM + "".join(_line(line, style) for line in (headings, *lines))


def defused(cell: str) -> str:
    """Returns the cell's text, changed so that no spreadsheet runs it as a formula."""
    return _FORMULA.sub(r"\1'", cell)


def _line(cells: Sequence[str], style: Style) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=style.separator).writerow([defused(cell) for cell in cells])
    return out.getvalue()


def _cells(row: Row, labels: Labels, zone: tzinfo, style: Style) -> list[str]:
    state, refusal, disposition = labels.of(row)
    return [
        row.id,
        _local(row.requested_at, zone),
        state,
        refusal,
        row.name,
        f"…{row.last2}" if row.last2 else "",
        row.reason,
        row.language,
        row.channel,
        row.agent_name or row.agent,
        _local(row.answered_at, zone),
        _local(row.connected_at, zone),
        _local(row.over_at, zone),
        "" if row.wait is None else str(max(0, round(row.wait))),
        disposition,
        row.follow_up,
        style.yes if row.callback else "",
        str(row.refusals or ""),
        ", ".join(labels.limit(word) for word in row.limits),
        str(row.rating or ""),
        _local(row.booked_for, zone),
        labels.promise(row.promise),
        str(row.message or ""),
    ]


def _local(at: str, zone: tzinfo) -> str:
    return datetime.fromisoformat(at).astimezone(zone).isoformat(timespec="seconds") if at else ""


def _bytes(line: str) -> int:
    return len(json.dumps(line))
