"""HTTP connections that keep the deadline of the request that uses them.

urllib3's time limits apply to one socket operation. A server that sends one byte now and then never reaches them, in the
head of an answer or in its body: the worker thread would hang, with its connection, long after the request was answered.
So each operation here gets the time limit that its caller set, or what is left until the deadline if that is less. When
nothing is left it raises DeadlineError, and the HTTP library closes a connection whose exchange raised.

`storage/client.py` uses it for object storage, `timed_requests.py` for IAM and Twilio. Outside a worker thread, and on a
clock that is moved by hand, the library's limits apply alone.
"""

from __future__ import annotations

import http.client
import io
import socket
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from handover.clock import DeadlineError, seconds_left


class _Timed:
    """What makes one of urllib3's connections keep the deadline; it comes first in the list of bases."""

    timeout: Any

    def request(self, *args: Any, **kwargs: Any) -> None:
        """Sends a request. Connecting, with TLS, and sending have one time limit each."""
        self.timeout, _ = _limit(self.timeout)
        super().request(*args, **kwargs)  # type: ignore[misc]  # a mixin: urllib3's class has it

    def connect(self) -> None:
        self.timeout, _ = _limit(self.timeout)
        super().connect()  # type: ignore[misc]  # as above

    class response_class(http.client.HTTPResponse):  # the name that http.client looks for
        """An answer whose bytes come within the deadline."""

        def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
            super().__init__(sock, *args, **kwargs)
            self.fp = io.BufferedReader(_Bytes(sock, self.fp.detach()))


class _Connection(_Timed, HTTPConnection):  # type: ignore[misc]  # the answer's class is narrower
    pass


class _TlsConnection(_Timed, HTTPSConnection):  # type: ignore[misc]  # likewise
    pass


class TimedPool(HTTPConnectionPool):
    """A pool of connections that keep the deadline."""

    ConnectionCls = _Connection


class TimedTlsPool(HTTPSConnectionPool):
    """A pool of connections with TLS that keep the deadline."""

    ConnectionCls = _TlsConnection


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
        limit, is_deadline = _limit(self._most)
        self._sock.settimeout(limit)
        try:
            return self._raw.readinto(buffer)
        except TimeoutError:
            if is_deadline:
                raise DeadlineError("The answer did not end before the deadline.") from None
            raise

    def close(self) -> None:
        self._raw.close()
        super().close()


def _limit(most: Any) -> tuple[Any, bool]:
    """Returns the seconds that one operation may take, `most` or less, and whether the deadline sets them. Raises
    DeadlineError when nothing is left."""
    left = seconds_left()
    if left is None:
        return most, False
    if not left:
        raise DeadlineError("The time for this request is over.")
    return (most, False) if isinstance(most, int | float) and most <= left else (left, True)
