"""What a number of handovers say together: when people ask, how many get to talk, how long they wait, why others do not.

Every handover is asked for. Of those, some were **called** (not refused, and over, or an agent is on the line), and of
the called some **talked** to an agent. What is still under way counts as asked for alone, until it is decided.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from math import ceil
from statistics import median
from typing import Literal

from handover.core.call.state import State
from handover.core.report.row import Row

HOURS = 24


@dataclass(frozen=True)
class Answered:
    """How many were called, and how many of them talked to an agent."""

    called: int
    talked: int

    @property
    def share(self) -> float | None:
        """0 to 1; None when nobody was called."""
        return self.talked / self.called if self.called else None


@dataclass(frozen=True)
class Waits:
    """Seconds from the wish until an agent took the call, of `count` conversations; None when there were none.

    `median`: as many waited less as waited more; the mean of the two in the middle when their number is even.
    `most`: the 90th percentile by nearest rank, the shortest wait that at least nine in ten did not exceed; so it is
    always a wait that somebody had, and of fewer than ten it is the longest.
    """

    count: int
    median: float | None
    most: float | None


@dataclass(frozen=True)
class Cause:
    """Why handovers came to no conversation: a `state` they ended in, or the `reason` they were refused for."""

    kind: Literal["state", "reason"]
    word: str
    count: int


@dataclass(frozen=True)
class Day:
    """One local day."""

    day: date
    asked: int
    answered: Answered
    waits: Waits


@dataclass(frozen=True)
class Figures:
    """`by_hour` has a count for each hour of the local day, `causes` are the biggest first, `by_day` the earliest first."""

    asked: int
    by_hour: tuple[int, ...]
    answered: Answered
    waits: Waits
    causes: tuple[Cause, ...]
    by_day: tuple[Day, ...]


def figures(rows: Sequence[Row], zone: tzinfo, days: Sequence[date]) -> Figures:
    """What the rows say, on those days of that zone. An hour that the clocks repeat is one hour."""
    asked_at = [datetime.fromisoformat(row.requested_at).astimezone(zone) for row in rows]
    hours = Counter(at.hour for at in asked_at)
    on: dict[date, list[Row]] = {day: [] for day in days}
    for at, row in zip(asked_at, rows, strict=True):
        on.setdefault(at.date(), []).append(row)
    return Figures(
        asked=len(rows),
        by_hour=tuple(hours[hour] for hour in range(HOURS)),
        answered=_answered(rows),
        waits=_waits(rows),
        causes=_causes(rows),
        by_day=tuple(Day(day, len(on[day]), _answered(on[day]), _waits(on[day])) for day in sorted(on)),
    )


def _talked(row: Row) -> bool:
    return row.state in (State.CONNECTED, State.COMPLETED)


def _failed(row: Row) -> bool:
    return not row.live and not _talked(row)


def _answered(rows: Sequence[Row]) -> Answered:
    talked = sum(_talked(row) for row in rows)
    return Answered(talked + sum(_failed(row) and row.state != State.REFUSED for row in rows), talked)


def _waits(rows: Sequence[Row]) -> Waits:
    waits = sorted(max(0.0, row.wait) for row in rows if _talked(row) and row.wait is not None)
    if not waits:
        return Waits(0, None, None)
    return Waits(len(waits), median(waits), waits[ceil(len(waits) * 0.9) - 1])


def _causes(rows: Sequence[Row]) -> tuple[Cause, ...]:
    counts = Counter(_cause(row) for row in rows if _failed(row))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Cause(kind, word, count) for (kind, word), count in ranked)


def _cause(row: Row) -> tuple[Literal["state", "reason"], str]:
    return ("reason", row.refusal) if row.state == State.REFUSED and row.refusal else ("state", row.state)
