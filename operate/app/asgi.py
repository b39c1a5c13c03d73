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
from operate.app.limits import BODY_SECONDS, MOST_BYTES, THREADS
from operate.app.room import BusyError, Room, TooLargeError

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
    room = Room(threads)
    for action in ACTIONS:
        endpoint = _endpoint(action, container, environ, room)
        routes.append(Route(f"/{action}", endpoint, methods=_METHODS))
        routes.append(Route(f"/{action}/{{rest:path}}", endpoint, methods=_METHODS))
    made = Starlette(routes=routes, lifespan=state.lifespan)
    made.state.waiting = room.waiting
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


def _endpoint(action: str, container: Container, environ: Mapping[str, str], room: Room) -> Endpoint:
    async def serve(request: Request) -> Response:
        began = time.monotonic()
        room.need_a_place()
        with room.body() as held:
            await _read(request, room, held)
            call = messages.incoming(
                request.method,
                request.path_params.get("rest", ""),
                request.scope["query_string"],
                request.scope["headers"],
                bytes(held),
                environ,
            )

            def answer() -> web.Response:
                return container.answer(action, call, time.monotonic() - began)

            with room.place():  # again: many bodies may have arrived together
                return _sent(await anyio.to_thread.run_sync(answer, limiter=room.limiter))

    async def endpoint(request: Request) -> Response:
        try:
            return await serve(request)
        except BusyError:
            return _refused(action, 503, "busy", "Too many requests at the same time.", {"Retry-After": "1"})
        except TooLargeError:
            return _refused(action, 413, "too_large", "The request's body is too large.", {"Connection": "close"})
        except _IncompleteError:
            return _refused(action, 408, "incomplete", "The request did not arrive.", {"Connection": "close"})

    return endpoint


class _IncompleteError(Exception):
    """The body did not arrive in time, or the caller is gone."""


async def _read(request: Request, room: Room, held: bytearray) -> None:
    """Reads the body's bytes exactly as sent, because signatures are checked over them."""
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced) > MOST_BYTES:
        raise TooLargeError
    try:
        with anyio.fail_after(BODY_SECONDS):
            async for part in request.stream():
                room.take(held, part)
    except (TimeoutError, ClientDisconnect):
        raise _IncompleteError from None


def _sent(response: web.Response) -> Response:
    headers, body = messages.outgoing(response)
    made = Response(body, response.status)
    made.raw_headers = headers
    return made


def _refused(action: str, status: int, reason: str, message: str, headers: dict[str, str]) -> Response:
    """Returns a response without the action, with its log line."""
    LogLine(action=action, platform="app", outcome=reason, status=status).write(for_log)
    return _sent(web.problem(status, reason, message, headers))
