"""The tests' Twilio without a server: the client's session gets its replies in place, and no byte leaves the process.

The SDK, `requests` and our own code around them are the real ones. A reply that is to go wrong on its way (late, dripping,
cut off) comes over a real connection all the same, since only that shows what the HTTP library makes of it.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Mapping
from email.message import Message
from typing import Any, Self

from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse

from handover.services import timed_requests
from tests.handover.stub import Reply, Stub, StubRequest
from tests.handover.twilio_stub import TwilioStub
from tests.rounds import announce

_URL = "http://twilio.test"
_TICKET = "X-Stub-Reply"


class TwilioInPlace(TwilioStub):
    """A Twilio whose `session` needs no server. Other processes cannot reach it."""

    def __init__(self) -> None:
        super().__init__()
        self._broken: dict[str, Reply] = {}
        self._tickets = itertools.count(1)

    def __enter__(self) -> Self:
        return self

    @property
    def url(self) -> str:
        return _URL

    def session(self, connections: int = 1) -> Session:
        session = timed_requests.session(connections)
        session.trust_env = False  # looks for a proxy and for credentials before each request
        session.mount(_URL, _Adapter(self, session.get_adapter("http://")))
        return session

    def break_later(self, reply: Reply) -> tuple[str, str]:
        """Returns the address of a real server, and the ticket for which it gives this reply."""
        ticket = str(next(self._tickets))
        self._broken[ticket] = reply
        with self._lock:
            self._stub = self._stub or Stub(lambda request: self._broken.pop(request.headers[_TICKET])).__enter__()
        return self._stub.url, ticket


class _Adapter(HTTPAdapter):
    """Replies in place. `wire` sends what must go over a connection."""

    def __init__(self, twilio: TwilioInPlace, wire: Any) -> None:
        super().__init__()
        self._twilio, self._wire = twilio, wire

    def send(self, request: PreparedRequest, *arguments: Any, **options: Any) -> Response:
        method, target = str(request.method), request.path_url
        reply = self._twilio.reply(StubRequest(method, target, _message(request.headers), _bytes(request.body)))
        if reply.wait or reply.drip or reply.drip_head or reply.cut or reply.garble:
            server, request.headers[_TICKET] = self._twilio.break_later(reply)
            request.url = server + target
            sent: Response = self._wire.send(request, *arguments, **options)
            return sent
        announce(method, target)
        body = io.BytesIO(reply.body)
        return self.build_response(request, HTTPResponse(body, reply.headers, reply.status, preload_content=False))


def _message(headers: Mapping[str, Any]) -> Message:
    message = Message()
    for name, value in headers.items():
        message[name] = value.decode() if isinstance(value, bytes) else value
    return message


def _bytes(body: Any) -> bytes:
    return body.encode() if isinstance(body, str) else body or b""
