"""The page renders: Markdown with its plots beside it, as SVG for a light and a dark page."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench.interleave import Sample
from bench.page import write
from bench.plots import svg
from bench.report import Plot, Section, Table, verdict

SAMPLE = Sample((1.0, 2.0, 3.0))
BARS = Plot("bars", "Bars", "Bars in words.", ["a", "b"], {"ours": [SAMPLE, None], "theirs": [4.0, 5.0]}, unit="ms")
LINES = Plot(
    "lines", "Lines", "Lines in words.", [100, 100_000], {"ours": [1.0, SAMPLE]}, kind="lines", logarithmic=True
)


def test_a_table_shows_words_numbers_and_samples() -> None:
    table = Table(("", "ms", "requests", "share"), [("ours", SAMPLE, 12345, 0.5)], "Times", digits=1)
    assert table.markdown().splitlines() == [
        "**Times**",
        "",
        "|  | ms | requests | share |",
        "| --- | ---: | ---: | ---: |",
        "| ours | 2.0 (1.5–2.5) | 12,345 | 0.5 |",
    ]


def test_a_target_is_met_at_its_own_value() -> None:
    assert (verdict(0.6, 0.6), verdict(0.61, 0.6)) == ("met", "**not met**")


def test_the_page_holds_every_section_and_its_plots(tmp_path: Path) -> None:
    page, images = tmp_path / "docs" / "benchmarks.md", tmp_path / "docs" / "images" / "bench"
    images.mkdir(parents=True)
    (images / "gone.svg").write_text("of a comparison that is gone")
    write(page, images, "# Benchmarks", [Section("One", "Words.", [BARS]), Section("Two", "", ["More words.", LINES])])
    assert page.read_text().splitlines() == [
        *("# Benchmarks", "", "## One", "", "Words.", "", "![Bars in words.](images/bench/bars.svg)", ""),
        *("## Two", "", "More words.", "", "![Lines in words.](images/bench/lines.svg)"),
    ]
    assert sorted(path.name for path in images.iterdir()) == ["bars.svg", "lines.svg"]


@pytest.mark.parametrize("plot", [BARS, LINES], ids=lambda plot: plot.name)
def test_a_plot_is_text_that_a_page_can_show_in_both_schemes(plot: Plot) -> None:
    drawn = svg(plot)
    words = {"".join(element.itertext()).strip() for element in ElementTree.fromstring(drawn).iter()}
    assert {plot.title, *plot.series} <= words
    assert "prefers-color-scheme:dark" in drawn.replace(" ", "")
    assert "<script" not in drawn
    assert drawn == svg(plot), "the same figures give the same file"
