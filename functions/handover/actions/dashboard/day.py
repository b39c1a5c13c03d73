"""The view `day`: all requests of one of the viewer's own days, calls and refused requests alike.

The refused requests of a chat are one row. `chat=<its hash>` shows all that the chat requested on that day, one by one."""

from __future__ import annotations

from datetime import date, timedelta

from handover.actions.dashboard.page_request import AuthenticatedRequest
from handover.actions.dashboard.pagination import paginate, shortened
from handover.core.call.state import State
from handover.core.report.labels import Labels
from handover.core.report.period import Period, read_period
from handover.core.report.statistics import figures, last_attempts
from handover.pages import page_texts
from handover.usecases.handover_list import group_refusals, list_period
from handover.web import Response

#: With 100 rows, the page with its styles and fonts stays below 150 kB.
ROWS_PER_PAGE = 100

_DAY = timedelta(days=1)


def show(page: AuthenticatedRequest) -> Response:
    day, wrong = _day(page)
    found = list_period(page.ctx, Period(day, day), page.times.zone)
    chat = page.query.get("chat", "")
    of_chat = [row for row in found.rows if row.chat == chat]
    rows = of_chat if chat else group_refusals(page.ctx, found.rows, page.times.zone)
    answered = figures(rows, page.times.zone, [day]).answered
    requests = last_attempts(rows)
    refused, booked = (sum(row.state == state for row in requests) for state in (State.REFUSED, State.SCHEDULED))
    return page.render(
        "day.html",
        400 if wrong else 200,
        day=day,
        chat=chat,
        left_out=found.left_out,
        today=page.today,
        wrong=wrong,
        typed=page.query.get("date", "") if wrong else day.isoformat(),
        previous=day - _DAY,
        next=day + _DAY if day < page.today else None,
        list=paginate(page, rows, ROWS_PER_PAGE),
        labels=Labels(page.language, page.desk.dispositions),
        count=len(requests),
        talked=answered.talked,
        not_reached=answered.called - answered.talked,
        refused=refused,
        booked=booked,
        under_way=len(requests) - answered.called - refused - booked,
    )


def _day(page: AuthenticatedRequest) -> tuple[date, str]:
    """Returns the day in the address, or today if there is none, and a sentence that reports what is not a date, or `""`."""
    typed = page.query.get("date", "").strip()
    if not typed:
        return page.today, ""
    period, wrong = read_period({"from": typed, "to": typed}, page.today)
    if not wrong:
        return period.first, ""
    sentence = page_texts(page.language).text("day.no_date", typed=shortened(typed), example=page.today.isoformat())
    return page.today, sentence
