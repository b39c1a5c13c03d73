"""The period of a report: days in the viewer's own time zone, read from the query of a URL.

A mistake does not stop the report. It is returned by its field, and the nearest valid period is used. The caller passes
the current date.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

#: Days shown by default, and at most.
DEFAULT_DAYS = 7
MOST_DAYS = 31

#: Dates outside are typing mistakes, and close to the first and last date that Python knows.
_EARLIEST, _LATEST = date(2000, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both included."""

    first: date
    last: date

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))

    def holds(self, at: str, zone: tzinfo) -> bool:
        """Returns whether that time (ISO 8601, aware) is on one of the days in that zone."""
        return self.first <= datetime.fromisoformat(at).astimezone(zone).date() <= self.last

    def stored_days(self, zone: tzinfo, now: datetime) -> list[str]:
        """Returns the UTC days (`yyyymmdd`) that overlap the period in that zone, newest first. Days in the future are
        left out."""
        begins = datetime.combine(self.first, time.min, zone).astimezone(UTC)
        ends = datetime.combine(self.last + timedelta(days=1), time.min, zone).astimezone(UTC)
        last = min(ends - timedelta(seconds=1), now.astimezone(UTC)).date()
        return [f"{last - timedelta(days=n):%Y%m%d}" for n in range((last - begins.date()).days + 1)]


def read_period(query: Mapping[str, str], today: date) -> tuple[Period, dict[str, str]]:
    """Returns the period of `from` and `to`, and their mistakes: a field's name → `no_date`, `turned` or `too_long`.

    If one of them is missing, the period is a week, and it ends today at the latest. Of too many days the last are used.
    """
    first, last = _date(query, "from"), _date(query, "to")
    wrong = {name: "no_date" for name, read in (("from", first), ("to", last)) if read is None and _typed(query, name)}
    week = timedelta(days=DEFAULT_DAYS - 1)
    last = last or (today if first is None else max(first, min(first + week, today)))
    first = first or last - week
    if first > last:
        first, last, wrong["from"] = last, first, "turned"
    if (last - first).days >= MOST_DAYS:
        first, wrong["from"] = last - timedelta(days=MOST_DAYS - 1), "too_long"
    return Period(first, last), wrong


def _typed(query: Mapping[str, str], name: str) -> str:
    return query.get(name, "").strip()


def _date(query: Mapping[str, str], name: str) -> date | None:
    try:
        read = date.fromisoformat(_typed(query, name))
    except ValueError:
        return None
    return read if _EARLIEST <= read <= _LATEST else None
