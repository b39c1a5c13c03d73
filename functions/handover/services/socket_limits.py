"""Time limits of socket operations, within the deadline of the request that they are for.

An HTTP library's time limits apply to one socket operation. A server that sends one byte now and then never reaches them,
in the head of an answer or in its body: the thread would hang, with its connection, long after the request was answered.
So each operation gets the limit that its caller set, or what is left until the deadline if that is less. Where no deadline
applies (deadline.seconds_left) the library's limits apply alone.
"""

from __future__ import annotations

import io
import socket
from http.client import HTTPResponse
from typing import Any, NamedTuple

from handover.deadline import DeadlineError, seconds_left


class Limit(NamedTuple):
    """Seconds that an operation may take (None: any), and whether the deadline sets them."""

    seconds: Any
    by_deadline: bool

    def failure(self, error: TimeoutError) -> Exception:
        """Returns what is to be raised when an operation with this limit took too long: DeadlineError where the deadline set
        it."""
        return DeadlineError("The answer did not end before the deadline.") if self.by_deadline else error


class TimedResponse(HTTPResponse):
    """An answer whose bytes come within the deadline. When they do not, reading raises DeadlineError."""

    reader: type[io.BufferedReader] = io.BufferedReader

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp = self.reader(_Bytes(sock, self.fp.detach()))


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
        try:
            return self._raw.readinto(buffer)
        except TimeoutError as error:
            raise limit.failure(error) from None

    def close(self) -> None:
        self._raw.close()
        super().close()


def limit_of(most: Any) -> Limit:
    """Returns the limit of one operation: `most` seconds, or less. Raises DeadlineError when nothing is left."""
    left = seconds_left()
    if left is None:
        return Limit(most, False)
    if not left:
        raise DeadlineError("The time for this request is over.")
    return Limit(most, False) if isinstance(most, int | float) and most <= left else Limit(left, True)
