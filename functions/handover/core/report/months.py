"""The months that a report can show: those of which handovers are still kept, each from its first day to its last."""

from __future__ import annotations

from datetime import date, timedelta

from handover.core.report.period import Period


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
