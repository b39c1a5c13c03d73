"""HTTP clients for Twilio's SDK whose connections keep the deadline (services/timed_requests.py)."""

from __future__ import annotations

from typing import Any

from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response

from handover.services import timed_requests

_CONNECTIONS = 32


def pooled_connections(time_limit: float) -> TwilioHttpClient:
    """Returns a client that keeps its connections; `time_limit` is in seconds, for one socket operation."""
    client = TwilioHttpClient(timeout=time_limit)
    client.session = timed_requests.session(_CONNECTIONS)
    return client


def fresh_connections(time_limit: float) -> TwilioHttpClient:
    """Returns a client that makes a connection for each request, and closes it afterwards."""
    return _Fresh(timeout=time_limit, pool_connections=False)


class _Fresh(TwilioHttpClient):  # type: ignore[misc]  # the SDK has no types
    """Sends each request with a client of its own, because several threads send at once."""

    def request(self, *args: Any, **kwargs: Any) -> Response:
        once = TwilioHttpClient(timeout=self.timeout, pool_connections=False)
        with timed_requests.session() as once.session:
            return once.request(*args, **kwargs)
