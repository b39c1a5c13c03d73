"""The section `retries` of desk.json: when a customer who could not be reached is called again."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from handover.core.desk.limits import Limits

_HOUR, _DAY = 60, 24 * 60


@dataclass(frozen=True)
class Retries:
    """`after_minutes` has one entry for each retry: the minutes since the call before it. `on` are the final states of a
    call that are retried."""

    after_minutes: tuple[int, ...] = (2,)
    on: tuple[str, ...] = ("busy", "no_answer", "no_human")

    def limit_exceeded(self, limits: Limits) -> str:
        """Returns the limit of a number that the first call and its retries would exceed, or `""`. Calls are counted as if
        they took no time, which is the closest that they can be."""
        if _most_within(_HOUR, self.after_minutes) > limits.calls_per_number_per_hour:
            return "calls_per_number_per_hour"
        too_many = _most_within(_DAY, self.after_minutes) > limits.calls_per_number_per_day
        return "calls_per_number_per_day" if too_many else ""


def _most_within(minutes: int, pauses: tuple[int, ...]) -> int:
    """Returns the most calls that there are in so many minutes, of a call at 0 and one after each pause."""
    calls = list(accumulate(pauses, initial=0))
    return max(sum(first <= call < first + minutes for call in calls) for first in calls)
