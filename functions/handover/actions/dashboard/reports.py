"""The view `lookback`: days that are over, in charts and in a list, narrowed down by who asks, or as a file to take along.

Everything that was chosen stands in the address, so a look back can be kept as a bookmark and sent to a colleague.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from handover.actions.dashboard import headers
from handover.actions.dashboard.page_request import Visit
from handover.actions.dashboard.pagination import page_of, quoted
from handover.core.call.state import State
from handover.core.report.csv_export import COLUMNS, Style, table
from handover.core.report.labels import Labels
from handover.core.report.period import DEFAULT_DAYS, MOST_DAYS, Period, read_period
from handover.core.report.query import MOST_CHARACTERS, NO_AGENT, Search, read_search
from handover.core.report.row import Row
from handover.core.report.statistics import figures
from handover.pages.charts import charts
from handover.pages.words import words
from handover.usecases.handover_list import rows_in_period
from handover.web import Response

#: Rows a page: with its charts, styles and fonts it stays below 150 kB.
PAGE = 50

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class _Look:
    """What was asked for and what is there: `rows` of the period, `found` among them; `wrong` says what to change, by
    field."""

    period: Period
    search: Search
    rows: Sequence[Row]
    found: Sequence[Row]
    wrong: Mapping[str, str]
    labels: Labels


def get(visit: Visit) -> Response:
    look = _look(visit)
    if visit.query.get("format") == "csv" and not look.wrong:
        return _download(visit, look)
    shown_rows, page, pages = page_of(visit, look.found, PAGE)
    shown = figures(look.found, visit.times.zone, look.period.days) if look.found else None
    return visit.page(
        "lookback.html",
        period=look.period,
        wrong=look.wrong,
        search=look.search,
        query=_address(visit, look),
        typed=visit.query.get("q", ""),
        choices=_choices(visit, look),
        ranges=_ranges(visit.today),
        labels=look.labels,
        rows=shown_rows,
        page=page,
        pages=pages,
        count=len(look.found),
        all=len(look.rows),
        figures=shown,
        charts=charts(shown, look.labels, visit.times) if shown else (),
    )


def _look(visit: Visit) -> _Look:
    period, wrong_days = read_period(visit.query, visit.today)
    rows = rows_in_period(visit.ctx, period, visit.times.zone)
    search, wrong_fields = read_search(visit.query, _agents(visit, rows))
    labels = Labels(visit.language, visit.desk.dispositions)
    found = [row for row in rows if search.matches(row, labels.of)]
    wrong = {**wrong_days, **{name: name for name in wrong_fields}}
    return _Look(
        period, search, rows, found, {name: _sentence(visit, name, why) for name, why in wrong.items()}, labels
    )


def _sentence(visit: Visit, field: str, why: str) -> str:
    typed = visit.query.get(field, "").strip()
    most = MOST_CHARACTERS if field == "q" else MOST_DAYS
    return words(visit.language).text(
        f"lookback_wrong.{why}", typed=quoted(typed), most=most, example=visit.today.isoformat()
    )


def _download(visit: Visit, look: _Look) -> Response:
    say = words(visit.language).text
    style = Style(
        separator=say("lookback_csv.separator"),
        headings=[say(f"lookback_csv.{column}") for column in COLUMNS],
        yes=say("lookback_csv.yes"),
        cut=lambda shown, all: say("lookback_csv.cut", shown=shown, all=all),
    )
    name = f"handovers-{look.period.first}-{look.period.last}.csv"
    told = {"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": f'attachment; filename="{name}"'}
    visit.ctx.log.note(outcome="downloaded")
    return Response(200, {**headers.COMMON, **told}, table(look.found, look.labels, visit.times.zone, style))


def _address(visit: Visit, look: _Look) -> dict[str, str]:
    """The query that shows the same again."""
    asked = {"agent": look.search.agent, "state": look.search.state, "reason": look.search.reason}
    asked["q"] = visit.query.get("q", "").strip() if look.search.words else ""
    return {"view": "lookback", **_days(look.period), **{name: text for name, text in asked.items() if text}}


def _days(period: Period) -> dict[str, str]:
    return {"from": period.first.isoformat(), "to": period.last.isoformat()}


def _ranges(today: date) -> dict[str, dict[str, str]]:
    """The periods that are one tap away."""
    lengths = {"today": 1, "week": DEFAULT_DAYS, "month": MOST_DAYS}
    return {name: _days(Period(today - timedelta(days=days - 1), today)) for name, days in lengths.items()}


def _choices(visit: Visit, look: _Look) -> dict[str, Choices]:
    """What can be chosen: everybody at the desk, and of states and reasons those that occur, or are chosen already."""
    nobody = (NO_AGENT, words(visit.language).text("lookback_form.no_agent"))
    states = {row.state for row in look.rows} | {look.search.state}
    reasons = {row.refusal for row in look.rows} | {look.search.reason}
    return {
        "agent": [*_agents(visit, look.rows).items(), nobody],
        "state": [(state, look.labels.state(state)) for state in State if state in states],
        "reason": sorted(((word, look.labels.refusal(word)) for word in reasons - {""}), key=lambda choice: choice[1]),
    }


def _agents(visit: Visit, rows: Sequence[Row]) -> dict[str, str]:
    """Names by id: of everybody at the desk, and of who took calls then."""
    left = {row.agent: row.agent_name or row.agent for row in rows if row.agent}
    return {**left, **{agent.id: agent.name for agent in visit.desk.agents}}
