"""Who asked for a person and got one on a day, as sums that can be added up to months and stored.

They have no name, no number and no chat, so they may stay longer than the handovers that they count. Waits are counted by
their length, rounded, because medians cannot be added: to 5 s below ten minutes, to a minute below two hours, else to a
quarter of an hour.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, tzinfo
from math import ceil
from typing import Any

from handover.core.report.requests_for_person import Request
from handover.core.report.statistics import Cause, cause_of


@dataclass(frozen=True)
class PersonSum:
    """The requests of a day, by when they were made. `asked` are those with a result, `got` those of them that reached a
    person; `open_asked` and `open_got` are those made in opening hours. `waiting` have no result yet. `waits` says how often
    a person was reached after so many seconds in opening hours, `causes` why the others were not: a cause's kind and word,
    with a space between, and how often. `counted` is the day on which it was counted (ISO 8601)."""

    asked: int = 0
    got: int = 0
    open_asked: int = 0
    open_got: int = 0
    waiting: int = 0
    waits: Mapping[int, int] = field(default_factory=dict)
    causes: Mapping[str, int] = field(default_factory=dict)
    counted: str = ""

    @property
    def share(self) -> float | None:
        """The share of requests in opening hours that reached a person, 0 to 1, or None without any."""
        return self.open_got / self.open_asked if self.open_asked else None

    @property
    def median(self) -> int | None:
        """Seconds within which half of those who reached a person did, rounded, or None without any."""
        return self._within(0.5)

    @property
    def most(self) -> int | None:
        """Seconds within which nine in ten did, rounded, or None without any."""
        return self._within(0.9)

    def ranked_causes(self) -> list[Cause]:
        """Returns why there was no conversation, the most frequent first."""
        found = []
        for cause, count in self.causes.items():
            kind, _, word = cause.partition(" ")
            found.append(Cause("reason" if kind == "reason" else "state", word, count))
        return sorted(found, key=lambda cause: (-cause.count, cause.kind, cause.word))

    def as_record(self) -> dict[str, Any]:
        return {**asdict(self), "waits": {str(seconds): count for seconds, count in self.waits.items()}}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> PersonSum:
        """Returns a stored sum. Raises AttributeError, TypeError or ValueError when it is damaged."""
        waits = {int(seconds): count for seconds, count in record["waits"].items()} if "waits" in record else {}
        read = cls(**{**record, "waits": waits})
        counts = (read.asked, read.got, read.open_asked, read.open_got, read.waiting)
        if not all(type(n) is int and n >= 0 for n in (*counts, *read.waits.values(), *read.causes.values())):
            raise ValueError("A count is damaged.")
        if not all(" " in cause for cause in read.causes):
            raise ValueError("A cause is damaged.")
        return read

    def _within(self, share: float) -> int | None:
        count, reached = sum(self.waits.values()), 0
        for seconds in sorted(self.waits):
            reached += self.waits[seconds]
            if reached >= ceil(count * share):
                return seconds
        return None


def day_sum(requests: Sequence[Request], day: date, zone: tzinfo, counted: date) -> PersonSum:
    """Returns the sum of those requests that were made on the day in that zone, as counted on the day `counted`."""
    made = [request for request in requests if request.asked_at.astimezone(zone).date() == day]
    over = [request for request in made if not request.waiting]
    return PersonSum(
        asked=len(over),
        got=sum(request.got for request in over),
        open_asked=sum(request.in_hours for request in over),
        open_got=sum(request.in_hours and request.got for request in over),
        waiting=len(made) - len(over),
        waits=dict(Counter(_rounded(request.wait) for request in over if request.got)),
        causes=dict(Counter(" ".join(cause_of(request.last)) for request in over if not request.got)),
        counted=counted.isoformat(),
    )


def added(sums: Iterable[PersonSum]) -> PersonSum:
    """Returns all sums as one; it was counted when the latest of them was."""
    sums = tuple(sums)
    waits, causes = Counter[int](), Counter[str]()
    for each in sums:
        waits.update(each.waits)
        causes.update(each.causes)
    return PersonSum(
        asked=sum(each.asked for each in sums),
        got=sum(each.got for each in sums),
        open_asked=sum(each.open_asked for each in sums),
        open_got=sum(each.open_got for each in sums),
        waiting=sum(each.waiting for each in sums),
        waits=dict(waits),
        causes=dict(causes),
        counted=max((each.counted for each in sums), default=""),
    )


def _rounded(seconds: float) -> int:
    step = 5 if seconds < 600 else 60 if seconds < 7200 else 900
    return round(max(0.0, seconds) / step) * step
