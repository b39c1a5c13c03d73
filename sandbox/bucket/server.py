"""The sandbox's S3 server: moto, with a lock and planned faults in front of it.

The layer in front does two things that moto does not:

- It passes one request at a time. moto checks whether a key exists and writes in a second step, and it closes an object's
  old body while another thread may still read it. So with many threads two conditional PUTs could both succeed, and a
  request could get a 500. Real storage rules out both.
- It makes requests fail as planned.

All servers of a process share moto's memory, where bucket names are unique. So each name gets a suffix per server:
`settings` returns the full name.
"""

from __future__ import annotations

import contextlib
import io
import secrets
import socket
import threading
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from moto.moto_server.werkzeug_app import MotoRequestHandler, create_backend_app
from moto.s3.models import s3_backends
from werkzeug.serving import BaseWSGIServer, make_server

from sandbox.bucket.faults import StorageFaults

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

_ACCOUNT = "123456789012"  # moto's own, for requests signed with keys that it does not know
_CODES = {403: "AccessDenied", 429: "TooManyRequests", 500: "InternalError", 503: "SlowDown"}


class Bucket:
    """An S3 server with as many buckets as you create. A context manager."""

    def __init__(self) -> None:
        self.faults = StorageFaults()
        #: Whether a request's `Authorization` is accepted; moto accepts any.
        self.accepts: Callable[[str], bool] = lambda _authorization: True
        self._suffix = secrets.token_hex(4)
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._server: BaseWSGIServer | None = None
        self._port = 0

    def start(self) -> Bucket:
        """Listens on a free port of this machine; after a stop, on the same one."""
        self._stopping.clear()
        self._server = make_server("127.0.0.1", self._port, self._serve, threaded=True, request_handler=_Quiet)
        self._port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True, name="sandbox-bucket").start()
        return self

    def stop(self) -> None:
        """Stops the server. Connections are refused from now on, and slow responses end early."""
        self._stopping.set()
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def __enter__(self) -> Bucket:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def endpoint(self) -> str:
        """Returns the server's address, also after `stop`."""
        return f"http://127.0.0.1:{self._port}"

    def create(self, name: str) -> None:
        """Creates an empty bucket."""
        _backend().create_bucket(self._full(name), "us-east-1")

    def settings(self, name: str) -> dict[str, str]:
        """Returns the bundle's settings for that bucket."""
        return {
            "COS_ENDPOINT": self.endpoint,
            "COS_BUCKET": self._full(name),
            "COS_HMAC_ACCESS_KEY_ID": "sandbox",
            "COS_HMAC_SECRET_ACCESS_KEY": "sandbox-secret",
        }

    def objects(self, name: str) -> dict[str, bytes]:
        """Returns all objects of a bucket, by key, in the order of keys. Faults do not apply."""
        with self._lock:
            keys = sorted(_backend().get_bucket(self._full(name)).keys.items())
            return {name: bytes(key.value) for name, key in keys}

    def put(self, name: str, key: str, body: bytes) -> None:
        """Stores an object, as an operator would. Faults do not apply."""
        with self._lock:
            _backend().put_object(self._full(name), key, body)

    def _full(self, name: str) -> str:
        return f"{name}-{self._suffix}"

    def _serve(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        method, key = _method_and_key(environ)
        fault = self.faults.take(method, key)
        _read_whole(environ)
        if fault.cut_before:
            start_response("500 Never sent", [])
            return _cut(environ)
        if fault.status:
            return _refuse(fault.status, start_response)
        if fault.overwrites:
            environ.pop("HTTP_IF_NONE_MATCH", None)
        if not self.accepts(environ.get("HTTP_AUTHORIZATION", "")):
            return _refuse(403, start_response)
        with self._lock:
            answer = list(_app()(environ, start_response))
        if fault.seconds:
            self._stopping.wait(fault.seconds)
        return _cut(environ) if fault.cut_after else answer


class _Quiet(MotoRequestHandler):
    """Logs nothing: the sandbox shows requests in its own way."""

    def log(self, type: str, message: str, *args: Any) -> None:
        pass


@cache
def _app() -> WSGIApplication:
    """Returns moto's application for S3. All servers share it, because building it takes longer than starting a server.

    Not moto's dispatcher: it looks for the service of each request anew, among all folders of its package.
    """
    app: WSGIApplication = create_backend_app("s3")
    return app


def _backend() -> Any:
    return s3_backends[_ACCOUNT]["aws"]


def _method_and_key(environ: WSGIEnvironment) -> tuple[str, str]:
    """Returns method and key of a request; for a listing, `LIST` and its prefix."""
    _, _, key = environ["PATH_INFO"].encode("latin-1").decode().lstrip("/").partition("/")
    method = environ["REQUEST_METHOD"]
    if method == "GET" and not key:
        return "LIST", parse_qs(environ["QUERY_STRING"]).get("prefix", [""])[0]
    return method, key


def _read_whole(environ: WSGIEnvironment) -> None:
    """Reads the body before the lock is taken: a slow sender must not block others."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if length:
        environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(length))


def _refuse(status: int, start_response: StartResponse) -> list[bytes]:
    code = _CODES.get(status, "InternalError")
    body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>planned</Message></Error>".encode()
    start_response(f"{status} {code}", [("Content-Type", "application/xml"), ("Content-Length", str(len(body)))])
    return [body]


def _cut(environ: WSGIEnvironment) -> list[bytes]:
    """Ends the connection. What the server writes afterwards is lost."""
    with contextlib.suppress(OSError):  # the client may have left before
        environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    return []
