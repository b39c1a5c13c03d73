"""Writes the benchmarks' page and the SVG files of its plots."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bench.plots import svg
from bench.report import Section


def write(page: Path, images: Path, intro: str, sections: Sequence[Section]) -> None:
    """Writes the page and the SVG files of its plots. Files of plots that the page no longer has are removed."""
    images.mkdir(parents=True, exist_ok=True)
    page.parent.mkdir(parents=True, exist_ok=True)
    plots = [plot for section in sections for plot in section.plots]
    for old in {path.name for path in images.glob("*.svg")} - {f"{plot.name}.svg" for plot in plots}:
        (images / old).unlink()
    for plot in plots:
        (images / f"{plot.name}.svg").write_text(svg(plot), encoding="utf-8")
    inside = images.relative_to(page.parent).as_posix()
    page.write_text("\n\n".join([intro, *(section.markdown(inside) for section in sections)]) + "\n", encoding="utf-8")
