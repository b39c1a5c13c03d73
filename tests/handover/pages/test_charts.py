"""Each chart has a sentence with the same facts, and bars as long as their values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from handover.core.call.state import State
from handover.core.report.labels import Labels
from handover.core.report.row import Row
from handover.core.report.statistics import figures
from handover.pages.charts import Chart, charts
from handover.pages.times import Times
from tests.handover.core.report.lived import row

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 11, 23)
STATIC = Path(__file__).parents[3] / "functions/handover/pages/static"
TEMPLATE = STATIC.parent / "templates/charts.html"


def made(rows: Sequence[Row], days: int = 1, language: str = "en") -> dict[str, Chart]:
    """Returns the charts by id, of the days up to Monday."""
    shown = [MONDAY - timedelta(days=n) for n in reversed(range(days))]
    found = figures(rows, BERLIN, shown)
    return {chart.id: chart for chart in charts(found, Labels(language), Times(BERLIN, language))}


def read(chart: Chart) -> list[tuple[str, ...]]:
    return [(label, *(cell.text for cell in cells)) for label, cells in chart.lines]


def test_the_hours_from_the_first_busy_one_to_the_last_are_drawn() -> None:
    rows = [row(at=f"2026-11-23T{hour:02}:30:00+00:00") for hour in (6, 6, 9, 16)]
    chart = made(rows)["hours"]
    assert [label for label, _ in chart.lines] == [str(hour) for hour in range(7, 18)]
    assert [cells[0].size for label, cells in chart.lines if label in ("7", "8", "10")] == [1.0, 0.0, 0.5]
    assert chart.sentence == "Most asked between 7:00 and 8:00: 2 of 4."


@pytest.mark.parametrize(("hour", "first"), [(0, 0), (12, 9), (23, 16)])
def test_one_busy_hour_is_drawn_among_others(hour: int, first: int) -> None:
    times = (f"2026-11-22T{(hour - 1) % 24:02}:00:00+00:00",)
    labels = [label for label, _ in made([row(at=at) for at in times], 2)["hours"].lines]
    assert labels == [str(shown) for shown in range(first, first + 8)]


def test_the_last_hour_of_a_day_ends_at_midnight() -> None:
    assert "between 23:00 and 0:00" in made([row(at="2026-11-23T22:30:00+00:00")])["hours"].sentence


def test_the_answered_share_of_several_days_is_drawn_by_day() -> None:
    rows = [row(), row(State.BUSY), row(State.BUSY, "2026-11-22T09:00:00+00:00"), row(State.REFUSED, refusal="closed")]
    chart = made(rows, days=3)["answered"]
    assert read(chart) == [
        ("Sat 21 Nov", "nobody called"),
        ("Sun 22 Nov", "0% (0 of 1)"),
        ("Mon 23 Nov", "50% (1 of 2)"),
    ]
    assert [cells[0].size for _, cells in chart.lines] == [0, 0, 0.5]
    assert chart.sentence == "1 of 3 called customers talked to an agent: 33%."


def test_one_day_has_a_sentence_and_no_bars() -> None:
    made_of_one = made([row(), row(State.BUSY)])
    assert (made_of_one["answered"].lines, made_of_one["waits"].lines) == ([], [])


def test_waits_are_drawn_against_the_longest_day() -> None:
    rows = [row(wait=30), row(wait=90), row(at="2026-11-22T09:00:00+00:00", wait=45)]
    chart = made(rows, days=3)["waits"]
    assert read(chart) == [
        ("Sat 21 Nov", "none", "none"),
        ("Sun 22 Nov", "45\u00a0s", "45\u00a0s"),
        ("Mon 23 Nov", "1\u00a0min\u00a000\u00a0s", "1\u00a0min\u00a030\u00a0s"),
    ]
    assert [cell.size for cell in chart.lines[2][1]] == [pytest.approx(2 / 3), 1.0]


def test_the_sentence_gives_the_number_of_few_conversations() -> None:
    assert "the longest wait was 30\u00a0s. Conversations counted: only 9." in made([row()] * 9)["waits"].sentence
    assert made([row()] * 10)["waits"].sentence.endswith(
        "half waited 30\u00a0s or less, and 9 in 10 waited 30\u00a0s or less."
    )


def test_waits_of_no_time_at_all_have_no_length() -> None:
    chart = made([row(wait=0)], days=2)["waits"]
    assert [cell.size for cell in chart.lines[1][1]] == [0, 0]


def test_causes_are_named_the_most_frequent_first() -> None:
    rows = [*([row(State.REFUSED, refusal="closed")] * 4), row(State.NO_ANSWER), row("teleported")]
    chart = made(rows)["causes"]
    assert read(chart) == [("Refused: outside opening hours", "4"), ("Not picked up", "1"), ("teleported", "1")]
    assert [cells[0].size for _, cells in chart.lines] == [1.0, 0.25, 0.25]
    assert chart.sentence == "The most frequent cause: Refused: outside opening hours, 4 of 6."


def test_without_calls_or_failures_the_sentence_says_so() -> None:
    refused = made([row(State.REFUSED, refusal="closed")], days=2)
    assert (refused["answered"].sentence, refused["waits"].sentence) == (
        "Nobody was called.",
        "Nobody talked to an agent.",
    )
    assert refused["waits"].lines == []
    talked = made([row()])
    assert (talked["causes"].sentence, talked["causes"].lines) == ("No handover failed.", ())


def test_german_charts_speak_german() -> None:
    chart = made([row(), row(State.BUSY)], days=2, language="de")["answered"]
    assert read(chart)[1] == ("Mo 23.11.", "50 % (1 von 2)")
    assert chart.sentence == "Zum Gespräch kam es bei 1 von 2 Angerufenen: 50 %."


def test_every_line_has_a_cell_for_every_heading() -> None:
    for chart in made([row(), row(State.BUSY)], days=2).values():
        assert {len(line) for line in read(chart)} == {len(chart.heads)}


def test_every_class_that_the_template_uses_is_in_the_chart_library() -> None:
    used = re.findall(r'class="charts-css ([^"{]*)(?:{{[^}]*}})?([^"]*)"', TEMPLATE.read_text(encoding="utf-8"))
    picked = (STATIC / "charts-css.min.css").read_text(encoding="utf-8")
    names = {name for before, after in used for name in (before + after).split()}
    assert {"bar", "column", "show-labels"} <= names
    for name in {*names, "multiple"}:
        assert re.search(rf"\.{name}[ .:,{{]", picked), name
    assert "MIT" in (STATIC / "licenses/charts-css.txt").read_text(encoding="utf-8")
