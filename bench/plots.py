"""Draws a Plot as SVG, with pygal.

pygal and not matplotlib: it writes SVG and nothing else, it is 1 MB of Python without numpy, its text stays text, and its
style is CSS, so one file can follow the reader's light or dark scheme. Its scripts are left out: GitHub shows the file as a
picture.
"""

from __future__ import annotations

import math
import re
import sys
from typing import Any

from bench.interleave import Sample
from bench.report import Plot, Value

# Comments hold the date, so that every run would change every file.
_NOT_KEPT = re.compile(r"<!--.*?-->|<script[^>]*/>|<script.*?</script>", re.DOTALL)
# Okabe and Ito's colours, told apart also by people who are colour-blind, in an order that reads on white and on black.
_COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#999999")
_DARK = """
@media (prefers-color-scheme: dark) {
  .background, .plot > .background, .graph > .background { fill: #0d1117 !important; }
  text, .title, .legends .legend text, .axis text, .axis .major { fill: #e6edf3 !important; }
  .axis .line { stroke: #8b949e !important; }
  .axis .guide.line, .axis .major.guide.line { stroke: #30363d !important; }
  .series .ci, .ci { stroke: #e6edf3 !important; }
}
"""
_LIGHT = """
.series .ci, .ci { stroke: #24292f !important; stroke-width: 1.2 !important; }
text { font-family: system-ui, sans-serif !important; }
"""


def svg(plot: Plot) -> str:
    """Returns the chart as an SVG document. The same plot gives the same text."""
    return _bars(plot) if plot.kind == "bars" else _lines(plot)


def _pygal() -> Any:
    """Returns pygal, without the import hook that it adds for its plug-ins: Python 3.11 warns of it at every import."""
    import pygal

    sys.meta_path[:] = [hook for hook in sys.meta_path if not type(hook).__module__.startswith("pygal")]
    return pygal


def _bars(plot: Plot) -> str:
    chart = _pygal().Bar(**_options(plot), **_range(plot))
    chart.x_labels = [str(label) for label in plot.labels]
    if any(len(str(label)) > 12 for label in plot.labels):
        chart.x_label_rotation = 25
    for name, values in plot.series.items():
        chart.add(name, [_bar(value) for value in values])
    return _text(chart)


def _lines(plot: Plot) -> str:
    places = [math.log10(float(label)) if plot.logarithmic else float(label) for label in plot.labels]
    chart = _pygal().XY(**_options(plot), **_range(plot), dots_size=4, stroke_style={"width": 2})
    chart.x_labels = [
        {"value": at, "label": _number(float(label))} for at, label in zip(places, plot.labels, strict=True)
    ]
    for name, values in plot.series.items():
        chart.add(name, [(at, _middle(value)) for at, value in zip(places, values, strict=True)])
    return _text(chart)


def _range(plot: Plot) -> dict[str, tuple[float, float]]:
    """The vertical axis begins at zero and ends above the largest spread."""
    tops = [_top(value) for values in plot.series.values() for value in values if value is not None]
    return {} if plot.logarithmic and plot.kind == "bars" else {"range": (0, max(tops) * 1.05)}


def _top(value: float | Sample) -> float:
    return value.quartiles[1] if isinstance(value, Sample) else value


def _options(plot: Plot) -> dict[str, Any]:
    style = _pygal().style.Style(
        background="#ffffff",
        plot_background="#ffffff",
        foreground="#24292f",
        foreground_strong="#24292f",
        foreground_subtle="#57606a",
        guide_stroke_color="#d0d7de",
        major_guide_stroke_color="#8c959f",
        opacity="0.9",
        colors=_COLOURS,
        ci_colors=("#24292f",) * len(_COLOURS),
        title_font_size=16,
        legend_font_size=13,
        label_font_size=12,
        major_label_font_size=12,
    )
    return {
        "style": style,
        "css": ["file://style.css", "file://graph.css", f"inline:{_LIGHT}{_DARK}"],
        "js": [],
        "no_prefix": True,
        "disable_xml_declaration": True,
        "explicit_size": True,
        "width": 900,
        "height": 420,
        "title": plot.title,
        "x_title": plot.x_title,
        "y_title": plot.unit,
        "legend_at_bottom": True,
        "legend_box_size": 14,
        "legend_at_bottom_columns": min(len(plot.series), 4),
        "margin_right": 50,
        "logarithmic": plot.logarithmic and plot.kind == "bars",
        "value_formatter": _number,
        "truncate_legend": -1,
        "truncate_label": -1,
        "show_minor_x_labels": True,
    }


def _bar(value: Value) -> Any:
    if isinstance(value, Sample):
        low, high = value.quartiles
        return {"value": value.median, "ci": {"low": low, "high": high}}
    return value


def _middle(value: Value) -> float | None:
    return value.median if isinstance(value, Sample) else value


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 10 or value == int(value) else f"{value:.2f}"


def _text(chart: Any) -> str:
    chart.uuid = "plot"  # else a random one
    return _NOT_KEPT.sub("", str(chart.render(is_unicode=True))) + "\n"
