"""Statistics over handovers: when calls are requested, how many customers talk to an agent, how long they wait, why others
do not talk.

All handovers count as **requested**. Of these, some were **called**: they were not refused, and they are over or an agent is
on the line. Of the called, some **talked** to an agent. A handover without a result yet counts as requested only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from math import ceil
from statistics import fmean, median
from typing import Literal

from handover.core.call.state import State
from handover.core.report.row import Row

HOURS = 24


@dataclass(frozen=True)
class Answered:
    """How many customers were called, and how many of them talked to an agent."""

    called: int
    talked: int

    @property
    def share(self) -> float | None:
        """The share of the called who talked, 0 to 1, or None if nobody was called."""
        return self.talked / self.called if self.called else None


@dataclass(frozen=True)
class Waits:
    """Seconds from the request until an agent took the call, over `count` conversations. None if there were none.

    `median` is the mean of the two middle waits if `count` is even. `most` is the 90th percentile by nearest rank: the
    shortest wait that at least nine in ten did not exceed. So it is always a real wait, and of fewer than ten the longest.
    """

    count: int
    median: float | None
    most: float | None


@dataclass(frozen=True)
class Ratings:
    """The ratings of calls that the agent `name` took, or of all calls (`name` is `""`): how many, and their mean, 1 to 5,
    or None without any."""

    name: str
    count: int
    mean: float | None


@dataclass(frozen=True)
class Cause:
    """Why there was no conversation: the `state` in which handovers ended, as its label has it, or the
    `reason` for which they were refused."""

    kind: Literal["state", "reason"]
    word: str
    count: int


@dataclass(frozen=True)
class Day:
    """The figures of one day in the viewer's time zone."""

    day: date
    requested: int
    answered: Answered
    waits: Waits


@dataclass(frozen=True)
class Figures:
    """`requested` is the number of requested calls. `by_hour` has a count for each hour of the local day. `causes` has the
    biggest first, `by_day` the earliest day first. `ratings` are those of all calls, `by_agent` of each agent with any, by
    name."""

    requested: int
    by_hour: tuple[int, ...]
    answered: Answered
    waits: Waits
    causes: tuple[Cause, ...]
    by_day: tuple[Day, ...]
    ratings: Ratings
    by_agent: tuple[Ratings, ...]


def last_attempts(rows: Sequence[Row]) -> list[Row]:
    """Returns the rows without those that were tried again by themselves: a request and its retries are one request, which
    came to what the last retry came to. Callers without a request have none, nor has an agent who calls back."""
    tried_again = {row.retry_of for row in rows}
    return [row for row in rows if row.id not in tried_again and not row.caller and not row.back_of]


def figures(rows: Sequence[Row], zone: tzinfo, days: Sequence[date]) -> Figures:
    """Returns the figures of the rows, for those days in that zone. An hour that the clock repeats counts as one hour."""
    rows = last_attempts(rows)
    local_times = [datetime.fromisoformat(row.requested_at).astimezone(zone) for row in rows]
    hours = Counter(at.hour for at in local_times)
    on: dict[date, list[Row]] = {day: [] for day in days}
    for at, row in zip(local_times, rows, strict=True):
        on.setdefault(at.date(), []).append(row)
    return Figures(
        requested=len(rows),
        by_hour=tuple(hours[hour] for hour in range(HOURS)),
        answered=_answered(rows),
        waits=_waits(rows),
        causes=_causes(rows),
        by_day=tuple(Day(day, len(on[day]), _answered(on[day]), _waits(on[day])) for day in sorted(on)),
        ratings=_ratings("", rows),
        by_agent=_by_agent(rows),
    )


def has_talked(row: Row) -> bool:
    """Returns whether the customer talks, or talked, to an agent."""
    return row.state in (State.CONNECTED, State.COMPLETED, State.DROPPED)


def _failed(row: Row) -> bool:
    return not row.live and not has_talked(row)


def _answered(rows: Sequence[Row]) -> Answered:
    talked = sum(has_talked(row) for row in rows)
    return Answered(talked + sum(_failed(row) and row.state != State.REFUSED for row in rows), talked)


def _waits(rows: Sequence[Row]) -> Waits:
    waits = sorted(max(0.0, row.wait) for row in rows if has_talked(row) and row.wait is not None)
    if not waits:
        return Waits(0, None, None)
    return Waits(len(waits), median(waits), waits[ceil(len(waits) * 0.9) - 1])


def _ratings(name: str, rows: Sequence[Row]) -> Ratings:
    given = [row.rating for row in rows if row.rating]
    return Ratings(name, len(given), fmean(given) if given else None)


def _by_agent(rows: Sequence[Row]) -> tuple[Ratings, ...]:
    """Returns the ratings of each agent who took a rated call. An agent has the name of their latest call."""
    of_agent: dict[str, list[Row]] = {}
    for row in rows:
        if row.rating and row.agent:
            of_agent.setdefault(row.agent, []).append(row)
    found = [
        _ratings(max(same, key=lambda row: row.requested_at).agent_name or agent, same)
        for agent, same in of_agent.items()
    ]
    return tuple(sorted(found, key=lambda ratings: ratings.name))


def _causes(rows: Sequence[Row]) -> tuple[Cause, ...]:
    counts = Counter(cause_of(row) for row in rows if _failed(row))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Cause(kind, word, count) for (kind, word), count in ranked)


def cause_of(row: Row) -> tuple[Literal["state", "reason"], str]:
    """Returns why the row's request came to no conversation, as a `Cause` has it."""
    return ("reason", row.refusal) if row.state == State.REFUSED and row.refusal else ("state", row.told_as)
