"""The server: `python -m operate.app`. It listens on PORT (8080), and its settings are the environment.

SIGTERM ends it: it accepts nothing more, finishes what runs, and leaves. The platform must leave it END_SECONDS for that,
which is more than any action may take.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from threading import Event

import uvicorn

from handover import clock, runtime, worker_threads
from handover.settings import Settings
from handover.usecases import context
from handover.usecases.context import AppContext
from operate.app.asgi import application
from operate.app.limits import END_SECONDS, PORT, THREADS

#: Longer than a proxy keeps an idle connection, so that no request meets one that is just being closed.
_IDLE_SECONDS = 75


class Awake:
    """Sends no wake-ups: the actions that a call needs next are in this process."""

    def send(self, _url: str, _seconds: float) -> Event:
        sent = Event()
        sent.set()
        return sent


def make_context(settings: Settings) -> AppContext:
    """Returns the context of all requests."""
    return context.make_context(settings, clock.SystemClock(), Awake())


def main(environ: Mapping[str, str] = os.environ) -> int:
    """Serves until a signal ends it. Returns the exit code."""
    worker_threads.serve_at_once(THREADS)
    serves = application(runtime.Container(environ, make_context), environ)
    config = uvicorn.Config(
        serves,
        host="0.0.0.0",  # noqa: S104 (a container's own network)
        port=int(environ.get("PORT") or PORT),
        access_log=False,  # an action writes its own line, without what a log must not have
        log_level="warning",
        proxy_headers=False,  # addresses come from the settings, never from a caller
        server_header=False,
        ws="none",
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=END_SECONDS,
    )
    server = uvicorn.Server(config)
    server.run()
    return 0 if server.started else 1


if __name__ == "__main__":
    sys.exit(main())
