"""Sends the S3 client's requests over connections that keep the deadline (services/timed_http.py).

The SDK's event `before-send` lets a handler send the request itself. This one does what the SDK's own session does, over
other connections. A request whose time is over must not be sent again: the SDK would take DeadlineError for a connection
that broke, and would pause before it tries again.
"""

from __future__ import annotations

import socket
from typing import Any

from ibm_botocore.awsrequest import (
    AWSHTTPConnection,
    AWSHTTPConnectionPool,
    AWSHTTPSConnection,
    AWSHTTPSConnectionPool,
)
from ibm_botocore.exceptions import HTTPClientError
from ibm_botocore.httpsession import URLLib3Session

from handover.clock import DeadlineError
from handover.services.timed_http import Timed

#: The SDK sends the head and the body of a request apart. Without this, the body of a PUT would wait until the head is
#: acknowledged: a round trip, or the 40 ms for which a server may delay that.
_AT_ONCE = (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


class _Connection(Timed, AWSHTTPConnection):  # type: ignore[misc]  # the SDK has no types
    pass


class _TlsConnection(Timed, AWSHTTPSConnection):  # type: ignore[misc]  # the SDK has no types
    pass


class _Pool(AWSHTTPConnectionPool):  # type: ignore[misc]  # the SDK has no types
    ConnectionCls = _Connection


class _TlsPool(AWSHTTPSConnectionPool):  # type: ignore[misc]  # the SDK has no types
    ConnectionCls = _TlsConnection


class TimedSession(URLLib3Session):  # type: ignore[misc]  # the SDK has no types
    """The SDK's session with other connections. `timeout` is for connecting and for one read, in seconds."""

    def __init__(self, timeout: tuple[float, float], connections: int) -> None:
        super().__init__(timeout=timeout, max_pool_connections=connections, socket_options=[_AT_ONCE])
        self._manager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}

    def before_send(self, request: Any, **_: Any) -> Any:
        """Handles the event: returns the answer. Raises the SDK's errors, DeadlineError."""
        try:
            return self.send(request)
        except HTTPClientError as error:
            cause = error.kwargs.get("error")
            if isinstance(cause, DeadlineError):
                raise cause from None
            raise
