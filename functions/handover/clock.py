"""Time, as something that is handed in: the clock, and the deadline of one request.

SDK time limits are per socket operation: a server that drips one byte at a time can hold a call far beyond them. So
whatever waits for the outside runs in a worker thread and is waited for until the request's deadline, no longer. What
comes too late is dropped here; who asked must treat it as "may have happened".
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from concurrent.futures import TimeoutError as NotDoneError
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from handover.errors import HandoverError

T = TypeVar("T")


class Clock(Protocol):
    """What time it is (aware, UTC), and seconds that only grow for measuring how long work takes.

    A clock whose attribute `stepped` is true is moved by hand. Its seconds are not real ones, so a deadline on it waits
    for work as long as that really takes, and then looks at the clock.
    """

    def now(self) -> datetime: ...

    def monotonic(self) -> float: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class DeadlineError(HandoverError):
    """The request's time is over; what was under way may still happen."""


class Deadline:
    """`seconds` from now on, for one request."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._end = clock.monotonic() + seconds

    def left(self) -> float:
        """Seconds left; never below zero."""
        return max(0.0, self._end - self._clock.monotonic())

    def run(self, work: Callable[[], T]) -> T:
        """The result of `work`, or its exception, or DeadlineError when it takes longer than what is left.

        Inside a worker it runs in place: whoever waits for that worker keeps the deadline, and a pool whose workers
        wait for further workers can lock up.
        """
        return work() if _inside.worker else self._wait(self._begin(work))

    def together(self, *works: Callable[[], Any]) -> list[Any]:
        """Run all side by side; their results in order. The first exception wins, after all have begun."""
        if _inside.worker:
            return [work() for work in works]
        futures = [self._begin(work) for work in works]
        try:
            return [self._wait(future) for future in futures]
        except DeadlineError:
            for future in futures:
                future.cancel()
            raise

    @property
    def _stepped(self) -> bool:
        return getattr(self._clock, "stepped", False)

    def _begin(self, work: Callable[[], T]) -> Future[T]:
        if self._stepped and not self.left():
            raise DeadlineError("The time for this request is over.")
        return _workers().submit(work)

    def _wait(self, future: Future[T]) -> T:
        if self._stepped:
            return self._wait_stepped(future)
        try:
            return future.result(timeout=self.left())
        except NotDoneError:
            # Work that no worker has begun must not begin later. Work that is done after all, ended at the last moment,
            # or the time-out is its own.
            if future.cancel() or not future.done():
                raise DeadlineError("The time for this request is over.") from None
        return future.result()

    def _wait_stepped(self, future: Future[T]) -> T:
        """Slow work moves the clock instead of taking time, so it is over at once and may be late all the same."""
        wait([future])
        if not self.left():
            raise DeadlineError("The time for this request is over.")
        return future.result()


class _Inside(threading.local):
    """Whether this thread is one of the workers."""

    worker = False


_inside = _Inside()
_pool: ThreadPoolExecutor | None = None


def _begin() -> None:
    _inside.worker = True


def _workers() -> ThreadPoolExecutor:
    """One pool per container, made on first use; wide enough that a stuck worker does not stop the next request."""
    global _pool
    if _pool is None:
        _pool = ThreadPoolExecutor(32, thread_name_prefix="handover", initializer=_begin)
    return _pool
