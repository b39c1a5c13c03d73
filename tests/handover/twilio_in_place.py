"""The tests' Twilio without a server: the client's connections get their replies in place, and no byte leaves the process.

The SDK and our own code around it are the real ones. A reply that is to go wrong on its way (late, dripping,
cut off) comes over a real connection all the same, since only that shows what the HTTP library makes of it.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Mapping
from email.message import Message
from typing import Any, Self
from urllib.parse import SplitResult, urlsplit

from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse

from handover.services import timed_requests
from handover.services.connections import Answer, Connections
from handover.services.telephony.http_client import Sender, Sent
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

    def session(self) -> Session:
        session = timed_requests.session()
        session.trust_env = False  # looks for a proxy and for credentials before each request
        session.mount(_URL, _Adapter(self, session.get_adapter("http://")))
        return session

    def connections(self, address: SplitResult, connect: float, read: float, idle: int) -> Sender:
        return _InPlace(self, connect, read)

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
        if _goes_wrong(reply):
            server, request.headers[_TICKET] = self._twilio.break_later(reply)
            request.url = server + target
            sent: Response = self._wire.send(request, *arguments, **options)
            return sent
        announce(method, target)
        body = io.BytesIO(reply.body)
        return self.build_response(request, HTTPResponse(body, reply.headers, reply.status, preload_content=False))


class _InPlace:
    """Replies in place, as connections do."""

    def __init__(self, twilio: TwilioInPlace, connect: float, read: float) -> None:
        self._twilio = twilio
        self._limits = connect, read

    def send(self, method: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> Sent:
        reply = self._twilio.reply(StubRequest(method, target, _message(headers), body))
        if _goes_wrong(reply):
            server, ticket = self._twilio.break_later(reply)
            return Connections(urlsplit(server), *self._limits).send(method, target, {**headers, _TICKET: ticket}, body)
        announce(method, target)
        return _Answered(reply)


class _Answered:
    """A request whose reply is there."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply

    def answer(self) -> Answer:
        return Answer(self._reply.status, self._reply.body)


def _goes_wrong(reply: Reply) -> bool:
    return bool(reply.wait or reply.drip or reply.drip_head or reply.cut or reply.garble)


def _message(headers: Mapping[str, Any]) -> Message:
    message = Message()
    for name, value in headers.items():
        message[name] = value.decode() if isinstance(value, bytes) else value
    return message


def _bytes(body: Any) -> bytes:
    return body.encode() if isinstance(body, str) else body or b""
