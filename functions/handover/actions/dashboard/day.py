"""The view `day`: everything that was asked for on one of the reader's own days, calls and refused requests alike."""

from __future__ import annotations

from datetime import date, timedelta

from handover.actions.dashboard.page_request import Visit
from handover.actions.dashboard.pagination import page_of, quoted
from handover.core.call.state import State
from handover.core.report.labels import Labels
from handover.core.report.period import Period, read_period
from handover.core.report.statistics import figures
from handover.pages.words import words
from handover.usecases.handover_list import rows_in_period
from handover.web import Response

#: Rows a page: with its styles and fonts it stays below 150 kB.
PAGE = 100

_DAY = timedelta(days=1)


def get(visit: Visit) -> Response:
    day, wrong = _day(visit)
    rows = rows_in_period(visit.ctx, Period(day, day), visit.times.zone)
    shown_rows, page, pages = page_of(visit, rows, PAGE)
    answered = figures(rows, visit.times.zone, [day]).answered
    refused = sum(row.state == State.REFUSED for row in rows)
    return visit.page(
        "day.html",
        400 if wrong else 200,
        day=day,
        today=visit.today,
        wrong=wrong,
        typed=visit.query.get("date", "") if wrong else day.isoformat(),
        previous=day - _DAY,
        next=day + _DAY if day < visit.today else None,
        rows=shown_rows,
        labels=Labels(visit.language, visit.desk.dispositions),
        page=page,
        pages=pages,
        count=len(rows),
        talked=answered.talked,
        not_reached=answered.called - answered.talked,
        refused=refused,
        under_way=len(rows) - answered.called - refused,
    )


def _day(visit: Visit) -> tuple[date, str]:
    """The day that was asked for, today's if none was; and a sentence on what was asked for, when that is no day."""
    typed = visit.query.get("date", "").strip()
    if not typed:
        return visit.today, ""
    period, wrong = read_period({"from": typed, "to": typed}, visit.today)
    if not wrong:
        return period.first, ""
    said = words(visit.language).text("day.no_date", typed=quoted(typed), example=visit.today.isoformat())
    return visit.today, said
