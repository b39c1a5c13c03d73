"""Charts of a report: their values, the size of each bar, and a sentence that says the same.

A chart is a table with a size (0 to 1) beside each value. `templates/charts.html` writes the table and styles draw it, so no
information is in a colour or a length alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from handover.core.desk.hours import WEEKDAYS
from handover.core.report.labels import Labels
from handover.core.report.statistics import HOURS, Answered, Cause, Day, Figures
from handover.pages import page_texts
from handover.pages.times import Times

#: A chart of hours has at least so many columns, so that a single busy hour does not fill it.
_FEWEST_HOURS = 8

#: With fewer conversations than this, the sentence gives their number.
_FEW = 10

Say = Callable[..., str]


@dataclass(frozen=True)
class Cell:
    """A value as text, and its size from 0 to 1."""

    text: str
    size: float


@dataclass(frozen=True)
class Chart:
    """`id` is the element's id and part of its texts' keys; `heads` are the headings of the label and of each value."""

    id: str
    kind: Literal["column", "bar"]
    sentence: str
    heads: tuple[str, ...]
    lines: Sequence[tuple[str, Sequence[Cell]]]


def charts(found: Figures, labels: Labels, times: Times) -> list[Chart]:
    """Returns the charts of figures with at least one handover. Charts by day have bars only if there are several days."""
    say = page_texts(times.language).text
    made = [_hours(found, say), _answered(found, say), _waits(found, say, times), _causes(found, say, labels)]
    return [chart for chart in made if chart is not None]


def _hours(found: Figures, say: Say) -> Chart:
    most = max(found.by_hour)
    busiest = found.by_hour.index(most)
    sentence = say("reports_hours.sentence", hour=busiest, until=(busiest + 1) % HOURS, count=most, all=found.requested)
    lines = [(str(hour), [_counted(found.by_hour[hour], most)]) for hour in _shown_hours(found.by_hour)]
    return Chart("hours", "column", sentence, _heads("hours", say, "count"), lines)


def _shown_hours(by_hour: Sequence[int]) -> range:
    """Returns the hours from the first with handovers to the last, and around them as many as make a readable chart."""
    busy = [hour for hour, count in enumerate(by_hour) if count]
    missing = max(0, _FEWEST_HOURS - (busy[-1] + 1 - busy[0]))
    first = min(max(0, busy[0] - missing // 2), HOURS - _FEWEST_HOURS) if missing else busy[0]
    return range(first, max(busy[-1] + 1, first + _FEWEST_HOURS))


def _answered(found: Figures, say: Say) -> Chart:
    total = found.answered
    if total.share is None:
        sentence = say("reports_answered.nobody")
    else:
        sentence = say(
            "reports_answered.sentence", talked=total.talked, called=total.called, share=_percent(total, say)
        )
    lines = [(_day(day, say), [_share(day.answered, say)]) for day in _several(found)]
    return Chart("answered", "bar", sentence, _heads("answered", say, "share"), lines)


def _share(answered: Answered, say: Say) -> Cell:
    if answered.share is None:
        return Cell(say("reports_answered.none"), 0)
    text = say("reports_answered.of", share=_percent(answered, say), talked=answered.talked, called=answered.called)
    return Cell(text, answered.share)


def _waits(found: Figures, say: Say, times: Times) -> Chart:
    waits, longest = found.waits, max((day.waits.most or 0 for day in found.by_day), default=0)
    if waits.median is None or waits.most is None:
        sentence = say("reports_waits.nobody")
    else:
        few = "sentence" if waits.count >= _FEW else "few"
        half, most = times.length(waits.median), times.length(waits.most)
        sentence = say(f"reports_waits.{few}", median=half, most=most, count=waits.count)

    def cell(seconds: float | None) -> Cell:
        if seconds is None:
            return Cell(say("reports_waits.none"), 0)
        return Cell(times.length(seconds), seconds / longest if longest else 0)

    days = _several(found) if waits.count else ()
    lines = [(_day(day, say), [cell(day.waits.median), cell(day.waits.most)]) for day in days]
    return Chart("waits", "bar", sentence, _heads("waits", say, "median", "most"), lines)


def _causes(found: Figures, say: Say, labels: Labels) -> Chart:
    if not found.causes:
        return Chart("causes", "bar", say("reports_causes.none"), _heads("causes", say, "count"), ())
    lines = [(_named(cause, say, labels), [_counted(cause.count, found.causes[0].count)]) for cause in found.causes]
    failed = sum(cause.count for cause in found.causes)
    sentence = say("reports_causes.sentence", cause=lines[0][0], count=found.causes[0].count, all=failed)
    return Chart("causes", "bar", sentence, _heads("causes", say, "count"), lines)


def _named(cause: Cause, say: Say, labels: Labels) -> str:
    if cause.kind == "reason":
        return say("reports_causes.refused", reason=labels.refusal(cause.word))
    return labels.state(cause.word)


def _several(found: Figures) -> Sequence[Day]:
    return found.by_day if len(found.by_day) > 1 else ()


def _heads(chart: str, say: Say, *values: str) -> tuple[str, ...]:
    return tuple(say(f"reports_{chart}.{head}") for head in ("label", *values))


def _counted(count: int, most: int) -> Cell:
    return Cell(str(count), count / most)


def _percent(answered: Answered, say: Say) -> str:
    return say("reports_chart.percent", n=round(100 * (answered.share or 0)))


def _day(day: Day, say: Say) -> str:
    return f"{say(f'reports_chart.{WEEKDAYS[day.day.weekday()]}')} {day.day:{say('reports_chart.day')}}"
