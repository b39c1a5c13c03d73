"""Runs generators as tasks: whatever takes time is a generator that yields what it waits for.

A leg's TwiML, a Dial that hunts, a person with a plan: each reads from top to bottom as one generator and is driven by a
`Task` on the agenda. Nothing blocks, there are no threads, and the order is the agenda's. All of it runs under the
agenda's lock.

    def greeting(leg: Leg) -> Steps[object]:
        yield Sleep(2.0)
        return (yield Take(leg.inbox, timeout=5.0))

A task can be interrupted where it waits: `Interrupted` is raised there, so that a verb can tidy up; it must not wait again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator
from typing import Any, Protocol, TypeVar

from sandbox.agenda import Agenda, Timer

T = TypeVar("T")
Resume = Callable[[Any], None]
Cancel = Callable[[], None]


class Wait(Protocol):
    """What a generator may yield."""

    def begin(self, agenda: Agenda, resume: Resume) -> Cancel:
        """Start waiting; `resume` is called once, from an agenda entry of its own."""


Steps = Generator[Wait, Any, T]


class Interrupted(Exception):
    """What the generator waited for will not come; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Sleep:
    """Let world time pass."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def begin(self, agenda: Agenda, resume: Resume) -> Cancel:
        return agenda.after(self._seconds, lambda: resume(None)).cancel


class Outside:
    """Do work that may call back into the world; its result is what the yield gives."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._work = work

    def begin(self, agenda: Agenda, resume: Resume) -> Cancel:
        agenda.outside(self._work, resume)
        return _nothing  # work that has begun is not stopped: the task just no longer listens


class Inbox:
    """What reaches a generator, in order. Things wait here until they are taken or cleared."""

    def __init__(self) -> None:
        self._items: deque[object] = deque()
        self._waiting: Callable[[], None] | None = None

    def put(self, item: object) -> None:
        self._items.append(item)
        if self._waiting:
            waiting, self._waiting = self._waiting, None
            waiting()

    def clear(self) -> None:
        self._items.clear()

    def _next(self) -> object:
        return self._items.popleft() if self._items else None

    def _tell(self, waiting: Callable[[], None] | None) -> None:
        self._waiting = waiting


class Take:
    """The next thing of an inbox; None when `timeout` seconds passed without any."""

    def __init__(self, inbox: Inbox, timeout: float | None = None) -> None:
        self._inbox = inbox
        self._timeout = timeout

    def begin(self, agenda: Agenda, resume: Resume) -> Cancel:
        inbox = self._inbox
        timers: list[Timer] = []

        def arrived() -> None:
            cancel()
            timers.append(agenda.after(0, lambda: resume(inbox._next())))

        def cancel() -> None:
            inbox._tell(None)
            for timer in timers:
                timer.cancel()

        def gave_up() -> None:
            cancel()
            resume(inbox._next())

        if inbox._items:
            arrived()
        else:
            inbox._tell(arrived)
            if self._timeout is not None:
                timers.append(agenda.after(self._timeout, gave_up))
        return cancel


class Task:
    """Drives one generator; `then` gets what it returned, unless it was interrupted."""

    def __init__(self, agenda: Agenda, steps: Steps[T], then: Callable[[T], None] | None = None) -> None:
        self._agenda = agenda
        self._steps = steps
        self._then = then
        self._cancel: Cancel = _nothing
        self._running = False
        self.over = False
        self._first = agenda.after(0, lambda: self._go_on(None))

    def interrupt(self, reason: str) -> None:
        """Stop where it waits. A task that interrupts itself ends at its next yield."""
        if self.over:
            return
        self.over = True
        self._first.cancel()
        self._cancel()
        if not self._running:
            self._raise(reason)

    def _raise(self, reason: str) -> None:
        try:
            self._steps.throw(Interrupted(reason))
        except (Interrupted, StopIteration):
            return
        raise RuntimeError("an interrupted task must not wait again")

    def _go_on(self, value: Any) -> None:
        if self.over:
            return
        self._running = True
        try:
            wait = self._steps.send(value)
        except StopIteration as end:
            if not self.over:
                self.over = True
                if self._then:
                    self._then(end.value)
            return
        finally:
            self._running = False
        if self.over:
            self._steps.close()
        else:
            self._cancel = wait.begin(self._agenda, self._go_on)


def _nothing() -> None:
    """Nothing to cancel."""
