"""The function host: one request at a time in a container, a new container if none is free, idle ones kept for a while.

A container that was idle last is used first, as both platforms do; so the others grow old and go. What is billed is the time
that containers exist: runs, and the idle time until the platform removes them.
"""

from __future__ import annotations

import heapq
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from operate import actions

#: Containers of all actions together; Code Engine: instances of a project.
INSTANCES = 250


@dataclass(frozen=True)
class Speed:
    """The seconds of a run in a warm and in a new container, and for how long an idle one stays."""

    warm: float
    cold: float
    idle: float


class _Pool:
    """The containers of one action. `alive` are those that exist, `billed` their seconds so far."""

    def __init__(self, speed: Speed) -> None:
        self.speed = speed
        self.billed = 0.0
        self.cold = 0
        self._busy: list[float] = []  # when each ends: a heap
        self._idle: deque[float] = deque()  # since when each is idle, oldest first

    @property
    def alive(self) -> int:
        return len(self._busy) + len(self._idle)

    @property
    def has_idle(self) -> bool:
        return bool(self._idle)

    def pass_to(self, now: float) -> None:
        """Frees the containers that have ended by `now`, and removes those that were idle too long."""
        while self._busy and self._busy[0] <= now:
            self._idle.append(heapq.heappop(self._busy))
        while self._idle and now - self._idle[0] > self.speed.idle:
            self._idle.popleft()
            self.billed += self.speed.idle

    def run(self, now: float) -> float:
        """Returns the seconds of a run that begins now."""
        if self._idle:
            self.billed += now - self._idle.pop()
            seconds = self.speed.warm
        else:
            self.cold += 1
            seconds = self.speed.cold
        self.billed += seconds
        heapq.heappush(self._busy, now + seconds)
        return seconds


class Containers:
    """`turns` are the times of the log webhook's requests, in order; they run beside the calls.

    `runs` counts by the run's name. `most` is the most containers that existed at once, `minute` the most runs that began
    within one minute of the clock, `refused` the runs that found no room.
    """

    def __init__(self, speed: Speed, turns: Iterable[float] = (), instances: int = INSTANCES) -> None:
        self.runs: Counter[str] = Counter()
        self.most = self.minute = self.refused = 0
        self._pools = {action: _Pool(speed) for action in actions.on_the_web()}
        self._turns, self._instances = iter(turns), instances
        self._next_turn = next(self._turns, None)
        self._minutes: Counter[int] = Counter()

    def run(self, name: str, now: float, /) -> float | None:
        """Returns the seconds of a run; None if the platform refuses it. The name's first word is its action."""
        while self._next_turn is not None and self._next_turn <= now:
            self._run("transcript", self._next_turn)
            self._next_turn = next(self._turns, None)
        return self._run(name, now)

    def end(self, now: float) -> None:
        """Lets the day end: the last turns come, and idle containers go."""
        while self._next_turn is not None:
            self._run("transcript", self._next_turn)
            self._next_turn = next(self._turns, None)
        for pool in self._pools.values():
            pool.pass_to(now + pool.speed.idle + pool.speed.cold + 1)
        self.minute = max([self.minute, *self._minutes.values()])

    @property
    def cold(self) -> Mapping[str, int]:
        """The new containers of each action."""
        return {action: pool.cold for action, pool in self._pools.items()}

    @property
    def billed(self) -> Mapping[str, float]:
        """The seconds that each action's containers existed."""
        return {action: pool.billed for action, pool in self._pools.items()}

    def _run(self, name: str, now: float) -> float | None:
        own = self._pools[name.partition(" ")[0]]
        own.pass_to(now)
        self._minutes[int(now // 60)] += 1
        if not own.has_idle and self._alive(now) >= self._instances:
            self.refused += 1
            return None
        self.runs[name] += 1
        cold = not own.has_idle
        seconds = own.run(now)
        if cold:
            self.most = max(self.most, self._alive(now))
        return seconds

    def _alive(self, now: float) -> int:
        """Returns how many containers exist now."""
        for pool in self._pools.values():
            pool.pass_to(now)
        return sum(pool.alive for pool in self._pools.values())
