"""Time limits of socket operations, within the deadline of the request that they are for.

An HTTP library's time limits apply to one socket operation. A server that sends one byte now and then never reaches them,
in the head of an answer or in its body: the thread would hang, with its connection, long after the request was answered.
So each operation gets the limit that its caller set, or what is left until the deadline if that is less. Where no deadline
applies (clock.seconds_left) the library's limits apply alone.
"""

from __future__ import annotations

import io
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from typing import Any, NamedTuple

from handover.clock import DeadlineError, seconds_left


class Limit(NamedTuple):
    """Seconds that an operation may take (None: any), and whether the deadline sets them."""

    seconds: Any
    by_deadline: bool


class TimedResponse(HTTPResponse):
    """An answer whose bytes come within the deadline. When they do not, reading raises DeadlineError."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp = io.BufferedReader(_Bytes(sock, self.fp.detach()))


class _Bytes(io.RawIOBase):
    """The bytes of a connection. Each read of the socket has a time limit of its own."""

    def __init__(self, sock: socket.socket, raw: io.RawIOBase) -> None:
        self._sock = sock
        self._raw = raw
        self._most = sock.gettimeout()

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._raw.fileno()

    def readinto(self, buffer: Any) -> int | None:
        limit = limit_of(self._most)
        self._sock.settimeout(limit.seconds)
        with deadline_of(limit):
            return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


@contextmanager
def deadline_of(limit: Limit) -> Iterator[None]:
    """Returns a context manager for an operation with that limit: when it takes longer than the deadline allows, it raises
    DeadlineError in place of TimeoutError."""
    try:
        yield
    except TimeoutError:
        if limit.by_deadline:
            raise DeadlineError("The answer did not end before the deadline.") from None
        raise


def limit_of(most: Any) -> Limit:
    """Returns the limit of one operation: `most` seconds, or less. Raises DeadlineError when nothing is left."""
    left = seconds_left()
    if left is None:
        return Limit(most, False)
    if not left:
        raise DeadlineError("The time for this request is over.")
    return Limit(most, False) if isinstance(most, int | float) and most <= left else Limit(left, True)
