"""Connections of the library urllib3 that keep the deadline of the request that uses them (socket_limits.py).

`timed_requests.py` gives them to the library `requests`. The HTTP library closes a connection whose exchange raised.
"""

from __future__ import annotations

from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from handover.services.socket_limits import TimedResponse, limit_of


class _Timed:
    """What makes one of urllib3's connections keep the deadline; it comes first in the list of bases."""

    timeout: Any
    response_class = TimedResponse  # the name that http.client looks for

    def request(self, *args: Any, **kwargs: Any) -> None:
        """Sends a request. Connecting, with TLS, and sending have one time limit each."""
        self.timeout = limit_of(self.timeout).seconds
        super().request(*args, **kwargs)  # type: ignore[misc]  # a mixin: urllib3's class has it

    def connect(self) -> None:
        self.timeout = limit_of(self.timeout).seconds
        super().connect()  # type: ignore[misc]  # as above


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
