"""Figures of each day, an object for each month: they tell nothing of anybody, and stay when the handovers have expired."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from handover.core.report.person_sums import PersonSum
from handover.services.storage import keys
from handover.services.storage.bucket import Bucket, DamagedError
from handover.services.storage.keys import handover_keys, row_keys


class MonthSums:
    """Reads and writes sums. Every method raises StorageError."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def oldest_day(self) -> date | None:
        """Returns the oldest stored day (UTC) with a handover, or None without any: one listing."""
        names, _ = self._bucket.page(keys.DAYS)
        return next((day for name in names if (day := _date(handover_keys.day_in(name)))), None)

    def of_months(self, months: Iterable[date]) -> dict[date, PersonSum]:
        """Returns the sums of the days of those months, by day; a month is named by any of its days. One read for each
        month, side by side. What is damaged counts as missing."""
        names = sorted({_name(month) for month in months})
        found: dict[date, PersonSum] = {}
        for body in self._bucket.in_parallel(*[lambda name=name: self._get(name) for name in names]):
            found |= _sums(body)
        return found

    def put(self, sums: Mapping[date, PersonSum]) -> None:
        """Store the sums of whole months, in place of what is stored of these."""
        by_month: dict[str, dict[str, Any]] = {}
        for day in sorted(sums):
            by_month.setdefault(_name(day), {})[day.isoformat()] = sums[day].as_record()
        for name, days in by_month.items():
            self._bucket.put(name, {"days": days})

    def _get(self, name: str) -> Mapping[str, Any]:
        try:
            return self._bucket.get(name) or {}
        except DamagedError:
            return {}


def _name(day: date) -> str:
    return row_keys.month_sums(f"{day:%Y%m}")


def _sums(body: Mapping[str, Any]) -> dict[date, PersonSum]:
    days = body.get("days")
    found = {}
    for text, record in days.items() if isinstance(days, Mapping) else ():
        day = _date(text)
        try:
            if day:
                found[day] = PersonSum.from_record(record)
        except (AttributeError, TypeError, ValueError):
            continue
    return found


def _date(text: Any) -> date | None:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None
