"""A function host on a port of this machine: functions in processes of their own reach each other there."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from sandbox.net import HttpRequest, NoConnectionError, Web


class HostServer:
    """`public_url` is the setting PUBLIC_URL for it. Requests may come once `start` was called."""

    def __init__(self) -> None:
        self._web: Web | None = None
        self._server = _Server(("127.0.0.1", 0), _handler(self._respond))
        self._base = f"http://127.0.0.1:{self._server.server_port}"
        self.public_url = f"{self._base}/{{action}}"

    def start(self, web: Web) -> None:
        """Passes all requests on to `web` from now on."""
        self._web = web
        threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.05},
            name="sandbox-functions",
            daemon=True,
        ).start()

    def stop(self) -> None:
        """Ends the server."""
        if self._web:
            self._server.shutdown()
        self._server.server_close()

    def _respond(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("Content-Length") or 0)
        request = HttpRequest(
            handler.command, self._base + handler.path, dict(handler.headers.items()), handler.rfile.read(length)
        )
        assert self._web is not None
        try:
            response = self._web(request)
        except NoConnectionError:
            handler.close_connection = True
            return
        handler.send_response(response.status)
        for name, value in response.headers.items():
            if name.lower() not in ("content-length", "connection"):
                handler.send_header(name, value)
        if response.status != 204:
            handler.send_header("Content-Length", str(len(response.body)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(response.body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignores a client that hung up."""


def _handler(respond: Any) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def serve(self) -> None:
            respond(self)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_OPTIONS = do_PATCH = serve

        def log_message(self, format: str, *args: Any) -> None:
            """Writes nothing."""

    return Handler
