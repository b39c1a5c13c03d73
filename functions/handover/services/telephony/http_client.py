"""HTTP clients for Twilio's SDK. Their sessions keep the deadline (services/timed_requests.py)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from requests import Session
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response

_CONNECTIONS = 32


def pooled_connections(make_session: Callable[[int], Session], time_limit: float) -> TwilioHttpClient:
    """Returns a client that keeps its connections; `time_limit` is in seconds, for one socket operation."""
    client = TwilioHttpClient(timeout=time_limit)
    client.session = make_session(_CONNECTIONS)
    return client


def fresh_connections(make_session: Callable[[int], Session], time_limit: float) -> TwilioHttpClient:
    """Returns a client that makes a connection for each request, and closes it afterwards."""
    client = _Fresh(timeout=time_limit, pool_connections=False)
    client.make_session = make_session
    return client


class _Fresh(TwilioHttpClient):  # type: ignore[misc]  # the SDK has no types
    """Sends each request with a client of its own, because several threads send at once."""

    make_session: Callable[[int], Session]

    def request(self, *args: Any, **kwargs: Any) -> Response:
        once = TwilioHttpClient(timeout=self.timeout, pool_connections=False)
        with self.make_session(1) as once.session:
            return once.request(*args, **kwargs)
