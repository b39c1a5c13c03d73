"""Keeps containers as both platforms do: one request at a time in each, and a further one when all are busy.

A container belongs to one action, so what an action remembers in memory no other action sees, and two requests at the same
moment share nothing but storage: that is what makes races between them real.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar


class Closable(Protocol):
    """What can be ended, and says whether it still can be used."""

    @property
    def alive(self) -> bool: ...

    def close(self) -> None: ...


C = TypeVar("C", bound=Closable)


class Containers(Generic[C]):
    """The containers of all actions. The one used last is used first, as platforms do."""

    def __init__(self) -> None:
        self._idle: dict[str, list[C]] = {}
        self._lock = threading.Lock()

    @contextmanager
    def lend(self, action: str, start: Callable[[], C]) -> Iterator[C]:
        """A container of that action for one request; `start` makes one when none is idle."""
        with self._lock:
            idle = self._idle.setdefault(action, [])
            container = idle.pop() if idle else None
        container = container or start()
        try:
            yield container
        finally:
            if container.alive:
                with self._lock:
                    self._idle.setdefault(action, []).append(container)
            else:
                container.close()

    def close(self) -> None:
        """End every idle container."""
        with self._lock:
            idle = [container for containers in self._idle.values() for container in containers]
            self._idle.clear()
        for container in idle:
            container.close()
