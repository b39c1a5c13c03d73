"""Wakes the web server's event loop when something changed in one of the world's threads. It does not say what changed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Changes:
    """`notify` may be called in any thread, with or without locks; it never waits."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watchers: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()

    def notify(self) -> None:
        """Set the event of each watcher."""
        with self._lock:
            for loop, event in self._watchers:
                loop.call_soon_threadsafe(event.set)

    @contextmanager
    def watched(self) -> Iterator[asyncio.Event]:
        """An event of the running loop that is set by each change; clear it before looking."""
        watcher = (asyncio.get_running_loop(), asyncio.Event())
        with self._lock:
            self._watchers.add(watcher)
        try:
            yield watcher[1]
        finally:
            with self._lock:
                self._watchers.discard(watcher)
