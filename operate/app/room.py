"""How many requests and bytes the application holds at the same time. More is refused at once, so that Twilio can use its
fallback address instead of waiting, and so that no crowd of large bodies fills the memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import anyio

from operate.app.limits import MOST_BYTES, MOST_BYTES_AT_ONCE, MOST_WAITING


class BusyError(Exception):
    """There are too many requests at the same time."""


class TooLargeError(Exception):
    """The body has more than MOST_BYTES."""


class Room:
    """What the application can still take: requests that wait for a thread, and bytes of bodies. It belongs to one loop."""

    def __init__(self, threads: int) -> None:
        self.limiter = anyio.CapacityLimiter(threads)
        self._threads = threads
        self._placed = 0
        self._bytes = 0

    def waiting(self) -> int:
        """Returns how many requests wait for a thread."""
        return max(0, self._placed - self._threads)

    def need_a_place(self) -> None:
        """Raises BusyError if no thread will take another request soon."""
        if self.waiting() >= MOST_WAITING:
            raise BusyError

    @contextmanager
    def place(self) -> Iterator[None]:
        """Holds a place for a request that runs, or waits for a thread. Raises BusyError."""
        self.need_a_place()
        self._placed += 1
        try:
            yield
        finally:
            self._placed -= 1

    @contextmanager
    def body(self) -> Iterator[bytearray]:
        """Yields a place for one body, whose bytes count (`take`) until the request has its response."""
        held = bytearray()
        try:
            yield held
        finally:
            self._bytes -= len(held)

    def take(self, held: bytearray, part: bytes) -> None:
        """Adds a part to a body. Raises TooLargeError, or BusyError if all bodies together are too large."""
        if len(held) + len(part) > MOST_BYTES:
            raise TooLargeError
        if self._bytes + len(part) > MOST_BYTES_AT_ONCE:
            raise BusyError
        held += part
        self._bytes += len(part)
