"""The program in the application's process: its server on a free port, on the world's clock.

The first line on standard output is the port. Each request has the header `x-sandbox-now`, the world's time, and its
response has `x-sandbox-log`, its log lines: requests run at the same time, so the stream itself would mix them. The program
ends when standard input does, not by Ctrl-C, which is for the sandbox.
"""

from __future__ import annotations

import base64
import io
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, TextIO

import uvicorn

from handover import runtime, worker_threads
from handover.usecases import context
from operate.app.__main__ import Awake
from operate.app.asgi import application
from operate.app.limits import THREADS
from sandbox.host.child import WorldClock

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

NOW, LOG = "x-sandbox-now", "x-sandbox-log"

_lines: ContextVar[list[str] | None] = ContextVar("lines", default=None)


class _Lines(io.TextIOBase):
    """Standard output that keeps what a request writes with the request. A request's thread has the request's context."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        written = _lines.get()
        if written is None:
            return self._stream.write(text)
        written.append(text)
        return len(text)

    def flush(self) -> None:
        self._stream.flush()


class _Traced:
    """The application with the world's time before each request and its log lines after it."""

    def __init__(self, app: Any, world: WorldClock) -> None:
        self._app, self._world = app, world

    async def __call__(self, scope: Message, receive: Any, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        for name, value in scope["headers"]:
            if name.decode() == NOW:
                self._world.set(datetime.fromisoformat(value.decode()))
        written: list[str] = []
        _lines.set(written)

        async def send_with_log(message: Message) -> None:
            if message["type"] == "http.response.start":
                log = base64.b64encode(json.dumps("".join(written).splitlines()).encode())
                message["headers"] = [*message["headers"], (LOG.encode(), log)]
            await send(message)

        await self._app(scope, receive, send_with_log)


class _Server(uvicorn.Server):
    """A server that leaves signals to the program that started it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _end_with_the_sandbox() -> None:
    sys.stdin.read()
    os._exit(0)


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_sandbox, daemon=True).start()
    world = WorldClock()
    worker_threads.serve_at_once(THREADS)
    container = runtime.Container(
        os.environ, make_context=lambda settings: context.make_context(settings, world, Awake())
    )
    listening = socket.create_server(("127.0.0.1", 0))
    print(listening.getsockname()[1], flush=True)
    sys.stdout = _Lines(sys.stdout)
    traced = _Traced(application(container, os.environ), world)
    config = uvicorn.Config(traced, access_log=False, log_level="warning", ws="none")
    _Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main()
