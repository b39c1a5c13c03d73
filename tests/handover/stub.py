"""A small HTTP server whose responses a test chooses: right, wrong, late, byte by byte, or none.

It knows nothing about Twilio and object storage. It keeps each request as it came over the wire.
"""

from __future__ import annotations

import contextlib
import io
import json
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class StubRequest:
    """One request as it came; `target` is path and query, `port` the client's."""

    method: str
    target: str
    headers: Message
    body: bytes
    port: int = 0

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True)

    @property
    def form(self) -> dict[str, list[str]]:
        return parse_qs(self.body.decode(), keep_blank_values=True)


@dataclass(frozen=True)
class Reply:
    """`wait`: seconds before the answer. `drip`: seconds between two bytes of its body, `drip_head` between
    two of its head. `cut`: the connection ends instead.
    `garble`: bytes that break the connection's encryption come instead."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0.0
    drip: float = 0.0
    drip_head: float = 0.0
    cut: bool = False
    garble: bool = False


#: A record of TLS that no key decrypts.
_GARBAGE = b"\x17\x03\x03\x00\x20" + b"x" * 32


def as_json(value: Any, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode(), {"Content-Type": "application/json"})


class Stub:
    """The server; `requests` are all requests so far. It is a context manager. With `tls` it speaks HTTPS."""

    def __init__(self, answer: Callable[[StubRequest], Reply], tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[StubRequest] = []
        self._answer = answer
        self._scheme = "https" if tls else "http"
        self._over = threading.Event()
        self._server = _server(self._reply, self._over)
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.003}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self._server.server_port}"

    def _reply(self, request: StubRequest) -> Reply:
        self.requests.append(request)
        return self._answer(request)


def refusing_url() -> str:
    """Returns an address of this machine where no server listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignores a client that hung up, as those with a time limit do."""


def _server(reply: Callable[[StubRequest], Reply], over: threading.Event) -> _Server:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # head and body are two packets: the second would wait for the client's system

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            said = reply(StubRequest(self.command, self.path, self.headers, body, self.client_address[1]))
            if said.wait:
                over.wait(said.wait)
            if said.cut or said.garble:
                self.close_connection = True
                _break(self.connection, _GARBAGE if said.garble else b"")
                return
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said.body)))
            plain = self.wfile
            self.wfile = _Dripping(plain, said.drip_head, over)
            self.end_headers()
            self.wfile = _Dripping(plain, said.drip, over)
            if self.command != "HEAD":
                self.wfile.write(said.body)
            self.wfile = plain

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _serve

        def log_message(self, format: str, *args: Any) -> None:
            """Writes nothing."""

    return _Server(("127.0.0.1", 0), Handler)


class _Dripping(io.BytesIO):
    """Writes to `plain`, byte by byte with so many seconds in between, or all at once without."""

    def __init__(self, plain: BufferedIOBase, seconds: float, over: threading.Event) -> None:
        super().__init__()
        self._plain, self._seconds, self._over = plain, seconds, over

    def write(self, data: Any, /) -> int:
        for n in range(len(data)) if self._seconds else ():
            self._plain.write(data[n : n + 1])
            self._over.wait(self._seconds)
        if not self._seconds:
            self._plain.write(data)
        return len(data)


def _break(connection: socket.socket, last: bytes) -> None:
    """End a connection with these last bytes, beneath TLS and without its farewell."""
    with contextlib.suppress(OSError), socket.socket(fileno=socket.dup(connection.fileno())) as plain:
        plain.sendall(last)
        plain.shutdown(socket.SHUT_RDWR)
