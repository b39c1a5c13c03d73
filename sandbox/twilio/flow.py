"""Runs generators as tasks. A generator yields what it waits for.

A leg's TwiML, a Dial and a person with a plan are generators, each run by a `Task` on the agenda. Nothing blocks, there are
no threads, and the agenda decides the order. All of it runs under the agenda's lock.

    def greeting(leg: Leg) -> Steps[object]:
        yield Sleep(2.0)
        return (yield Take(leg.inbox, timeout=5.0))

A task can be interrupted while it waits. Then `Interrupted` is raised there, so that a verb can clean up. It must not wait
again.
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
    """Something a generator may yield, to wait for it."""

    def begin(self, agenda: Agenda, resume: Resume) -> Cancel:
        """Starts waiting. `resume` is called once, from an agenda entry of its own."""


Steps = Generator[Wait, Any, T]


class Interrupted(Exception):
    """Raised in a generator whose task is interrupted, with the `reason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Sleep:
    """Waits for some seconds of world time."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def begin(self, agenda: Agenda, resume: Resume) -> Cancel:
        return agenda.after(self._seconds, lambda: resume(None)).cancel


class Outside:
    """Does work that may call back into the world. The yield returns its result."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._work = work

    def begin(self, agenda: Agenda, resume: Resume) -> Cancel:
        agenda.outside(self._work, resume)
        return _nothing  # work that has begun is not stopped, its result is ignored


class Inbox:
    """A queue of items for a generator. They stay until they are taken or cleared."""

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

    def _notify(self, waiting: Callable[[], None] | None) -> None:
        self._waiting = waiting


class Take:
    """Waits for the next item of an inbox. The yield returns it, or None after `timeout` seconds without one."""

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
            inbox._notify(None)
            for timer in timers:
                timer.cancel()

        def gave_up() -> None:
            cancel()
            resume(inbox._next())

        if inbox._items:
            arrived()
        else:
            inbox._notify(arrived)
            if self._timeout is not None:
                timers.append(agenda.after(self._timeout, gave_up))
        return cancel


class Task:
    """Runs one generator. `then` is called with what it returns, unless it is interrupted."""

    def __init__(self, agenda: Agenda, steps: Steps[T], then: Callable[[T], None] | None = None) -> None:
        self._agenda = agenda
        self._steps = steps
        self._then = then
        self._cancel: Cancel = _nothing
        self._running = False
        self.over = False
        self._first = agenda.after(0, lambda: self._go_on(None))

    def interrupt(self, reason: str) -> None:
        """Stops the generator where it waits. A task that interrupts itself ends at its next yield."""
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
    """Cancels nothing."""
