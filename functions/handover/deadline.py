"""The deadline of one request. It is passed in, so that tests control time.

SDK time limits apply to one socket operation: a server that sends one byte at a time can hold a request far beyond them.
So work that waits for another system runs in a worker thread (worker_threads.py), and the request waits for it until its
deadline and no longer. A late result is dropped, and the caller must treat the work as "may have happened".

The worker thread must end as well: 32 that wait for a dripping server would leave none for the next request. So
connections look at `seconds_left` before each socket operation, and close at the deadline (services/socket_limits.py).

A thread that only waits for an answer costs more than the request. So work that can be begun without waiting, over a
connection that is open, is begun in the request's own thread, which then reads the answers as they come. What takes longer
than answers do, or needs a further request, goes to a worker thread: it must not delay the others.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from handover import worker_threads
from handover.clock import Clock
from handover.errors import HandoverError

if TYPE_CHECKING:  # what only speaks waits for nobody
    from concurrent.futures import Future

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

#: The file of work that waits for nothing.
_NO_FILE = -1
#: Seconds in which the answers of what was begun are read, before threads wait for the others: more than most take.
_SOON = 0.5


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


class DeadlineError(HandoverError):
    """The request's time is over. Work that was under way may still happen."""


class _Now(threading.local):
    """The deadline of the work that this thread does now, if that may be short of time."""

    deadline: Deadline | None = None


_now = _Now()


def seconds_left() -> float | None:
    """Returns the seconds that are left for the work in this worker thread, never below zero. Returns None where no
    deadline in real seconds applies: outside a worker thread, and on a clock that is moved by hand."""
    return _now.deadline.left() if _now.deadline else None


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
        if worker_threads.in_one():
            return work()
        if self._stepped:
            return self._in_turn([work])[0]
        begun = self._begun(work)
        return self._here(begun) if begun else self._wait(self._begin(work))

    def together(self, *works: Callable[[], Any]) -> list[Any]:
        """Runs all at the same time; returns their results in order. Raises the first exception, after all have begun.

        On a stepped clock it runs one after the other: what they do must not depend on which of them is first.
        """
        if worker_threads.in_one():
            return [work() for work in works]
        if self._stepped:
            return self._in_turn(works)
        if len(works) > worker_threads.AT_ONCE:
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

        results: dict[int, Future[Any]] = {}

        def finish(place: int) -> None:
            results[place] = worker_threads.future()
            worker_threads.carry_out(partial(self._here, begun[place]), results[place])

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
        before, _now.deadline = _now.deadline, self
        try:
            return work()
        finally:
            _now.deadline = before

    def _in_lanes(self, works: Sequence[Callable[[], Any]]) -> list[Any]:
        """Does what `together` does with more works than one request may do at once: where several requests share the
        workers, a list of a thousand reads must not delay the one read of a call."""
        futures: list[Future[Any]] = [worker_threads.future() for _ in works]
        left = iter(list(zip(works, futures, strict=True)))
        taking = threading.Lock()

        def lane() -> None:
            while True:
                with taking:
                    work, future = next(left, (None, None))
                if work is None or future is None:
                    return
                worker_threads.carry_out(work, future)

        lanes = [self._begin(lane) for _ in range(worker_threads.AT_ONCE)]
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
        with worker_threads.as_one():
            for number, work in enumerate(works):
                if number % worker_threads.AT_ONCE == 0:
                    self._check()
                try:
                    results.append(work())
                except Exception as error:
                    errors.append(error)
        self._check()
        if errors:
            raise errors[0]
        return results

    def _check(self) -> None:
        """Raises DeadlineError when no time is left."""
        if not self.left():
            raise DeadlineError("The time for this request is over.")

    def _begin(self, work: Callable[[], T]) -> Future[T]:
        return worker_threads.submit(partial(self._here, work))

    def _wait(self, future: Future[T]) -> T:
        try:
            return future.result(timeout=self.left())
        except TimeoutError:
            # Work that no worker has begun must not begin later. Work that is done now either ended at the last moment, or
            # the time-out was its own.
            if future.cancel() or not future.done():
                raise DeadlineError("The time for this request is over.") from None
        return future.result()
