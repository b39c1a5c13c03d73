"""ASGI middleware that applies the planned faults: a wrong, a late or no response."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.twilio.rest.errors import RestError, internal, too_many, unavailable
from sandbox.twilio.rest.faults import (
    Cut,
    Drip,
    Fault,
    NoSid,
    Odd,
    RestFaults,
    RestRequest,
    ServerError,
    Silence,
    TooManyRequests,
    Unavailable,
)
from sandbox.twilio.rest.form import Form

#: Ends a request's connection at once.
CutOff = Callable[[Scope], None]


@dataclass
class _Answer:
    """The API's response, held back."""

    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""

    async def keep(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
        else:
            self.body += message.get("body", b"")


class FaultMiddleware:
    """`step` lets silence pass in the world's time; without it, silence takes real seconds."""

    def __init__(
        self, app: ASGIApp, faults: RestFaults, cut_off: CutOff, step: Callable[[float], None] | None = None
    ) -> None:
        self._app = app
        self._faults = faults
        self._cut_off = cut_off
        self._step = step

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = await _body(receive)
        fault = self._faults.take(RestRequest(scope["method"], scope["path"], Form(body.decode("latin-1")).plain()))
        again = _once(body)
        if fault is None:
            await self._app(scope, again, send)
            return
        answer = _Answer()
        if _is_accepted(fault):
            await self._app(scope, again, answer.keep)
        await self._go_wrong(fault, answer, scope, send)

    async def _go_wrong(self, fault: Fault, answer: _Answer, scope: Scope, send: Send) -> None:
        match fault:
            case TooManyRequests(retry_after):
                await _refuse(send, too_many(), {} if retry_after is None else {"Retry-After": str(retry_after)})
            case ServerError():
                await _refuse(send, internal(), {})
            case Unavailable():
                await _refuse(send, unavailable(), {})
            case Odd(status, code):
                error = RestError(code, "Odd", status)
                parts = [json.dumps(error.to_json()).encode() if code else b"<html>odd</html>"]
                await _send(send, status, {"Location": "/elsewhere"} if status // 100 == 3 else {}, parts)
            case Silence(seconds=seconds):
                await (asyncio.to_thread(self._step, seconds) if self._step else asyncio.sleep(seconds))
                self._cut_off(scope)
            case Cut():
                self._cut_off(scope)
            case NoSid():
                await _send(send, answer.status, {}, [b"{}"])
            case Drip(pause, pieces):
                size = max(1, len(answer.body) // pieces)
                parts = [answer.body[at : at + size] for at in range(0, len(answer.body), size)]
                await _send(send, answer.status, {}, parts, pause)


def _is_accepted(fault: Fault) -> bool:
    match fault:
        case ServerError(accepted) | Silence(accepted) | Cut(accepted) | Odd(accepted=accepted):
            return accepted
        case Drip() | NoSid():
            return True
    return False


async def _refuse(send: Send, error: RestError, headers: dict[str, str]) -> None:
    await _send(send, error.status, headers, [json.dumps(error.to_json()).encode()])


async def _send(send: Send, status: int, headers: dict[str, str], parts: list[bytes], pause: float = 0.0) -> None:
    lines = {"content-type": "application/json", "content-length": str(sum(map(len, parts))), **headers}
    encoded = [(name.lower().encode(), value.encode()) for name, value in lines.items()]
    await send({"type": "http.response.start", "status": status, "headers": encoded})
    for part in parts:
        await asyncio.sleep(pause)
        await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _body(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


def _once(body: bytes) -> Receive:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
