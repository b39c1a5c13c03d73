"""The months that a report can show: those of which handovers are still kept, each from its first day to its last. And
those of the table of months, whose sums stay longer."""

from __future__ import annotations

from datetime import date, timedelta

from handover.core.report.period import Period

#: Months in the table: this one and those before it.
MOST_MONTHS = 6

#: A day is counted when the day after it is over: then most of its requests have a result.
COUNTED_AFTER = timedelta(days=2)


def table_months(today: date) -> list[Period]:
    """Returns the months of the table, the latest first, each from its first day to its last; the latest ends today."""
    found: list[Period] = []
    last = today
    while len(found) < MOST_MONTHS:
        first = last.replace(day=1)
        found.append(Period(first, last))
        last = first - timedelta(days=1)
    return found


def months(today: date, kept_days: int) -> list[Period]:
    """Returns the months of the last `kept_days` days, the latest first. The first one begins with its first day, also if
    some of its handovers have expired; the latest ends today."""
    oldest, last = today - timedelta(days=kept_days), today
    found: list[Period] = []
    while not found or last >= oldest:
        first = last.replace(day=1)
        found.append(Period(first, last))
        last = first - timedelta(days=1)
    return found
