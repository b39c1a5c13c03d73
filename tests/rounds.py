"""Counts the requests of one action, and its rounds: the longest chain of requests each of which began after the one
before it had ended.

    counter = Counter()
    counter.watch(memory)                      # a MemoryBucket
    deployment = Deployment(rig, make_context=counter.contexts(rig.app_for))
    with counter.counting() as count:
        deployment.start()
    assert count.rounds <= 4

No clock is read, so the figures do not depend on how fast or busy the machine is. Each thread that works for the action has
a logical time, in rounds: a request takes one, works that run side by side begin at the same time, and who waits for them
goes on when the longest of them ends. A deadline starts and joins all such works, so the counter gives each request's
context a deadline of its own. A request from a thread that no deadline started is a fault of the counter's: see `strays`.

Storage is counted in the bucket in memory, also each page and each try of a request. Everything else is counted where
Python's HTTP client sends it: Twilio's SDK, and any other. Who replies to a request in its place calls `announce`.
"""

from __future__ import annotations

import re
import threading
from collections import Counter as Multiset
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from functools import partial
from http.client import HTTPConnection
from typing import Any, Generic, TypeVar
from weakref import WeakSet

from handover.clock import Clock
from handover.deadline import Deadline
from handover.log import LogLine
from handover.settings import Settings
from handover.usecases.context import AppContext, RequestContext
from tests.fakes.bucket import MemoryBucket

T = TypeVar("T")

_OF_TWILIO = re.compile(r"/2010-04-01/Accounts/\w+/(\w+)")
#: What object storage charges as class A (writes and listings) and as class B (reads). Deleting is free.
_CLASS_A, _CLASS_B = ("PUT", "LIST"), ("GET",)


@dataclass(frozen=True)
class Sent:
    """One request. `target`: an object's key or a listing's prefix; for others their path. `round` counts from 1."""

    to: str
    method: str
    target: str
    round: int

    @property
    def kind(self) -> str:
        """Returns method and kind of target: `PUT v1/live`, `GET desk.json`, `POST twilio/Calls`."""
        if self.to == "storage":
            return f"{self.method} {'/'.join(self.target.split('/')[:2])}"
        found = _OF_TWILIO.match(self.target)
        return f"{self.method} {self.to}/{found[1] if found else self.target.partition('?')[0].lstrip('/')}"


@dataclass
class Count:
    """What one action sent. `strays`: requests from threads whose logical time is not known."""

    sent: list[Sent] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)

    @property
    def rounds(self) -> int:
        """Returns the longest chain. Raises AssertionError when a request has no logical time."""
        assert not self.strays, f"These requests came from a thread that no deadline started: {self.strays}"
        return max((request.round for request in self.sent), default=0)

    @property
    def storage(self) -> int:
        """Returns the number of requests to storage."""
        return len(self._of("storage"))

    @property
    def twilio(self) -> int:
        """Returns the number of requests to Twilio."""
        return len(self._of("twilio"))

    @property
    def class_a(self) -> int:
        """Returns the number of writes and listings."""
        return sum(request.method in _CLASS_A for request in self._of("storage"))

    @property
    def class_b(self) -> int:
        """Returns the number of reads."""
        return sum(request.method in _CLASS_B for request in self._of("storage"))

    @property
    def kinds(self) -> Mapping[str, int]:
        """Returns how many requests of each kind there were, by kind."""
        return dict(sorted(Multiset(request.kind for request in self.sent).items()))

    def __str__(self) -> str:
        """Returns the rounds in order, each with its requests."""
        lines = [f"{self.storage} to storage (A {self.class_a}, B {self.class_b}), {self.twilio} to Twilio"]
        for number in range(1, max((request.round for request in self.sent), default=0) + 1):
            kinds = sorted(request.kind for request in self.sent if request.round == number)
            lines.append(f"{number}: {', '.join(kinds)}")
        return "\n".join([*lines, *(f"stray: {stray}" for stray in self.strays)])

    def _of(self, to: str) -> list[Sent]:
        return [request for request in self.sent if request.to == to]


class Counter:
    """Counts what one thread's actions send, while `counting`. One action at a time."""

    def __init__(self) -> None:
        self._times = _Times()
        self._count: Count | None = None
        self._lock = threading.Lock()
        _listen(self)

    def watch(self, bucket: MemoryBucket) -> None:
        """Count the requests to this bucket."""
        bucket.watch = partial(self.note, "storage")

    def app(self, made: AppContext) -> AppContext:
        """Returns the same context, whose requests can be counted."""
        return _CountedApp(**{each.name: getattr(made, each.name) for each in fields(AppContext)}, times=self._times)

    def contexts(self, make: Callable[[Settings], AppContext]) -> Callable[[Settings], AppContext]:
        """Returns the same maker of contexts, whose requests can be counted."""
        return lambda settings: self.app(make(settings))

    @contextmanager
    def counting(self) -> Iterator[Count]:
        """Counts what is sent in the block, by this thread and those that work for it."""
        assert self._count is None, "One action is counted at a time."
        self._count, self._times.now = Count(), 0
        try:
            yield self._count
        finally:
            self._count, self._times.now = None, None

    def note(self, to: str, method: str, target: str) -> None:
        """Note a request that this thread sends now."""
        count, before = self._count, self._times.now
        if count is None:
            return
        with self._lock:
            if before is None:
                count.strays.append(f"{method} {target}")
                return
            self._times.now = before + 1
            count.sent.append(Sent(to, method, target, before + 1))


class _Times(threading.local):
    """The logical time of this thread, in rounds; None while it works for no action. `inside`: it does a work that a
    deadline began, and does further works one after the other."""

    now: int | None = None
    inside = False


@dataclass(frozen=True)
class _CountedApp(AppContext):
    times: _Times = field(kw_only=True)

    def within(self, deadline: Deadline, log: LogLine) -> RequestContext:
        return super().within(_CountedDeadline(self.clock, deadline.left(), self.times), log)


class _CountedDeadline(Deadline):
    """A deadline that carries logical time into the works that it starts, and back."""

    def __init__(self, clock: Clock, seconds: float, times: _Times) -> None:
        super().__init__(clock, seconds)
        self._times = times

    def earlier(self, seconds: float) -> Deadline:
        return _CountedDeadline(self._clock, self._end - self._clock.monotonic() - seconds, self._times)

    def run(self, work: Callable[[], T]) -> T:
        timed = _Timed(work, self._times)
        try:
            return super().run(timed)
        finally:
            timed.join()

    def together(self, *works: Callable[[], Any]) -> list[Any]:
        timed = [_Timed(work, self._times) for work in works]
        try:
            return super().together(*timed)
        finally:
            for each in timed:
                each.join()
                if each.failed:
                    break  # the others may not have ended: nobody waited for them


class _Timed(Generic[T]):
    """A work, and the logical times at which it begins and ends."""

    def __init__(self, work: Callable[[], T], times: _Times) -> None:
        self._work, self._times = work, times
        self._start = self.end = times.now
        self.failed = False

    def __call__(self) -> T:
        times = self._times
        if times.inside:
            return self._work()
        before, times.now, times.inside = times.now, self._start, True
        try:
            return self._work()
        except BaseException:
            self.failed = True
            raise
        finally:
            self.end, times.now, times.inside = times.now, before, False

    def join(self) -> None:
        """This thread has waited for the work."""
        if self._times.now is not None and self.end is not None:
            self._times.now = max(self._times.now, self.end)


#: All counters in use.
_counters: WeakSet[Counter] = WeakSet()
_listening = threading.Lock()


def _listen(counter: Counter) -> None:
    with _listening:
        _counters.add(counter)
        if HTTPConnection.putrequest is not _putrequest:
            # Not an audit hook (`http.client.send`): Python runs that one also while coverage sets its trace function for
            # another thread, and two threads in it at once make both fail.
            HTTPConnection.putrequest = _putrequest  # type: ignore[assignment, method-assign]


def announce(method: str, url: str) -> None:
    """Tells all counters of a request, in the thread that sends it."""
    for counter in list(_counters):
        counter.note("twilio" if _OF_TWILIO.match(url) else "http", method, url)


_send_request_line = HTTPConnection.putrequest


def _putrequest(connection: HTTPConnection, method: str, url: str, *arguments: Any, **named: Any) -> None:
    announce(method, url)
    _send_request_line(connection, method, url, *arguments, **named)
