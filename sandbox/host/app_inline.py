"""Runs the application in this process: requests go through its own ASGI adapter, without a server."""

from __future__ import annotations

import base64
from collections.abc import Mapping, MutableMapping
from typing import Any

from operate.app.asgi import Container, application
from sandbox.host.app import result
from sandbox.host.loop import run_to_end
from sandbox.net import HttpResponse


class InApp:
    """Serves runs of the platform "app" with the bundle's container behind the adapter."""

    def __init__(self, container: Container, environ: Mapping[str, str]) -> None:
        self._container = container
        self._environ = environ

    def serve(self, action: str, args: Mapping[str, Any]) -> dict[str, Any]:
        """Returns the response's parts, as sandbox/host/app.py takes them."""
        scope = {
            "path": f"/{action}{args['path']}",
            "query_string": args["query"].encode(),
            "method": args["method"],
            "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in args["headers"].items()],
        }
        # Each request has an event loop of its own, and what belongs to a loop cannot be shared.
        app = application(self._container, self._environ)
        return result(run_to_end(exchange(app, scope, base64.b64decode(args["body"]))))


async def exchange(app: Any, scope: Mapping[str, Any], body: bytes = b"") -> HttpResponse:
    """Returns the response of an ASGI application to one request, as a server would send it."""
    sent: list[MutableMapping[str, Any]] = []
    parts = iter(({"type": "http.request", "body": body, "more_body": False},))

    async def receive() -> Mapping[str, Any]:
        return next(parts, {"type": "http.disconnect"})

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    defaults = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http", "root_path": ""}
    await app({**defaults, "query_string": b"", "method": "GET", "headers": [], **scope}, receive, send)
    head = sent[0]
    headers: dict[str, str] = {}
    for raw_name, raw_value in head["headers"]:
        name, value = raw_name.decode().lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    empty = scope.get("method") == "HEAD"
    return HttpResponse(head["status"], headers, b"" if empty else b"".join(part.get("body", b"") for part in sent[1:]))
