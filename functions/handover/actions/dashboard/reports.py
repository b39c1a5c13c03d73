"""The view `lookback`: reports on past days as figures, as charts, as a list that can be searched, as JSON (`format=json`)
and as CSV files (`format=csv`; with `of=person`, `of=months` or `of=agents` the figures).

Everything that was chosen is in the address, so a report can be bookmarked and sent to a colleague.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from handover.actions.dashboard import headers, report_figures, report_months
from handover.actions.dashboard.page_request import AuthenticatedRequest
from handover.actions.dashboard.pagination import RowPage, paginate, shortened
from handover.actions.dashboard.report_months import Month
from handover.actions.dashboard.search import search_rows
from handover.core.call.state import State
from handover.core.report.agent_figures import AgentFigures
from handover.core.report.csv_export import COLUMNS, Style, table
from handover.core.report.labels import Labels
from handover.core.report.months import months
from handover.core.report.period import DEFAULT_DAYS, MOST_DAYS, Period, read_period
from handover.core.report.query import MOST_CHARACTERS, NO_AGENT, Search, is_short, read_search
from handover.core.report.requests_for_person import PersonFigures
from handover.core.report.row import Row
from handover.core.report.statistics import figures
from handover.pages import page_texts
from handover.pages.charts import charts
from handover.usecases.handover_list import group_refusals, list_period
from handover.web import Response

#: With 50 rows, the page with its charts, styles and fonts stays below 150 kB.
ROWS_PER_PAGE = 50

#: What a row keeps for the search and for figures alone.
_UNSEEN = ("words", "ends", "rings", "talks")

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class _Report:
    """`rows` are all of the period, `found` those that match the search; in both, a chat's refused requests of a day are one
    row. `left_out` is the number of handovers for which there was no time. `wrong` has a sentence for each wrong field,
    `hints` what else a reader should know of the search. `person`, `agents` and `by_month` are the figures of a report that
    was not filtered; `by_month` is also None if it cannot be read."""

    period: Period
    search: Search
    rows: Sequence[Row]
    found: Sequence[Row]
    wrong: Mapping[str, str]
    labels: Labels
    left_out: int
    hints: Sequence[str]
    chats_left_out: int
    person: PersonFigures | None
    agents: Sequence[AgentFigures]
    by_month: Sequence[Month] | None = None


def show(page: AuthenticatedRequest) -> Response:
    report = _report(page)
    if page.query.get("format") == "csv" and not report.wrong:
        return _download(page, report)
    list = paginate(page, report.found, ROWS_PER_PAGE)
    if page.wants_json:
        return page.json(_as_json(report, list))
    shown = figures(report.found, page.times.zone, report.period.days) if report.found else None
    return page.render(
        "reports.html",
        period=report.period,
        wrong=report.wrong,
        search=report.search,
        query=_address(page, report),
        typed=page.query.get("q", ""),
        choices=_choices(page, report),
        ranges=_ranges(page.today),
        months=[
            (report_months.name_of(page, month), _days(month))
            for month in months(page.today, page.desk.retention.handover_days)
        ],
        labels=report.labels,
        list=list,
        hints=report.hints,
        person=report_figures.person_lines(page, report.person, report.labels) if report.person else (),
        share=report_figures.percent(page, report.person.share) if report.person else "",
        agents=report.agents,
        by_month=_by_month(page, report),
        first_month_figures=report_months.first_figures(page, report.rows),
        filtered=report.search != Search(),
        count=len(report.found),
        all=len(report.rows),
        left_out=report.left_out,
        figures=shown,
        charts=charts(shown, report.labels, page.times) if shown else (),
    )


def _report(page: AuthenticatedRequest) -> _Report:
    period, wrong_days = read_period(page.query, page.today)
    listed = list_period(page.ctx, period, page.times.zone)
    rows = listed.rows
    search, wrong_fields = read_search(page.query, _agents(page, rows))
    labels = Labels(page.language, page.desk.dispositions)
    found = search_rows(page, search, period, rows, labels)
    shown, all_rows = (group_refusals(page.ctx, some, page.times.zone) for some in (found.rows, rows))
    wrong = {**wrong_days, **{name: name for name in wrong_fields}}
    sentences = {name: _sentence(page, name, why) for name, why in wrong.items()}
    return _Report(
        period,
        search,
        all_rows,
        shown,
        sentences,
        labels,
        listed.left_out,
        found.hints,
        found.chats_left_out,
        *_figures(page, search, rows),
        by_month=None if search != Search() else report_months.of_months(page),
    )


def _by_month(
    page: AuthenticatedRequest, report: _Report
) -> list[tuple[str, Mapping[str, str] | None, list[str]]] | None:
    """Returns a line for each month: its name, the query of its report if it has one, and its values."""
    if report.by_month is None:
        return None
    return [
        (
            report_months.name_of(page, month.period),
            _days(month.period) if month.kept else None,
            report_months.cells(page, month, report.labels),
        )
        for month in report.by_month
    ]


def _figures(
    page: AuthenticatedRequest, search: Search, rows: Sequence[Row]
) -> tuple[PersonFigures | None, Sequence[AgentFigures]]:
    if search != Search() or not rows:
        return None, ()
    return report_figures.of_person(page, rows), report_figures.of_agents(page, rows)


def _sentence(page: AuthenticatedRequest, field: str, why: str) -> str:
    typed = page.query.get(field, "").strip()
    if field == "q" and is_short(typed):
        why = "q_signs"
    most = MOST_CHARACTERS if field == "q" else MOST_DAYS
    return page_texts(page.language).text(
        f"reports_wrong.{why}", typed=shortened(typed), most=most, example=page.today.isoformat()
    )


def _download(page: AuthenticatedRequest, report: _Report) -> Response:
    say = page_texts(page.language).text
    style = Style(
        separator=say("reports_csv.separator"),
        headings=[say(f"reports_csv.{column}") for column in COLUMNS],
        yes=say("reports_csv.yes"),
        cut=lambda shown, all: say("reports_csv.cut", shown=shown, all=all),
        left_out=page_texts(page.language).text("rows.left_out", n=report.left_out) if report.left_out else "",
    )
    what = page.query.get("of", "")
    if what == "person" and report.person:
        text = report_figures.person_csv(page, report.person, report.labels, style)
    elif what == "months" and report.by_month is not None:
        text = report_months.months_csv(page, report.by_month, report.labels, style)
    elif what == "agents":
        text = report_figures.agents_csv(page, report.agents, style)
    else:
        what, text = "handovers", table(report.found, report.labels, page.times.zone, style)
    name = f"{what}-{report.period.first}-{report.period.last}.csv"
    described = {"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": f'attachment; filename="{name}"'}
    page.ctx.log.note(outcome="downloaded")
    return Response(200, {**headers.COMMON, **described}, text)


def _as_json(report: _Report, list: RowPage) -> dict[str, Any]:
    """Returns one page of the report as JSON values. Rows are as in the list: without what only the search reads."""
    return {
        "ok": True,
        **_days(report.period),
        "count": len(report.found),
        "all": len(report.rows),
        "page": list.number,
        "pages": list.count,
        "left_out": report.left_out,
        "chats_left_out": report.chats_left_out,
        "hints": [*report.hints],
        "wrong": dict(report.wrong),
        "rows": [{name: value for name, value in row.as_record().items() if name not in _UNSEEN} for row in list.rows],
        **report_figures.as_json(report.person, report.agents),
        **({} if report.by_month is None else {"months": report_months.as_json(report.by_month)}),
    }


def _address(page: AuthenticatedRequest, report: _Report) -> dict[str, str]:
    """Returns the query of this same report."""
    chosen = {"agent": report.search.agent, "state": report.search.state, "reason": report.search.reason}
    chosen["q"] = page.query.get("q", "").strip() if report.search.words else ""
    return {"view": "lookback", **_days(report.period), **{name: text for name, text in chosen.items() if text}}


def _days(period: Period) -> dict[str, str]:
    return {"from": period.first.isoformat(), "to": period.last.isoformat()}


def _ranges(today: date) -> dict[str, dict[str, str]]:
    """Returns the periods that have a button."""
    lengths = {"today": 1, "week": DEFAULT_DAYS, "month": MOST_DAYS}
    return {name: _days(Period(today - timedelta(days=days - 1), today)) for name, days in lengths.items()}


def _choices(page: AuthenticatedRequest, report: _Report) -> dict[str, Choices]:
    """Returns the options of each list: all agents of the desk, and the states and reasons that occur or are chosen
    already."""
    nobody = (NO_AGENT, page_texts(page.language).text("reports_form.no_agent"))
    states = {row.state for row in report.rows} | {report.search.state}
    reasons = {row.refusal for row in report.rows} | {report.search.reason}
    return {
        "agent": [*_agents(page, report.rows).items(), nobody],
        "state": [(state, report.labels.state(state)) for state in State if state in states],
        "reason": sorted(
            ((word, report.labels.refusal(word)) for word in reasons - {""}), key=lambda choice: choice[1]
        ),
    }


def _agents(page: AuthenticatedRequest, rows: Sequence[Row]) -> dict[str, str]:
    """Returns names by id, of all agents of the desk and of those who took calls in the period."""
    former = {row.agent: row.agent_name or row.agent for row in rows if row.agent}
    return {**former, **{agent.id: agent.name for agent in page.desk.agents}}
