"""The clock, and the deadline of one request. Both are passed in, so that tests control time.

SDK time limits apply to one socket operation: a server that sends one byte at a time can hold a request far beyond them.
So work that waits for another system runs in a worker thread, and the request waits for it until its deadline and no
longer. A late result is dropped, and the caller must treat the work as "may have happened".

The worker thread must end as well: 32 that wait for a dripping server would leave none for the next request. So
connections look at `seconds_left` before each socket operation, and close at the deadline (services/socket_limits.py).

A thread that only waits for an answer costs more than the request. So work that can be begun without waiting, over a
connection that is open, is begun in the request's own thread, which then reads the answers as they come. What takes longer
than answers do, or needs a further request, goes to a worker thread: it must not delay the others.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from handover.errors import HandoverError

if TYPE_CHECKING:  # what only speaks waits for nobody
    from concurrent.futures import Future, ThreadPoolExecutor

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

#: The file of work that waits for nothing.
_NO_FILE = -1


class Clock(Protocol):
    """The current time (aware, UTC), and seconds that only grow, for measuring durations.

    A clock whose attribute `stepped` is true is moved by hand. Its seconds are not real ones, so a deadline on it waits
    until the work is done, and then reads the clock: it needs no other thread for that.
    """

    def now(self) -> datetime: ...

    def monotonic(self) -> float: ...


class Begun(Protocol[T_co]):
    """Work that was begun. Calling it waits for the end, and returns the result or raises. Its file becomes readable when
    there is something to do.

    Work that can be begun is called as any other to do all of it, and has a method `begin` besides: that returns this, or
    None if it would have to wait."""

    def __call__(self) -> T_co: ...

    def fileno(self) -> int: ...

    def arrived(self) -> bool:
        """To be called once there is something to do. Does that, for a short time, and returns whether calling it now waits
        for nothing, as far as can be told. Then or not, it is to be called for its result."""


class Here(Generic[T]):
    """Work that waits for nothing, so it is done in the request's own thread: beside work that waits, for example."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work

    def __call__(self) -> T:
        return self._work()

    def begin(self) -> Here[T]:
        return self

    def fileno(self) -> int:
        return _NO_FILE

    def arrived(self) -> bool:
        return True


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class DeadlineError(HandoverError):
    """The request's time is over. Work that was under way may still happen."""


def seconds_left() -> float | None:
    """Returns the seconds that are left for the work in this worker thread, never below zero. Returns None where no
    deadline in real seconds applies: outside a worker thread, and on a clock that is moved by hand."""
    return _inside.deadline.left() if _inside.deadline else None


class Deadline:
    """The end of one request's time, `seconds` from now."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._end = clock.monotonic() + seconds

    def left(self) -> float:
        """Returns the seconds that are left, never below zero."""
        return max(0.0, self._end - self._clock.monotonic())

    def earlier(self, seconds: float) -> Deadline:
        """Returns a deadline that ends so many seconds before this one: what comes afterwards has that time."""
        return Deadline(self._clock, self._end - self._clock.monotonic() - seconds)

    def run(self, work: Callable[[], T]) -> T:
        """Returns the result of `work`. Raises its exception, or DeadlineError when it takes longer than the time left.

        Inside a worker thread it runs in place: the thread that waits for this worker keeps the deadline, and a pool
        whose workers wait for further workers can lock up.
        """
        if _inside.worker:
            return work()
        if self._stepped:
            return self._in_turn([work])[0]
        begun = self._begun(work)
        return self._here(begun) if begun else self._wait(self._begin(work))

    def together(self, *works: Callable[[], Any]) -> list[Any]:
        """Runs all at the same time; returns their results in order. Raises the first exception, after all have begun.

        On a stepped clock it runs one after the other: what they do must not depend on which of them is first.
        """
        if _inside.worker:
            return [work() for work in works]
        if self._stepped:
            return self._in_turn(works)
        if len(works) > _AT_ONCE:
            return self._in_lanes(works)
        begun: dict[int, Begun[Any]] = {}
        results: dict[int, Future[Any]] = {}
        try:
            for place, work in enumerate(works):
                if each := self._begun(work):
                    begun[place] = each
                else:
                    results[place] = self._begin(work)
            results |= self._answered(begun)
            return [self._wait(results[place]) for place in range(len(works))]
        except DeadlineError:
            for future in results.values():
                future.cancel()
            raise

    def _begun(self, work: Callable[[], T]) -> Begun[T] | None:
        """Begins work in this thread. Returns None if it cannot be begun, or not without waiting."""
        begin: Callable[[], Begun[T] | None] | None = getattr(work, "begin", None)
        return self._here(begin) if begin else None

    def _answered(self, begun: Mapping[int, Begun[Any]]) -> dict[int, Future[Any]]:
        """Reads the answers of what was begun as they come, for a short time. Returns the results. Worker threads, one for
        each, do what is left: what has no answer by then, or not all of it, and what asks again."""
        if not begun:
            return {}
        import select
        from concurrent.futures import Future

        results: dict[int, Future[Any]] = {}

        def finish(place: int) -> None:
            results[place] = Future()
            _carry_out(partial(self._here, begun[place]), results[place])

        poll, by_file, arrived = select.poll(), dict[int, int](), list[int]()
        for place, each in begun.items():
            file = each.fileno()
            if file == _NO_FILE:
                finish(place)
            else:
                by_file[file] = place
                poll.register(file, select.POLLIN)
        soon = Deadline(self._clock, min(_SOON, self.left() / 2))  # half is left for the workers
        while by_file and (left := soon.left()) and (ready := poll.poll(1000 * left)):
            for file, _ in ready:
                poll.unregister(file)
                place = by_file.pop(file)
                if soon.left() and soon._here(begun[place].arrived):
                    arrived.append(place)
        results |= {place: self._begin(begun[place]) for place in begun.keys() - results.keys() - {*arrived}}
        for place in arrived:
            finish(place)
        return results

    def _here(self, work: Callable[[], T]) -> T:
        """Runs `work` in this thread, with this deadline for its connections."""
        before, _inside.deadline = _inside.deadline, self
        try:
            return work()
        finally:
            _inside.deadline = before

    def _in_lanes(self, works: Sequence[Callable[[], Any]]) -> list[Any]:
        """Does what `together` does with more works than one request may do at once: where several requests share the
        workers, a list of a thousand reads must not delay the one read of a call."""
        futures: list[Future[Any]] = [_future() for _ in works]
        left = iter(list(zip(works, futures, strict=True)))
        taking = threading.Lock()

        def lane() -> None:
            while True:
                with taking:
                    work, future = next(left, (None, None))
                if work is None or future is None:
                    return
                _carry_out(work, future)

        lanes = [self._begin(lane) for _ in range(_AT_ONCE)]
        try:
            return [self._wait(future) for future in futures]
        except DeadlineError:
            for future in (*lanes, *futures):
                future.cancel()
            raise

    @property
    def _stepped(self) -> bool:
        return getattr(self._clock, "stepped", False)

    def _in_turn(self, works: Sequence[Callable[[], T]]) -> list[T]:
        """Does what `together` does, in this thread and as a worker would. Slow work moves the clock instead of taking time:
        it ends at once and may still be late. So those that begin together begin even after one of them was late."""
        results: list[T] = []
        errors: list[Exception] = []
        _inside.worker = True
        try:
            for number, work in enumerate(works):
                if number % _AT_ONCE == 0:
                    self._check()
                try:
                    results.append(work())
                except Exception as error:
                    errors.append(error)
        finally:
            _inside.worker = False
        self._check()
        if errors:
            raise errors[0]
        return results

    def _check(self) -> None:
        """Raises DeadlineError when no time is left."""
        if not self.left():
            raise DeadlineError("The time for this request is over.")

    def _begin(self, work: Callable[[], T]) -> Future[T]:
        return _workers().submit(self._here, work)

    def _wait(self, future: Future[T]) -> T:
        try:
            return future.result(timeout=self.left())
        except TimeoutError:
            # Work that no worker has begun must not begin later. Work that is done now either ended at the last moment, or
            # the time-out was its own.
            if future.cancel() or not future.done():
                raise DeadlineError("The time for this request is over.") from None
        return future.result()


class _Inside(threading.local):
    """Whether this thread is a worker thread, or works as one, and the deadline of the work that it does now, if that may
    be short of time."""

    worker = False
    deadline: Deadline | None = None


_inside = _Inside()
#: What one request may do at the same time.
_AT_ONCE = 32
#: Seconds in which the answers of what was begun are read, before threads wait for the others: more than most take.
_SOON = 0.5
#: What each of many simultaneous requests needs at the same time; few need more, and not for long.
_FOR_EACH = 8
_pool: ThreadPoolExecutor | None = None
_pool_lock = threading.Lock()
_width = _AT_ONCE


def _mark_worker() -> None:
    _inside.worker = True


def _future() -> Future[Any]:
    from concurrent.futures import Future

    return Future()


def _carry_out(work: Callable[[], Any], future: Future[Any]) -> None:
    """Runs `work` unless its future was cancelled, which is when nobody waits for it any more."""
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(work())
    except BaseException as error:
        future.set_exception(error)


def serve_at_once(requests: int) -> None:
    """Makes the pool wide enough for so many simultaneous requests. Without it, it is that of a function, which has one
    request at a time. It must be called before the first request."""
    global _width
    _width = max(_AT_ONCE, _FOR_EACH * requests)


def workers() -> int:
    """Returns how many works the pool does at the same time at most."""
    return _width


def _workers() -> ThreadPoolExecutor:
    """Returns the container's pool, made on first use: wide enough that a stuck worker does not stop the next request."""
    global _pool
    if _pool is None:
        from concurrent.futures import ThreadPoolExecutor

        with _pool_lock:
            if _pool is None:
                _pool = ThreadPoolExecutor(_width, thread_name_prefix="handover", initializer=_mark_worker)
    return _pool
