"""Plays the days of one size, and sums them up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.scale import erlang
from bench.scale.arrivals import HOUR, hourly, people, turns
from bench.scale.assumptions import Assumptions
from bench.scale.containers import Containers, Speed
from bench.scale.model import Desk, Handover, Line
from handover.core.call.state import State

#: Small sizes are played for more days, so that their percentiles mean something.
_ENOUGH, _MOST_DAYS = 3000, 100
_LONG_QUEUE = 10.0


@dataclass(frozen=True)
class Size:
    """How many handovers a day there are on average, and how they find an agent. `seed` 0 is the page's."""

    handovers: int
    line: Line
    calls_a_second: float = 1.0
    seed: int = 0

    @property
    def days(self) -> int:
        return max(1, min(_MOST_DAYS, _ENOUGH // self.handovers))


@dataclass
class Result:
    """All days of one size together; durations in seconds. `minutes` are billed minutes of the customers' and of the
    agents' legs, also of the calls back; `runs` and `billed` are by action or run, `most` and `legs` are peaks. `asked` are
    the customers who asked for a call back, `talked` those of them who then talked; `looked` as in Desk."""

    size: Size
    staff: Sequence[int]
    ends: Counter[State] = field(default_factory=Counter)
    reached: int = 0
    asked: int = 0
    talked: int = 0
    looked: int = 0
    rung: int = 0
    waited: list[float] = field(default_factory=list)
    in_line: list[float] = field(default_factory=list)
    queued: list[float] = field(default_factory=list)
    customer_seconds: float = 0.0
    customer_minutes: int = 0
    agent_minutes: int = 0
    runs: Counter[str] = field(default_factory=Counter)
    billed: Counter[str] = field(default_factory=Counter)
    cold: int = 0
    refused: int = 0
    most: int = 0
    minute: int = 0
    legs: int = 0

    @property
    def handovers(self) -> int:
        return sum(self.ends.values())

    def share(self, end: State) -> float:
        """Returns the share of this end among the customers who pressed a key; who is called back counts as no end."""
        called_back = self.asked if end is State.NO_AGENT else 0
        return (self.ends[end] - called_back) / self.reached if self.reached else 0.0

    @property
    def called_back(self) -> float:
        """The share, of those who pressed a key, who asked for a call back."""
        return self.asked / self.reached if self.reached else 0.0

    def within(self, seconds: float) -> float:
        """Returns the share, of those who pressed a key, for whom the agent's phone rang within `seconds` and who talked."""
        return sum(wait <= seconds for wait in self.in_line) / self.reached if self.reached else 0.0

    @property
    def late_at_twilio(self) -> float:
        """The share of calls that waited longer at Twilio than one notices."""
        return sum(wait > _LONG_QUEUE for wait in self.queued) / len(self.queued) if self.queued else 0.0


def staff_for(handovers: float, assumed: Assumptions) -> list[int]:
    """Returns the agents for each hour of a day: 80 % in 20 s by Erlang C, one at least while the desk is open; after the
    last open hour those of that hour stay."""
    staff = [0] * assumed.opens
    for calls in hourly(handovers * assumed.reached, assumed):
        staff.append(max(1, erlang.agents_for(calls * assumed.handling / HOUR, assumed.handling)))
    return staff


def play(size: Size, assumed: Assumptions) -> Result:
    """Returns what the days of this size gave."""
    result = Result(size, staff_for(size.handovers, assumed))
    speed = Speed(assumed.warm, assumed.cold, assumed.idle)
    for day in range(size.days):
        seed = size.seed * 1000 + day
        containers = Containers(speed, turns(size.handovers, assumed, seed))
        desk = Desk(size.line, result.staff, containers, assumed, size.calls_a_second, seed=seed)
        for handover in desk.play(people(size.handovers, assumed, seed)):
            _add(result, handover)
        for handover in desk.calls_back:
            _add_legs(result, handover)
            result.talked += handover.end is State.COMPLETED
        result.looked += desk.looked
        result.runs.update(containers.runs)
        result.billed.update(containers.billed)
        result.cold += sum(containers.cold.values())
        result.refused += containers.refused
        result.most = max(result.most, containers.most)
        result.minute = max(result.minute, containers.minute)
        result.legs = max(result.legs, desk.most_legs)
    return result


def percentile(values: Sequence[float], share: float) -> float:
    """Returns the value below which `share` of the values lie; 0 for none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def _add(result: Result, handover: Handover) -> None:
    result.ends[handover.end] += 1
    result.reached += handover.reached
    result.asked += handover.called_back
    _add_legs(result, handover)
    result.queued.append(handover.queued)
    if handover.waited is not None and handover.in_line is not None:
        result.waited.append(handover.waited)
        result.in_line.append(handover.in_line)


def _add_legs(result: Result, handover: Handover) -> None:
    result.rung += handover.rung
    result.customer_seconds += handover.customer_leg
    result.customer_minutes += _minutes(handover.customer_leg)
    result.agent_minutes += sum(_minutes(seconds) for seconds in handover.agent_legs)


def _minutes(seconds: float) -> int:
    return -int(-seconds // 60)
