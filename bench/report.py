"""The parts of the benchmarks' page. A comparison returns a Section; Markdown and SVG files are made from it.

    Section("Cold starts", "What a first customer waits.", [Table(...), Plot(...)])

Text is Markdown. No part may hold the name of a host or a path: the page is published.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bench.interleave import Sample

#: A whole number is shown as it is, with separators; a Sample as its median and quartiles.
Cell = str | int | float | Sample
#: A value, or a value with the range of its spread.
Value = float | Sample | None


@dataclass(frozen=True)
class Table:
    """`columns` are the heads; each row has as many cells. The first column is words, the others are numbers."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    title: str = ""
    digits: int = 0

    def markdown(self) -> str:
        head = "| " + " | ".join(self.columns) + " |"
        rule = "| --- |" + " ---: |" * (len(self.columns) - 1)
        rows = ["| " + " | ".join(_cell(cell, self.digits) for cell in row) + " |" for row in self.rows]
        return "\n".join([*([f"**{self.title}**", ""] if self.title else []), head, rule, *rows])


@dataclass(frozen=True)
class Plot:
    """A chart, in the file `name`.svg. `alternative` says in words what it shows, for people who cannot see it.

    `bars`: `labels` are the groups, each series has a value for each (None: no bar). `lines`: `labels` are numbers, on the
    horizontal axis. `logarithmic`: the vertical axis of bars, the horizontal one of lines.
    """

    name: str
    title: str
    alternative: str
    labels: Sequence[str | float]
    series: Mapping[str, Sequence[Value]]
    unit: str = ""
    x_title: str = ""
    kind: Literal["bars", "lines"] = "bars"
    logarithmic: bool = False

    def markdown(self, images: str) -> str:
        return f"![{self.alternative}]({images}/{self.name}.svg)"


Part = Table | Plot | str


@dataclass(frozen=True)
class Section:
    """One comparison on the page. `parts`: tables, plots and paragraphs, in order."""

    title: str
    intro: str
    parts: Sequence[Part] = field(default_factory=tuple)

    def markdown(self, images: str) -> str:
        texts = [_markdown(part, images) for part in self.parts]
        return "\n\n".join([f"## {self.title}", *([self.intro] if self.intro else []), *texts])

    @property
    def plots(self) -> list[Plot]:
        return [part for part in self.parts if isinstance(part, Plot)]


def verdict(value: float, most: float) -> str:
    """Returns the word of a table for a value that may be `most` at the most."""
    return "met" if value <= most else "**not met**"


def _markdown(part: Part, images: str) -> str:
    if isinstance(part, str):
        return part
    return part.markdown(images) if isinstance(part, Plot) else part.markdown()


def _cell(cell: Cell, digits: int) -> str:
    if isinstance(cell, Sample):
        return cell.text(digits)
    if isinstance(cell, float):
        return f"{cell:,.{digits}f}"
    return f"{cell:,}" if isinstance(cell, int) else cell
