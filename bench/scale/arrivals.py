"""Who asks for a call on a day, and when. The same seed gives the same people, so that two desks can be compared on them."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random

from bench.scale.assumptions import Assumptions

HOUR = 3600.0
_SOONEST = 3.0


@dataclass(frozen=True, slots=True)
class Person:
    """One handover's customer. `at`: seconds since midnight. `picks_up`: seconds of ringing, None for never; `engaged`: the
    line is busy. `presses_key`: a person, not a mailbox. `patience` and `talk` in seconds. `calls_back`: whom nobody takes,
    this one asks to be called back."""

    at: float
    picks_up: float | None
    engaged: bool
    presses_key: bool
    patience: float
    talk: float
    calls_back: bool = False


def people(handovers: float, assumed: Assumptions, seed: int) -> list[Person]:
    """Returns the people of one day with `handovers` on average, in order of time."""
    random = Random(f"people {seed}")
    return [_person(at, assumed, random) for at in times(handovers, assumed, random)]


def times(a_day: float, assumed: Assumptions, random: Random) -> Iterator[float]:
    """Yields the times of a Poisson process whose rate changes from hour to hour, in seconds since midnight."""
    for index, share in enumerate(assumed.hours):
        begins, rate = (assumed.opens + index) * HOUR, a_day * share / HOUR
        at = begins + (random.expovariate(rate) if rate else math.inf)
        while at < begins + HOUR:
            yield at
            at += random.expovariate(rate)


def turns(handovers: float, assumed: Assumptions, seed: int) -> Iterator[float]:
    """Yields the times at which the log webhook sends a turn, of all chats, in order."""
    starts = times(handovers * assumed.chats, assumed, Random(f"turns {seed}"))
    return _turns(starts, assumed)


def hourly(a_day: float, assumed: Assumptions) -> list[float]:
    """Returns the mean arrivals of each open hour."""
    return [a_day * share for share in assumed.hours]


def _turns(starts: Iterable[float], assumed: Assumptions) -> Iterator[float]:
    pending: list[tuple[float, int]] = []
    for start in starts:
        while pending and pending[0][0] <= start:
            yield _next_turn(pending, assumed)
        heapq.heappush(pending, (start, assumed.turns))
    while pending:
        yield _next_turn(pending, assumed)


def _next_turn(pending: list[tuple[float, int]], assumed: Assumptions) -> float:
    at, left = pending[0]
    if left > 1:
        heapq.heapreplace(pending, (at + assumed.turn_gap, left - 1))
    else:
        heapq.heappop(pending)
    return at


def _person(at: float, assumed: Assumptions, random: Random) -> Person:
    fate, spread = random.random(), assumed.talk_spread
    picks_up = _SOONEST + random.expovariate(1 / (assumed.picks_up - _SOONEST))
    engaged = assumed.unanswered <= fate < assumed.unanswered + assumed.engaged
    return Person(
        at=at,
        picks_up=None if fate < assumed.unanswered or engaged or picks_up > assumed.ring_customer else picks_up,
        engaged=engaged,
        presses_key=fate >= 1 - assumed.reached,
        patience=assumed.patient + random.expovariate(1 / assumed.patience),
        talk=random.lognormvariate(math.log(assumed.talk) - spread * spread / 2, spread),
        calls_back=random.random() < assumed.calls_back,
    )
