"""The table of months in the reports: who asked for a person and got one, in this month and those before it.

It is read from sums that the scheduler makes (usecases/sum_days.py): one read for each month, however much is stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from handover.actions.dashboard.page_request import AuthenticatedRequest
from handover.actions.dashboard.report_figures import cause_label, percent
from handover.core.desk.hours import local_day
from handover.core.report.csv_export import Style, sheet
from handover.core.report.labels import Labels
from handover.core.report.months import COUNTED_AFTER, months, table_months
from handover.core.report.period import Period
from handover.core.report.person_sums import PersonSum, added
from handover.core.report.row import Row
from handover.core.time_zones import zone as desk_zone
from handover.pages import page_texts

#: Causes that the table names.
_MOST_CAUSES = 3

#: The columns after the month's name. Their headings are texts.
COLUMNS = ("days", "asked", "got", "in_hours", "median", "most", "causes")

_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


@dataclass(frozen=True)
class Month:
    """A month of the desk: its days until today, how many of them are counted, and the sum of these. `kept`: some of its
    handovers are still stored, so that there is a report."""

    period: Period
    counted: int
    sum: PersonSum
    kept: bool


def of_months(page: AuthenticatedRequest) -> list[Month] | None:
    """Returns the months with counted days, the latest first; None if they cannot be read: the rest of the page counts."""
    today = local_day(page.desk, page.now())
    spans = table_months(today)
    kept = {month.first for month in months(page.today, page.desk.retention.handover_days)}
    with page.ctx.best_effort("Reading the sums of months"):
        known = page.ctx.storage.month_sums.of_months([span.first for span in spans])
        days = {span: [known[day] for day in span.days if day in known] for span in spans}
        return [Month(span, len(some), added(some), span.first in kept) for span, some in days.items() if some]
    return None


def first_figures(page: AuthenticatedRequest, rows: Sequence[Row]) -> date | None:
    """Returns the day on which the first of these rows' days is counted, or None if that is no later day: then it is
    not known what is missing."""
    zone = desk_zone(page.desk.time_zone)
    days = [datetime.fromisoformat(row.requested_at).astimezone(zone).date() for row in rows]
    counted = min(days) + COUNTED_AFTER if days else None
    return counted if counted and counted > local_day(page.desk, page.now()) else None


def name_of(page: AuthenticatedRequest, month: Period) -> str:
    say = page_texts(page.language).text
    return say(f"reports_months.{_NAMES[month.first.month - 1]}", year=month.first.year)


def cells(page: AuthenticatedRequest, month: Month, labels: Labels) -> list[str]:
    """Returns the month's values, one for each of COLUMNS."""
    say, length, found = page_texts(page.language).text, page.times.length, month.sum
    nothing = say("reports.nothing")
    causes = [f"{cause_label(page, cause, labels)}: {cause.count}" for cause in found.ranked_causes()]
    return [
        say("reports_by_month.of", n=month.counted, all=len(month.period.days)),
        str(found.asked),
        str(found.got),
        say("reports_person.of", share=percent(page, found.share), n=found.open_got, all=found.open_asked),
        nothing if found.median is None else length(found.median),
        nothing if found.most is None else length(found.most),
        " · ".join(causes[:_MOST_CAUSES]) or nothing,
    ]


def months_csv(page: AuthenticatedRequest, found: Sequence[Month], labels: Labels, style: Style) -> str:
    headings = [page_texts(page.language).text(f"reports_by_month.{column}") for column in ("month", *COLUMNS)]
    return sheet(headings, [[name_of(page, month.period), *cells(page, month, labels)] for month in found], style)


def as_json(found: Sequence[Month]) -> list[dict[str, Any]]:
    """Returns the months as JSON values: shares from 0 to 1, lengths in seconds."""
    return [
        {
            "month": f"{month.period.first:%Y-%m}",
            "days": len(month.period.days),
            "days_counted": month.counted,
            **{name: getattr(month.sum, name) for name in ("asked", "got", "open_asked", "open_got", "waiting")},
            **{name: getattr(month.sum, name) for name in ("share", "median", "most")},
            "causes": [asdict(cause) for cause in month.sum.ranked_causes()],
        }
        for month in found
    ]
