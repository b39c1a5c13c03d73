"""HTTP connections to one server, by the standard library's client: kept for the next request, and within the deadline.

A request has two halves, so that one thread can send several and then read their answers: threads that wait side by side
cost more than the requests do. docs/decisions/0070 has the measurements, and why storage does not go by urllib3.

    exchange = connections.send("GET", "/bucket/key", {})
    exchange.answer()                                         status and body
"""

from __future__ import annotations

import io
import select
import threading
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import finalize

from handover.services.socket_limits import Limit, TimedResponse, limit_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from ssl import SSLContext
    from urllib.parse import SplitResult

#: What is raised when there is no answer, or a broken one.
FAILURES = (OSError, HTTPException)


class NotConnectedError(OSError):
    """No connection was made, so nothing was sent. Its cause says why."""


class Answer(NamedTuple):
    """The answer of a server."""

    status: int
    body: bytes


class Connections:
    """The connections to the server of `address`. The time limits of connecting and of each read are in seconds. At most
    `idle` connections are kept between requests. `authorities` is a file of certificates to trust in place of the usual
    ones."""

    def __init__(self, address: SplitResult, connect: float, read: float, idle: int = 0, authorities: str = "") -> None:
        self._address = address
        self._connect, self._read = connect, read
        self._most = idle
        self._authorities = authorities
        self._lock = threading.Lock()
        self._idle: list[_Connection] = []
        finalize(self, _close, self._idle)

    def send(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes = b"", anew: bool = False
    ) -> Exchange:
        """Sends a request, over a kept connection if there is one; `anew`: over a new one. Raises FAILURES, DeadlineError;
        NotConnectedError if nothing of it was sent."""
        kept = None if anew else self._kept()
        return self._sent(kept or self._made(), method, target, headers, body)

    def send_at_once(self, method: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> Exchange | None:
        """Sends a request over a kept connection. Returns None if there is none, and sends nothing: making one takes time.
        Raises FAILURES, DeadlineError."""
        kept = self._kept()
        return self._sent(kept, method, target, headers, body) if kept else None

    def keep(self, connection: _Connection) -> None:
        """Keep a connection for the next request, or close it if there are enough."""
        with self._lock:
            if len(self._idle) < self._most:
                self._idle.append(connection)
                return
        connection.close()

    def _sent(
        self, connection: _Connection, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> Exchange:
        try:
            connection.reach(self._connect)
            limit = connection.limit(self._connect)  # nothing is sent after the deadline, however long that took
            try:
                connection.exchange(method, target, headers, body)
            except TimeoutError as error:
                raise limit.failure(error) from None
            connection.sock.settimeout(self._read)  # of each read, which keeps the deadline itself
        except BaseException:
            connection.close()
            raise
        return Exchange(self, connection)

    def _kept(self) -> _Connection | None:
        """Returns the connection that was used last, or None. Those that their server has closed meanwhile are closed."""
        while True:
            with self._lock:
                connection = self._idle.pop() if self._idle else None
            if connection is None or not connection.has_news():
                return connection
            connection.close()

    def _made(self) -> _Connection:
        host, port = self._address.hostname or "", self._address.port
        if self._address.scheme == "https":
            return _TlsConnection(host, port, context=_trusting(self._authorities))
        return _Connection(host, port)


@cache
def _trusting(authorities: str) -> SSLContext:
    """Returns what checks servers' certificates. All connections share it, because the authorities are many: reading them
    takes longer than all else of a first request."""
    import ssl

    import certifi

    return ssl.create_default_context(cafile=authorities or certifi.where())


class Exchange:
    """A request that was sent. If its answer is not read the connection is closed: it is of no use any more."""

    def __init__(self, connections: Connections, connection: _Connection) -> None:
        self._connections = connections
        self._connection = connection
        self._kept = False

    def __del__(self) -> None:
        if not self._kept:
            self._connection.close()

    def fileno(self) -> int:
        """Returns the file that becomes readable when the answer comes."""
        return int(self._connection.sock.fileno())

    def first_byte(self) -> None:
        """Waits until the answer begins. It cannot be read any more then. Raises FAILURES."""
        self._connection.sock.recv(1)

    def answer(self) -> Answer:
        """Waits for the answer and returns it. Raises FAILURES, DeadlineError."""
        try:
            response = self._response()
            answer = Answer(response.status, response.read())
        except BaseException:
            self._connection.close()
            raise
        if response.will_close:
            self._connection.close()
        else:
            self._kept = True
            self._connections.keep(self._connection)
        return answer

    def _response(self) -> HTTPResponse:
        response = self._connection.getresponse()
        if response.status < 200:  # another answer follows, which the library does not wait for
            raise HTTPException(f"The answer has the status {response.status}.")
        return response


def _close(connections: list[_Connection]) -> None:
    for connection in connections:
        connection.close()


class _ShortHead(io.BufferedReader):
    """An answer of which the library sees the lines of the head that say where it ends. Nobody asks for the others, and to
    parse a dozen takes as long as to send a request."""

    _in_head: bool | None = None
    _passes = False
    _hidden = 0

    def readline(self, size: int | None = -1, /) -> bytes:
        """Returns the next line that is to be seen. The first one has the status."""
        line = super().readline(size)
        if self._in_head is None:
            self._in_head = True
            return line
        while self._in_head and not self._is_seen(line):
            line = super().readline(size)
        return line

    def _is_seen(self, line: bytes) -> bool:
        first = line[:1]
        if first in b"\r\n":  # the end of the head, or of everything
            self._in_head = False
            return True
        if line[-1:] != b"\n":  # too long, which the library reports
            return True
        if first not in b" \t":  # else the line before goes on
            self._passes = first in _INITIALS and line.partition(b":")[0].strip().lower() in _FRAMING
        self._hidden += not self._passes
        return self._passes or self._hidden > _MOST_HIDDEN


#: The headers by which the library finds the end of an answer, and of the connection.
_FRAMING = frozenset({b"content-length", b"transfer-encoding", b"connection", b"keep-alive", b"proxy-connection"})
_INITIALS = b"cCtTkKpP"
#: After so many lines the library sees all others, and gives up after as many.
_MOST_HIDDEN = 100


class _Response(TimedResponse):
    reader = _ShortHead


class _Connection(HTTPConnection):
    """A connection that sends head and body of a request in one piece, so that they cost one packet."""

    response_class = _Response
    _held: bytearray | None = None

    def reach(self, seconds: float) -> None:
        """Connect within that time, unless it is connected. Raises NotConnectedError, DeadlineError."""
        if self.sock is None:
            self.limit(seconds)
            try:
                self.connect()
            except OSError as error:
                raise NotConnectedError(f"No connection ({type(error).__name__}).") from error

    def exchange(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> None:
        """Sends a request. Only a GET or a DELETE may be without a body. The headers are those that the library does not
        make: the host and the length are."""
        self._held = bytearray()
        self.putrequest(method, target)
        if body or method not in ("GET", "DELETE"):
            self.putheader("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.putheader(name, value)
        self.endheaders(body or None)
        whole, self._held = self._held, None
        self.send(whole)

    def send(self, data: Any) -> None:
        """Sends data. Those of a request are kept until it is complete."""
        if self._held is None:
            super().send(data)
        else:
            self._held += data

    def limit(self, seconds: float) -> Limit:
        """Set the time limit of each operation from now on; the deadline may be earlier. Raises DeadlineError."""
        limit = limit_of(seconds)
        self.timeout = limit.seconds
        if self.sock is not None:
            self.sock.settimeout(self.timeout)
        return limit

    def has_news(self) -> bool:
        """Returns whether anything came since the last answer. As a rule that is the end of the connection."""
        poll = select.poll()
        poll.register(self.sock, select.POLLIN)
        return bool(poll.poll(0))


class _TlsConnection(_Connection, HTTPSConnection):
    def has_news(self) -> bool:
        return bool(self.sock.pending()) or super().has_news()  # what is decrypted already is not in the socket
