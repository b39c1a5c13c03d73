"""An S3 server for measurements: a process of its own, as quick with a million objects as with ten.

    with S3(objects) as server: ...          objects: pairs of name and body, stored before the server starts

moto walks through all names for a listing, so with many objects that would be all there is to measure. Here the names lie in
an index (SQLite's), as they do at a storage service. It has what the bundle uses: reads, conditional writes, deletes,
listings. It has one bucket, whatever its name, and checks no signature.

    python -m bench.s3 FILE DELAY            prints its port; DELAY: seconds that each answer waits
"""

from __future__ import annotations

import hashlib
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

import requests

from sandbox.bucket.faults import StorageFaults

_PAGE = 1000
_AFTER_ALL = "\U0010ffff"
_ROOT = Path(__file__).parents[1]


class S3:
    """A running server. It is a context manager, and can be the bucket of a world. It has no faults."""

    def __init__(self, objects: Iterable[tuple[str, bytes]] = (), delay: float = 0.0) -> None:
        self.faults = StorageFaults()
        self.endpoint = ""
        self._objects, self._delay = objects, delay
        self._folder = tempfile.TemporaryDirectory(prefix="bench-s3-")
        self._file = Path(self._folder.name) / "objects"

    def start(self) -> Self:
        with _Store(self._file) as store:
            store.fill(self._objects)
        self._process = subprocess.Popen(  # noqa: S603 (our own program)
            [sys.executable, "-m", "bench.s3", str(self._file), str(self._delay)],
            cwd=_ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout
        self.endpoint = f"http://127.0.0.1:{int(self._process.stdout.readline())}"
        return self

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def create(self, name: str) -> str:
        """Returns the name. There is nothing to create."""
        return name

    def settings(self, name: str) -> dict[str, str]:
        """Returns the bundle's settings for this server."""
        return {
            "COS_ENDPOINT": self.endpoint,
            "COS_BUCKET": name,
            "COS_HMAC_ACCESS_KEY_ID": "bench",
            "COS_HMAC_SECRET_ACCESS_KEY": "bench-secret",
        }

    def objects(self, name: str) -> dict[str, bytes]:
        """Returns all objects, whatever the bucket's name."""
        del name
        with _Store(self._file) as store:
            return store.all()

    def put(self, name: str, key: str, body: bytes) -> None:
        """Stores an object."""
        requests.put(f"{self.endpoint}/{name}/{key}", body, timeout=10).raise_for_status()


class _Store:
    """The objects, in a file. One request at a time, so that a conditional write is atomic."""

    def __init__(self, file: Path) -> None:
        self._lock = threading.Lock()
        self._rows = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self._rows.execute("PRAGMA synchronous = OFF")
        self._rows.execute("PRAGMA journal_mode = OFF")
        self._rows.execute("CREATE TABLE IF NOT EXISTS objects (name TEXT PRIMARY KEY, body BLOB) WITHOUT ROWID")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._rows.close()

    def fill(self, objects: Iterable[tuple[str, bytes]]) -> None:
        self._rows.execute("BEGIN")
        self._rows.executemany("INSERT INTO objects VALUES (?, ?)", objects)
        self._rows.execute("COMMIT")

    def all(self) -> dict[str, bytes]:
        return dict(self._rows.execute("SELECT name, body FROM objects ORDER BY name"))

    def read(self, name: str) -> bytes | None:
        with self._lock:
            found = self._rows.execute("SELECT body FROM objects WHERE name = ?", (name,)).fetchone()
        return found[0] if found else None

    def write(self, name: str, body: bytes, only_if_absent: bool) -> bool:
        verb = "INSERT OR IGNORE" if only_if_absent else "INSERT OR REPLACE"
        with self._lock:
            return self._rows.execute(f"{verb} INTO objects VALUES (?, ?)", (name, body)).rowcount == 1

    def remove(self, name: str) -> None:
        with self._lock:
            self._rows.execute("DELETE FROM objects WHERE name = ?", (name,))

    def page(self, prefix: str, after: str, delimiter: str) -> tuple[list[tuple[str, bytes]], bool]:
        """Returns a page of names and bodies, and whether there are more; without names that have a delimiter after the
        prefix, unless that is `""`."""
        found = (
            "SELECT name, body FROM objects WHERE name >= :prefix AND name > :after AND name < :end"
            " AND (:delimiter = '' OR instr(substr(name, length(:prefix) + 1), :delimiter) = 0) ORDER BY name LIMIT :most"
        )
        parameters = {
            "prefix": prefix,
            "after": after,
            "end": prefix + _AFTER_ALL,
            "delimiter": delimiter,
            "most": _PAGE + 1,
        }
        with self._lock:
            rows = self._rows.execute(found, parameters).fetchall()
        return rows[:_PAGE], len(rows) > _PAGE


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet
    store: _Store
    delay: float

    def do_GET(self) -> None:
        if not self._name:
            self._list()
            return
        body = self.store.read(self._name)
        self._answer(404, _error("NoSuchKey")) if body is None else self._answer(200, body)

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if not self._name or self.store.write(self._name, body, self.headers.get("If-None-Match") == "*"):
            self._answer(200, b"", _etag(body))
        else:
            self._answer(412, _error("PreconditionFailed"))

    def do_DELETE(self) -> None:
        self.store.remove(self._name)
        self._answer(204, b"")

    @property
    def _name(self) -> str:
        return unquote(urlsplit(self.path).path).lstrip("/").partition("/")[2]

    def _list(self) -> None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        after = query.get("continuation-token") or query.get("start-after", "")
        rows, more = self.store.page(query.get("prefix", ""), after, query.get("delimiter", ""))
        entries = "".join(_entry(name, body) for name, body in rows)
        token = f"<NextContinuationToken>{escape(rows[-1][0])}</NextContinuationToken>" if more else ""
        head = f"<KeyCount>{len(rows)}</KeyCount><IsTruncated>{str(more).lower()}</IsTruncated>{token}"
        self._answer(200, f"<?xml version='1.0'?><ListBucketResult>{head}{entries}</ListBucketResult>".encode())

    def _answer(self, status: int, body: bytes, etag: str = "") -> None:
        if self.delay:
            time.sleep(self.delay)
        self.send_response(status)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Last-Modified", formatdate(usegmt=True))
        self.send_header("ETag", etag or _etag(body))
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Logs nothing."""


def _entry(name: str, body: bytes) -> str:
    modified = "<LastModified>2026-11-23T09:00:00.000Z</LastModified>"
    return f"<Contents><Key>{escape(name)}</Key>{modified}<ETag>{_etag(body)}</ETag><Size>{len(body)}</Size></Contents>"


def _etag(body: bytes) -> str:
    return f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'


def _error(code: str) -> bytes:
    return f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()


def main() -> None:
    file, delay = sys.argv[1:]
    _Handler.store, _Handler.delay = _Store(Path(file)), float(delay)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
