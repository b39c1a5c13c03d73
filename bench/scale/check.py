"""The simulation of a plain queue beside Erlang C: random arrivals, exponential talks, nobody hangs up.

Nothing but talks takes time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from bench.scale import erlang
from bench.scale.arrivals import HOUR, Person
from bench.scale.assumptions import Assumptions
from bench.scale.containers import Containers, Speed
from bench.scale.model import Desk, Line

_NO_TIME: dict[str, Any] = dict.fromkeys(
    (
        *("set_up", "greeting", "connecting", "next_agent", "busy_signal", "agent_picks_up", "whisper", "brief"),
        *("wrap_up", "agent_misses", "unanswered_words"),
    ),
    0.0,
)


@dataclass(frozen=True)
class Checked:
    """`formula` and `simulated`: the share of callers who wait at most 20 s."""

    load: float
    agents: int
    formula: float
    simulated: float
    mean_by_formula: float
    mean_simulated: float


class _Instant(Containers):
    """A function host without limits, whose runs take no time."""

    def __init__(self) -> None:
        super().__init__(Speed(warm=0.0, cold=0.0, idle=0.0))

    def run(self, _name: str, _now: float, /) -> float | None:
        return 0.0


def against_erlang(load: float, agents: int, handling: float, calls: int, seed: int = 0) -> Checked:
    """Returns both for `calls` calls of `handling` seconds that offer `load` erlangs to `agents`."""
    assumed = replace(Assumptions(), **_NO_TIME)
    people = list(_people(load / handling, handling, calls, Random(f"check {seed}")))
    staff = [agents] * (int(people[-1].at // HOUR) + 1)
    # Twilio's limit would space the arrivals, which are then no longer random.
    desk = Desk(Line.QUEUE, staff, _Instant(), assumed, calls_a_second=1e9)
    waits = [each.in_line for each in desk.play(people) if each.in_line is not None]
    return Checked(
        load,
        agents,
        erlang.service_level(agents, load, handling, 20),
        sum(wait <= 20 for wait in waits) / len(waits),
        erlang.mean_wait(agents, load, handling),
        sum(waits) / len(waits),
    )


def _people(rate: float, handling: float, calls: int, random: Random) -> Iterator[Person]:
    at = 0.0
    for _ in range(calls):
        at += random.expovariate(rate)
        yield Person(at, 0.0, False, True, 1e9, random.expovariate(1 / handling))
