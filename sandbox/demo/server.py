"""The demo's web server: static files, the state as server-sent events, commands as JSON, and the agents' dashboard.

It serves this machine only, and no other web page may control the demo: it listens on 127.0.0.1, refuses a Host header with
another name (a name that was rebound to this machine), and refuses a command from another origin. The dashboard protects its
own forms. `commands` runs the commands.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import anyio.to_thread
import uvicorn
from anyio import CapacityLimiter
from jinja2 import Template
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.demo import dashboard, description
from sandbox.demo.commands import REFUSALS, BadCommandError, UnknownCommandError, run_command
from sandbox.demo.demo import Demo
from sandbox.demo.snapshot import snapshot
from sandbox.demo.words import Words
from sandbox.net import HttpRequest
from sandbox.world import DESK, ROOT

_STATIC = Path(__file__).with_name("static")
_PAGE = Path(__file__).with_name("page.html")
#: What is put on the operator's web server; here the demo's page is that server's.
_WEB_CHAT = ROOT / "webchat"
_HOSTS = ["127.0.0.1", "localhost"]
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
_LONGEST_BODY = 64 * 1024
#: Bytes. More than either platform accepts, so that the platform refuses it, not the demo.
_LONGEST_FORM = 6 * 1024 * 1024
#: A browser requests a page's files at the same time. A platform starts a container for each request; a laptop should not.
_REQUESTS_AT_ONCE = 2
#: Seconds: changes within _CALM are sent together; an open stream checks every _GLANCE whether the server ends.
_CALM, _GLANCE = 0.05, 0.5
_PORTS = 50


def application(demo: Demo, ending: Callable[[], bool] = lambda: False) -> Starlette:
    """Returns the demo's web application. Open streams end when `ending` returns True."""

    page_text = _page(demo.words)

    async def page(_: Request) -> Response:
        return HTMLResponse(page_text, headers=_HEADERS)

    async def words(_: Request) -> Response:
        return JSONResponse(dict(demo.words.page), headers=_HEADERS)

    async def openapi(request: Request) -> Response:
        return JSONResponse(description.described_at(str(request.base_url)), headers=_HEADERS)

    async def callme(_: Request) -> Response:
        return HTMLResponse(_page_without_bot(demo.words.language), headers=_HEADERS)

    async def state(_: Request) -> Response:
        return JSONResponse(await run_in_threadpool(snapshot, demo), headers=_HEADERS)

    async def events(_: Request) -> Response:
        return StreamingResponse(_events(demo, ending), media_type="text/event-stream", headers=_HEADERS)

    async def do(request: Request) -> Response:
        return await _command(demo, request)

    limiter = CapacityLimiter(_REQUESTS_AT_ONCE)

    async def desk(request: Request) -> Response:
        return await _deliver(demo, request, limiter)

    async def webhook(request: Request) -> Response:
        return await _webhook(demo, request, limiter)

    return Starlette(
        routes=[
            Route("/", page),
            Route("/state", state),
            Route("/events", events),
            Route("/words", words),
            Route("/openapi.json", openapi),
            Route("/webhook", webhook, methods=["POST", "GET", "OPTIONS"]),
            Route("/commands/{name}", do, methods=["POST"]),
            Route("/desk/{agent}", desk, methods=["GET", "HEAD", "POST"]),
            Mount("/static", StaticFiles(directory=_STATIC)),
            Route("/webchat/callme.html", callme),
            Mount("/webchat", StaticFiles(directory=_WEB_CHAT)),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=_HOSTS, www_redirect=False)],
    )


def listen(host: str, port: int) -> socket.socket:
    """Returns a socket on `port`, or on the next free one. Raises OSError if none of the next 50 is free."""
    for candidate in range(port, port + _PORTS):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # the last demo's connections do not hold it
        try:
            listener.bind((host, candidate))
            listener.listen()
        except (OSError, OverflowError) as error:
            listener.close()
            problem = error
        else:
            return listener
    raise OSError(str(problem))


def make_server(demo: Demo) -> uvicorn.Server:
    """Returns a web server that is not running yet. Its open streams end when it stops."""

    def ending() -> bool:
        return server.should_exit

    config = uvicorn.Config(
        application(demo, ending), log_level="critical", lifespan="off", timeout_graceful_shutdown=2
    )
    server = uvicorn.Server(config)
    return server


def serve(demo: Demo, listener: socket.socket) -> None:
    """Serves until Ctrl-C."""
    with contextlib.suppress(KeyboardInterrupt):
        make_server(demo).run(sockets=[listener])


async def _events(demo: Demo, ending: Callable[[], bool]) -> AsyncIterator[str]:
    with demo.changes.watched() as changed:
        changed.set()
        while not ending():
            if not changed.is_set():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(changed.wait(), _GLANCE)
                continue
            await asyncio.sleep(_CALM)
            changed.clear()
            yield f"data: {json.dumps(await run_in_threadpool(snapshot, demo))}\n\n"


async def _command(demo: Demo, request: Request) -> Response:
    origin = request.headers.get("origin")
    if origin is not None and origin != f"http://{request.headers.get('host')}":
        return _sentence(403, "Commands are accepted from the demo's own page only.")
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        return _sentence(415, "Send a JSON object as application/json.")
    try:
        fields = _fields(await _body(request, _LONGEST_BODY))
        await run_in_threadpool(run_command, demo, request.path_params["name"], fields)
    except UnknownCommandError as error:
        return _sentence(404, str(error))
    except BadCommandError as error:
        return _sentence(400, str(error))
    except REFUSALS as error:
        return _sentence(409, str(error))
    return Response(status_code=204, headers=_HEADERS)


async def _webhook(demo: Demo, request: Request, limiter: CapacityLimiter) -> Response:
    """Passes on a request from this machine. It needs the webhook's secret, which no other web page knows."""
    body = await _body(request, _LONGEST_FORM)
    if body is None:
        return _sentence(413, f"A request has at most {_LONGEST_FORM} bytes.")
    sent = HttpRequest(request.method, str(request.url), dict(request.headers), body)
    answer = await anyio.to_thread.run_sync(lambda: description.deliver(demo.world, sent), limiter=limiter)
    return Response(answer.body, answer.status, dict(answer.headers))


async def _deliver(demo: Demo, request: Request, limiter: CapacityLimiter) -> Response:
    agent_id = request.path_params["agent"]
    if agent_id not in demo.browsers.values():
        return _sentence(404, "There is no agent of that name.")
    body = await _body(request, _LONGEST_FORM)
    if body is None:
        return _sentence(413, f"A form has at most {_LONGEST_FORM} bytes.")
    sent = HttpRequest(request.method, str(request.url), dict(request.headers), body)
    query = request.url.query
    answer = await anyio.to_thread.run_sync(
        lambda: dashboard.deliver(demo.world, agent_id, query, sent, demo.words.language), limiter=limiter
    )
    return Response(answer.body, answer.status, dict(answer.headers))


async def _body(request: Request, longest: int) -> bytes | None:
    """Returns the request's body, or None if it is longer than `longest` bytes."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > longest:
            return None
    return body


def _fields(body: bytes | None) -> dict[str, Any]:
    if body is None:
        raise BadCommandError(f"A command has at most {_LONGEST_BODY} bytes.")
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        raise BadCommandError("The body is not JSON.") from None
    if not isinstance(fields, dict):
        raise BadCommandError("The body must be a JSON object.")
    return fields


def _page(words: Words) -> str:
    """Returns the page in the demo's language, with the time zone of the desk: the chat speaks of times in it."""
    template = Template(_PAGE.read_text(encoding="utf-8"), autoescape=True)
    return str(template.render(t=words.page, language=words.language, time_zone=DESK["time_zone"]))


def _sentence(status: int, message: str) -> Response:
    return JSONResponse({"message": message}, status, headers=_HEADERS)


def _page_without_bot(language: str) -> str:
    """Returns the page with the button as an operator fills it in: here the demo is both the web server and the webhook."""
    text = (_WEB_CHAT / "callme.html").read_text(encoding="utf-8")
    return text.replace("https://FILL-IN/webhook", "/webhook").replace("defer>", f'data-language="{language}" defer>')
