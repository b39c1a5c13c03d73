"""Manages containers as both platforms do: one request at a time in each, and a new one if all are busy.

A container belongs to one action. Actions share no memory, and two requests at the same moment share only storage, so races
between them are real.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar


class Closable(Protocol):
    """A container. `alive`: it can take another request."""

    @property
    def alive(self) -> bool: ...

    def close(self) -> None: ...


C = TypeVar("C", bound=Closable)


class Containers(Generic[C]):
    """The containers of all actions. The one that was used last is used first, as on the platforms."""

    def __init__(self) -> None:
        self._idle: dict[str, list[C]] = {}
        self._lock = threading.Lock()

    @contextmanager
    def lend(self, action: str, start: Callable[[], C]) -> Iterator[C]:
        """Yields a container of that action for one request. Calls `start` for a new one if none is idle."""
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
        """Ends every idle container."""
        with self._lock:
            idle = [container for containers in self._idle.values() for container in containers]
            self._idle.clear()
        for container in idle:
            container.close()
