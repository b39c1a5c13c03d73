"""The sandbox's scheduler: its clock, and the entries that run when their time comes.

Everything in the world that takes time (a phone that rings, a callback that is on its way, a timeout) is an entry in one
agenda. A test moves time by hand (`advance`, `run_until`): entries run one after the other, in the order of their time,
with no threads and no waiting, so the same script always gives the same story. The demo lets the same agenda follow the
wall clock (`go_live`).

Two rules keep both modes right:

- An entry runs under `lock` and must not wait for anything. A thread that reads or changes the world (a REST
  request, the demo's page) takes the lock too.
- What must wait for the outside (a request to a webhook) goes through `outside(work, then)`: `work` runs without the
  lock, so that the code it calls may call back into the world; `then` runs under the lock with its result.
"""

from __future__ import annotations

import heapq
import itertools
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any


class Timer:
    """An entry of the agenda. `cancel` removes it. It may be called at any time and more than once."""

    def __init__(self, act: Callable[[], None]) -> None:
        self.act: Callable[[], None] | None = act

    def cancel(self) -> None:
        self.act = None


class Agenda:
    """The world's clock and its scheduled entries. Times are aware datetimes in UTC; durations are seconds."""

    def __init__(self, start: datetime) -> None:
        self.lock = threading.RLock()
        self._now = self._start = start.astimezone(UTC)
        self._entries: list[tuple[datetime, int, Timer]] = []
        self._order = itertools.count()
        self._outside: deque[tuple[Callable[[], Any], Callable[[Any], None]]] = deque()
        self._live: _Live | None = None

    def now(self) -> datetime:
        """Returns the world's time."""
        return self._live.now() if self._live else self._now

    def monotonic(self) -> float:
        """Returns seconds that never decrease. In stepped time they follow it: a slow machine misses no deadline."""
        return time.monotonic() if self._live else (self._now - self._start).total_seconds()

    @property
    def stepped(self) -> bool:
        """Whether a test moves the time. Then nothing waits for real seconds."""
        return self._live is None

    def step(self, seconds: float) -> None:
        """Lets that many seconds pass. In stepped time it returns at once, and runs no entries."""
        if self._live:
            time.sleep(seconds)
            return
        with self.lock:
            self._now += timedelta(seconds=seconds)

    def after(self, seconds: float, act: Callable[[], None]) -> Timer:
        """Schedules `act` to run under the lock, `seconds` from now."""
        timer = Timer(act)
        with self.lock:
            heapq.heappush(self._entries, (self.now() + timedelta(seconds=seconds), next(self._order), timer))
        if self._live:
            self._live.wake.set()
        return timer

    def outside(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        """Runs `work` without the lock after the present entry, then `then(result)` under the lock."""
        if self._live:
            self._live.pool.submit(self._go_outside, work, then).add_done_callback(self._report)
        else:
            self._outside.append((work, then))

    def advance(self, seconds: float) -> None:
        """Moves the time forward and runs all entries that fall due."""
        end = self._now + timedelta(seconds=seconds)
        self._drain()
        while self._entries and self._entries[0][0] <= end:
            self._run_next()
        self._now = max(self._now, end)

    def skip(self, seconds: float) -> None:
        """Moves the clock forward at once. Entries that fall due meanwhile run afterwards, each one at the new time: what
        repeats, such as the scheduler, runs once."""
        if self._live:
            self._live.skip(seconds)
        else:
            self._now += timedelta(seconds=seconds)

    def run_until(self, condition: Callable[[], bool], at_most: float = 3600) -> bool:
        """Moves the time until `condition` holds. Returns whether it did within `at_most` seconds of world time."""
        end = self._now + timedelta(seconds=at_most)
        self._drain()
        while not condition():
            if not self._entries or self._entries[0][0] > end:
                return False
            self._run_next()
        return True

    def go_live(self) -> None:
        """Follows the wall clock from now on, in a thread of its own."""
        self._live = _Live(self)

    def stop(self) -> None:
        """Ends the live thread. Afterwards time stands still."""
        if self._live:
            live = self._live
            self._live, self._now = None, live.now()  # first: what still runs must not use a pool that closes
            live.stop()

    def due(self) -> float | None:
        """Returns the seconds until the next entry, or None if there is none."""
        with self.lock:
            return (self._entries[0][0] - self.now()).total_seconds() if self._entries else None

    def run_due(self) -> None:
        """Runs the next entry."""
        with self.lock:
            _, _, timer = heapq.heappop(self._entries)
            if timer.act:
                timer.act()

    def _run_next(self) -> None:
        self._now = max(self._now, self._entries[0][0])
        self.run_due()
        self._drain()

    def _drain(self) -> None:
        while self._outside:
            self._go_outside(*self._outside.popleft())

    def _report(self, work: Future[None]) -> None:
        """Prints the traceback of work that failed: its thread would lose it. After the end of live time it prints nothing,
        because the world is being closed."""
        if self._live and not work.cancelled() and work.exception():
            traceback.print_exception(work.exception())

    def _go_outside(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        result = work()
        with self.lock:
            then(result)


class _Live:
    """The thread that lets an agenda follow the wall clock."""

    def __init__(self, agenda: Agenda) -> None:
        self.wake = threading.Event()
        self.pool = ThreadPoolExecutor(8, thread_name_prefix="sandbox-outside")
        self._began_at, self._began = agenda.now(), time.monotonic()
        self._ended = False
        self._agenda = agenda
        self._thread = threading.Thread(target=self._follow, name="sandbox-agenda", daemon=True)
        self._thread.start()

    def now(self) -> datetime:
        return self._began_at + timedelta(seconds=time.monotonic() - self._began)

    def skip(self, seconds: float) -> None:
        self._began_at += timedelta(seconds=seconds)
        self.wake.set()

    def stop(self) -> None:
        self._ended = True
        self.wake.set()
        self._thread.join(timeout=5)
        self.pool.shutdown(wait=False, cancel_futures=True)

    def _follow(self) -> None:
        while not self._ended:
            self.wake.clear()
            due = self._agenda.due()
            if due is None or due > 0:
                self.wake.wait(timeout=due)
            else:
                self._agenda.run_due()
