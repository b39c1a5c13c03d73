"""What Twilio's SDK sends its requests with: our connections, which keep the deadline (services/connections.py).

The SDK's own client loads the library `requests`, which takes longer than the request.
"""

from __future__ import annotations

import logging
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import SplitResult, quote, urlencode, urlsplit

from twilio.http import HttpClient
from twilio.http.response import Response

if TYPE_CHECKING:
    from handover.services.connections import Answer

_TIME_LIMIT = 3.0  # seconds, to connect and for each read
#: What may be in a request's target. The SDK takes a sid as it is, and it may be one that somebody else sent us.
_IN_TARGETS = "!$%&'()*+,/:;=?@[]~"


class Sent(Protocol):
    """A request that was sent."""

    def answer(self) -> Answer: ...


class Sender(Protocol):
    """Sends requests to one server, as Connections does."""

    def send(self, method: str, target: str, headers: Mapping[str, str], body: bytes = b"", /) -> Sent: ...


#: Returns the connections to a server: its address, the limits of connecting and reading, how many are kept idle.
Connect = Callable[[SplitResult, float, float, int], Sender]


class ConnectionsClient(HttpClient):  # type: ignore[misc]  # the SDK has no types
    """Sends the SDK's requests. With `idle` connections kept; with none, each request has a connection of its own."""

    def __init__(self, connect: Connect, idle: int) -> None:
        super().__init__(logging.getLogger("twilio"), is_async=False, timeout=_TIME_LIMIT)
        self._connect = connect
        self._idle = idle
        self._senders: dict[str, Sender] = {}

    def request(
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        **_: object,
    ) -> Response:
        """Returns the answer; redirections are not followed. Raises connections.FAILURES, DeadlineError."""
        address = urlsplit(url)
        query = "&".join(filter(None, (address.query, _encoded(params))))
        target = quote(f"{address.path}?{query}" if query else address.path, _IN_TARGETS, errors="replace")
        authorized = {**(headers or {}), **({"Authorization": _basic(*auth)} if auth else {})}
        sent = self._to(address).send(method.upper(), target, authorized, _encoded(data).encode())
        answer = sent.answer()
        return Response(answer.status, answer.body.decode(errors="replace"))

    def _to(self, address: SplitResult) -> Sender:
        server = f"{address.scheme}://{address.netloc}"
        if server not in self._senders:
            made = self._connect(address, _TIME_LIMIT, _TIME_LIMIT, self._idle)
            self._senders.setdefault(server, made)
        return self._senders[server]


def _encoded(fields: Mapping[str, Any] | None) -> str:
    return urlencode({name: value for name, value in (fields or {}).items() if value is not None}, doseq=True)


def _basic(user: str, password: str) -> str:
    return f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"
