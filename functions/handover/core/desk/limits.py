"""The limits of a desk: how often a number may be called, how many calls a day, how long they ring and last.

The times at which a number was called are stored as quota claims (services/storage/quotas.py), so that two starts at the
same moment cannot use the same claim. Whether those times use up the number's quota is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Limits:
    """The section `limits` of desk.json, with its defaults. `ring_*_seconds` is how long a phone rings, `call_minutes` how
    long a call may last. `sign_in_codes_per_hour` counts messages and calls with codes for the dashboard's sign-in, for
    browsers that are not known, in an hour of the clock."""

    calls_per_number_per_hour: int = 2
    calls_per_number_per_day: int = 6
    calls_per_day: int = 200
    call_minutes: int = 60
    ring_customer_seconds: int = 40
    ring_agent_seconds: int = 20
    sign_in_codes_per_hour: int = 30


def number_limit_reached(limits: Limits, called_at: Iterable[datetime], now: datetime) -> bool:
    """Returns whether a number that was called at those times must not be called again now. The hour and the day are the
    last 60 minutes and the last 24 hours, not those of the calendar."""
    ages = [now - at for at in called_at]
    return (
        sum(age < _HOUR for age in ages) >= limits.calls_per_number_per_hour
        or sum(age < _DAY for age in ages) >= limits.calls_per_number_per_day
    )
