"""The days that are looked back over: read from an address, in the visitor's own calendar.

A mistake never hides what can be shown: it is named, by the field it is in, and the nearest period that makes sense is
used instead. The clock is the caller's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

#: Days shown when none were asked for, and at most.
USUAL_DAYS = 7
MOST_DAYS = 31

#: Dates outside are typing mistakes, and too near to where the calendar of Python ends.
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
        """Whether that moment (ISO 8601, aware) is on one of the days, as they are lived in that zone."""
        return self.first <= datetime.fromisoformat(at).astimezone(zone).date() <= self.last

    def stored_days(self, zone: tzinfo, now: datetime) -> list[str]:
        """The UTC days (`yyyymmdd`) that the period touches in that zone, newest first; none that is still to come."""
        begins = datetime.combine(self.first, time.min, zone).astimezone(UTC)
        ends = datetime.combine(self.last + timedelta(days=1), time.min, zone).astimezone(UTC)
        last = min(ends - timedelta(seconds=1), now.astimezone(UTC)).date()
        return [f"{last - timedelta(days=n):%Y%m%d}" for n in range((last - begins.date()).days + 1)]


def read_period(query: Mapping[str, str], today: date) -> tuple[Period, dict[str, str]]:
    """The period of `from` and `to`, and what was wrong with them: a field's name → `no_date`, `turned` or `too_long`.

    A missing end is a week from the other one, or today. Of too many days the last ones are shown.
    """
    first, last = _date(query, "from"), _date(query, "to")
    wrong = {name: "no_date" for name, read in (("from", first), ("to", last)) if read is None and _typed(query, name)}
    week = timedelta(days=USUAL_DAYS - 1)
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
