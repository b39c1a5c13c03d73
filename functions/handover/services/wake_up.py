"""Requests that only start a container: nothing is in them, and nothing is read of their answers.

A serverless platform may stop a container's threads when its request is answered, so a request must be on the wire before
that. Its answer comes after the other container's cold start, which nobody here waits for. But the connection stays open
until then: a proxy may take back the request of a client that is gone. So each request has a thread of its own, which ends
at the first byte of the answer or at a time limit; in a stopped container it ends when the container goes on.

These are not the worker threads of clock.py: a wake-up whose name look-up hangs must take none of them from storage. Nor can
they become many: there is one request to an address at a time.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Protocol
from urllib.parse import urlsplit


class WakeUps(Protocol):
    """Sends wake-up requests."""

    def send(self, url: str, seconds: float, /) -> threading.Event:
        """Request the address with GET, and return at once. The event is set when the request is on its way, and when it
        cannot be sent. `seconds` is the time limit of connecting, and that of the answer. Raises RuntimeError when the
        system has no thread for it."""


class HttpWakeUps:
    """The wake-up requests of one container."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: set[str] = set()

    def send(self, url: str, seconds: float) -> threading.Event:
        """See `WakeUps.send`. Sends nothing while an earlier request to that address is under way."""
        sent = threading.Event()
        threading.Thread(target=self._run, args=(url, seconds, sent), name="handover-wake-up", daemon=True).start()
        return sent

    def _run(self, url: str, seconds: float, sent: threading.Event) -> None:
        # No address, no connection, no answer: then there is a cold start, as without a wake-up.
        with suppress(Exception), self._only_one(url) as first:
            if first:
                self._request(url, seconds, sent)
        sent.set()

    @contextmanager
    def _only_one(self, url: str) -> Iterator[bool]:
        """Returns a context manager that gives whether no other request to that address is under way."""
        with self._lock:
            first = url not in self._under_way
            self._under_way.add(url)
        try:
            yield first
        finally:
            if first:
                with self._lock:
                    self._under_way.discard(url)

    def _request(self, url: str, seconds: float, sent: threading.Event) -> None:
        from handover.services.connections import Connections

        parts = urlsplit(url)
        target = f"{parts.path or '/'}?{parts.query}"
        exchange = Connections(parts, seconds, seconds).send("GET", target, {"Connection": "close"})
        sent.set()
        exchange.first_byte()
