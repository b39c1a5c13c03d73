"""Wakes the web server's event loop when a thread of the world changed something. It does not say what."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Changes:
    """`notify` may be called in any thread, with or without locks, and never waits."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watchers: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()

    def notify(self) -> None:
        """Sets the event of each watcher."""
        with self._lock:
            for loop, event in self._watchers:
                loop.call_soon_threadsafe(event.set)

    @contextmanager
    def watched(self) -> Iterator[asyncio.Event]:
        """Yields an event of the running loop that each change sets. Clear it before you read the state."""
        watcher = (asyncio.get_running_loop(), asyncio.Event())
        with self._lock:
            self._watchers.add(watcher)
        try:
            yield watcher[1]
        finally:
            with self._lock:
                self._watchers.discard(watcher)
