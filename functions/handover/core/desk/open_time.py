"""How much of a span of time the desk was open, by the hours that it has now."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from handover.core.desk.config import Desk
from handover.core.desk.hours import local_day, opening_spans

#: A longer span counts as if it ended then: nobody is called back later.
_MOST_DAYS = 40


class OpenTime:
    """The opening spans of a desk, each day's read once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._always = desk.hours is None and not desk.closed_on
        self._days: dict[date, list[tuple[datetime, datetime]]] = {}

    def is_open(self, at: datetime) -> bool:
        """Returns whether the desk is open at that time (aware)."""
        return self._always or any(begins <= at < ends for begins, ends in self._of(local_day(self._desk, at)))

    def seconds(self, begin: datetime, end: datetime) -> float:
        """Returns the seconds from `begin` to `end` (aware) in which the desk was open; spans that overlap count once."""
        if end <= begin or self._always:
            return max(0.0, (end - begin).total_seconds())
        first = local_day(self._desk, begin)
        days = min((local_day(self._desk, end) - first).days, _MOST_DAYS)
        total, known = 0.0, begin
        for n in range(days + 1):
            for begins, ends in self._of(first + timedelta(days=n)):
                since, until = max(known, begins), min(end, ends)
                if until > since:
                    total, known = total + (until - since).total_seconds(), until
        return total

    def _of(self, day: date) -> list[tuple[datetime, datetime]]:
        if day not in self._days:
            self._days[day] = opening_spans(self._desk, day)
        return self._days[day]
