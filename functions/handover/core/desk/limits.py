"""How often a number may be called. Each call to a number takes a slot with the time it was taken; these are judged here,
how slots are taken without two callers taking the same one is the storage's business."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from handover.core.desk.config import Limits

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def number_limit_reached(limits: Limits, taken: Iterable[datetime], now: datetime) -> bool:
    """Whether a number that was called at the times `taken` may not be called again now."""
    ages = [now - at for at in taken]
    return (
        sum(age < _HOUR for age in ages) >= limits.calls_per_number_per_hour
        or sum(age < _DAY for age in ages) >= limits.calls_per_number_per_day
    )
