"""The ASGI application: a path for each action, and two for the platform's health checks.

An action is synchronous, so it runs in a thread. There are THREADS of them, which is the concurrency that the platform is
told; what comes nevertheless waits a little, and the wait counts as time of the request. More than that gets a 503 at once,
so that Twilio can use its fallback address instead of waiting.

A caller that hangs up ends nothing: a call that is being placed must be noted.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Protocol

import anyio
import anyio.to_thread
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from handover import web
from handover.core.privacy.for_log import for_log
from handover.log import LogLine
from handover.settings import SettingsError
from operate.app import messages
from operate.app.limits import BODY_SECONDS, MOST_BYTES, MOST_WAITING, THREADS

ACTIONS = ("webhook", "twiml", "status", "transcript", "dashboard", "scheduler")

_METHODS = ["GET", "HEAD", "POST", "OPTIONS"]

Endpoint = Callable[[Request], Awaitable[Response]]


class Container(Protocol):
    """The bundle's own container (`handover.runtime.Container`)."""

    def answer(self, action: str, incoming: web.Incoming, waited: float = ...) -> web.Response: ...

    def prepare(self, actions: Iterable[str]) -> None: ...


def application(container: Container, environ: Mapping[str, str], threads: int = THREADS) -> Starlette:
    """Returns the application. Its start prepares `container`; until that has succeeded, it is not ready."""
    state = _State(container)
    routes = [Route("/health/live", _live), Route("/health/ready", state.ready)]
    limiter = anyio.CapacityLimiter(threads)
    for action in ACTIONS:
        endpoint = _endpoint(action, container, environ, limiter)
        routes.append(Route(f"/{action}", endpoint, methods=_METHODS))
        routes.append(Route(f"/{action}/{{rest:path}}", endpoint, methods=_METHODS))
    made = Starlette(routes=routes, lifespan=state.lifespan)
    made.state.waiting = lambda: limiter.statistics().tasks_waiting
    made.router.redirect_slashes = False  # a redirected callback would have another signature
    return made


class _State:
    """Whether the application can serve: its settings are complete, and its modules are loaded."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._ready = False

    @asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncIterator[None]:
        try:
            await anyio.to_thread.run_sync(self._container.prepare, ACTIONS)
            self._ready = True
        except SettingsError as error:
            log = LogLine(action="start", platform="app", outcome="not_set_up")
            log.warn(str(error))
            log.write(for_log)
        yield

    async def ready(self, _: Request) -> Response:
        return PlainTextResponse("ready") if self._ready else PlainTextResponse("not set up; see the log", 503)


async def _live(_: Request) -> Response:
    return PlainTextResponse("live")


def _endpoint(
    action: str, container: Container, environ: Mapping[str, str], limiter: anyio.CapacityLimiter
) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        began = time.monotonic()
        if limiter.statistics().tasks_waiting >= MOST_WAITING:
            return _refused(action, 503, "busy", "Too many requests at the same time.", {"Retry-After": "1"})
        try:
            body = await _body(request)
        except _TooLargeError:
            return _refused(action, 413, "too_large", "The request's body is too large.", {"Connection": "close"})
        except (TimeoutError, ClientDisconnect):
            return _refused(action, 408, "incomplete", "The request did not arrive.", {"Connection": "close"})
        call = messages.incoming(
            request.method,
            request.path_params.get("rest", ""),
            request.scope["query_string"],
            request.scope["headers"],
            body,
            environ,
        )

        def answer() -> web.Response:
            return container.answer(action, call, time.monotonic() - began)

        return _sent(await anyio.to_thread.run_sync(answer, limiter=limiter))

    return endpoint


class _TooLargeError(Exception):
    """The body has more than MOST_BYTES."""


async def _body(request: Request) -> bytes:
    """Returns the body's bytes exactly as sent: signatures are checked over them."""
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced) > MOST_BYTES:
        raise _TooLargeError
    parts: list[bytes] = []
    size = 0
    with anyio.fail_after(BODY_SECONDS):
        async for part in request.stream():
            size += len(part)
            if size > MOST_BYTES:
                raise _TooLargeError
            parts.append(part)
    return b"".join(parts)


def _sent(response: web.Response) -> Response:
    headers, body = messages.outgoing(response)
    made = Response(body, response.status)
    made.raw_headers = headers
    return made


def _refused(action: str, status: int, reason: str, message: str, headers: dict[str, str]) -> Response:
    """Returns a response without the action, with its log line."""
    LogLine(action=action, platform="app", outcome=reason, status=status).write(for_log)
    return _sent(web.problem(status, reason, message, headers))
