"""A proxy between the bundle and one outside system, that makes chosen requests go wrong on the wire."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from typing import Self
from urllib.parse import unquote, urlsplit

#: What can go wrong, in the words of the table.
FAULTS = (
    "refused",
    "time-out before",
    "time-out after",
    "cut after",
    "3xx",
    "400",
    "403",
    "409",
    "429",
    "500",
    "503",
    "garbage",
    "drip",
    "half a body",
)
_STATUS = {"3xx": 302, "400": 400, "403": 403, "409": 409, "429": 429, "500": 500, "503": 503}
_CODES = {400: "BadRequest", 403: "AccessDenied", 409: "OperationAborted", 429: "TooManyRequests", 503: "SlowDown"}
_HANGS = 12.0  # seconds: longer than any request waits
_DRIP = 0.3  # seconds between two bytes

Matches = Callable[[str, str], bool]


class Meddler:
    """A proxy for `backend` (an http address). `meddle` plans a fault for all requests that match, until `heal`."""

    def __init__(self, backend: str, is_storage: bool) -> None:
        self._backend = (urlsplit(backend).hostname or "", urlsplit(backend).port or 0)
        self._is_storage = is_storage
        self._fault = ""
        self._matches: Matches = _no_request
        self._over = threading.Event()
        self.hits = 0
        self._listener: socket.socket | None = None
        self._port = 0

    def __enter__(self) -> Self:
        self._listen()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def meddle(self, fault: str, matches: Matches) -> None:
        self._fault, self._matches, self.hits = fault, matches, 0

    def heal(self) -> None:
        self._fault, self._matches = "", _no_request
        if self._listener is None:
            self._listen()

    def _listen(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self._port), backlog=64)
        self._port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _stop(self) -> None:
        if self._listener:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
        self._listener = None

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError), client:
            request = _read_request(client)
            if not request:
                return
            method, target = request.split(b"\r\n", 1)[0].decode().split(" ")[:2]
            fault = self._fault if self._matches(method, unquote(target)) else ""
            self.hits += bool(fault)
            self._answer(client, fault, request)

    def _answer(self, client: socket.socket, fault: str, request: bytes) -> None:
        if fault == "refused":
            self._stop()
        elif fault == "time-out before":
            self._over.wait(_HANGS)
        elif fault in _STATUS:
            client.sendall(self._error(_STATUS[fault]))
        else:
            self._relay(client, fault, self._forward(request))

    def _relay(self, client: socket.socket, fault: str, response: bytes) -> None:
        head, _, body = response.partition(b"\r\n\r\n")
        if fault == "time-out after":
            self._over.wait(_HANGS)
        elif fault == "garbage":
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 15\r\nConnection: close\r\n\r\n<html>{garbage}")
        elif fault == "drip":
            for place in range(len(response)):
                client.sendall(response[place : place + 1])
                if self._over.wait(_DRIP):
                    return
        elif fault == "half a body":
            # An empty body has no half, so the head itself is cut.
            client.sendall(head + b"\r\n\r\n" + body[: len(body) // 2] if body else head[: len(head) // 2])
        elif fault != "cut after":
            client.sendall(response)

    def _forward(self, request: bytes) -> bytes:
        head, _, body = request.partition(b"\r\n\r\n")
        lines = [line for line in head.split(b"\r\n") if not line.lower().startswith((b"connection:", b"expect:"))]
        with socket.create_connection(self._backend) as backend:
            backend.sendall(b"\r\n".join([*lines, b"Connection: close", b"", body]))
            return b"".join(iter(lambda: backend.recv(65536), b""))

    def _error(self, status: int) -> bytes:
        if self._is_storage:
            body = f"<Error><Code>{_CODES.get(status, 'InternalError')}</Code><Message>no</Message></Error>".encode()
        else:
            body = f'{{"code": 20{status}, "message": "no", "status": {status}}}'.encode()
        head = f"HTTP/1.1 {status} No\r\nContent-Length: {len(body)}\r\nConnection: close\r\n"
        return (head + ("Location: http://127.0.0.1:9/\r\n" if status == 302 else "") + "\r\n").encode() + body


def _no_request(_method: str, _target: str) -> bool:
    return False


def _read_request(client: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received:
        more = client.recv(65536)
        if not more:
            return b""
        received += more
    head, _, body = received.partition(b"\r\n\r\n")
    headers = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:])
    length = int(headers.get(b"content-length", b"0"))
    if b"100-continue" in headers.get(b"expect", b""):
        client.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    while len(body) < length:
        body += client.recv(65536)
    return head + b"\r\n\r\n" + body
