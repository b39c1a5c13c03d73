"""Object storage in memory, for tests: as strict as a real server, without HTTP.

`MemoryBucket` is the server, `MemoryClient` the bundle's client. Conditional writes are
atomic, listings have no useful order, errors are the SDK's own, and faults are planned as for the sandbox's S3 server.
Nothing waits: a slow response moves the clock. `tests/handover/services/storage` runs the same contract tests on it as on
real servers.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import threading
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import islice, takewhile
from random import Random
from typing import Any, Protocol, TypeVar, runtime_checkable

from ibm_botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from handover.clock import Clock
from handover.settings import Settings
from sandbox.bucket.faults import StorageFault, StorageFaults, When

T = TypeVar("T")

#: No connection was made: nothing was carried out.
CUT_BEFORE = StorageFault(cut_before=True)
#: The request was carried out, and its answer was lost.
CUT_AFTER = StorageFault(cut_after=True)
DOWN = StorageFault(status=503)

_ENDPOINT = "http://storage.test"
_PAGE = 1000
#: Seconds after which the bundle's client gives up on one answer, and how often it sends a request.
_READ_TIMEOUT = 2.5
_ATTEMPTS = 2
_CODES = {403: "AccessDenied", 409: "OperationAborted", 429: "TooManyRequests", 500: "InternalError", 503: "SlowDown"}
_TRIED_AGAIN = ("TooManyRequests", "InternalError", "SlowDown")


def nth(k: int) -> When:
    """Holds for the k-th request only, counted from 1."""
    numbers = itertools.count(1)
    return lambda *_: next(numbers) == k


@runtime_checkable
class SteppedClock(Clock, Protocol):
    """A clock that is moved by hand."""

    def step(self, seconds: float) -> None: ...


class StoppedClock:
    """It is always Monday morning."""

    stepped = True

    def now(self) -> datetime:
        return datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0

    def step(self, seconds: float) -> None:
        raise AssertionError("A slow answer needs a clock that can be moved.")


@dataclass(frozen=True)
class _Stored:
    body: bytes
    modified: datetime

    @property
    def etag(self) -> str:
        return f'"{hashlib.md5(self.body, usedforsecurity=False).hexdigest()}"'


class _Objects(dict[str, _Stored]):
    """The objects of one bucket by key. A listing looks at the keys with its prefix only, since some are large."""

    def __init__(self) -> None:
        super().__init__()
        self._names: list[str] = []

    def __setitem__(self, key: str, stored: _Stored) -> None:
        if key not in self:
            insort(self._names, key)
        super().__setitem__(key, stored)

    def remove(self, key: str) -> None:
        if self.pop(key, None):
            del self._names[bisect_left(self._names, key)]

    def listing(self, prefix: str, after: str, delimiter: str) -> Iterator[tuple[str, _Stored]]:
        """Yields keys with that prefix, and their objects, in order; those behind `after`, and without those that have a
        delimiter after the prefix, unless that is `""`."""
        first = max(bisect_left(self._names, prefix), bisect_right(self._names, after))
        for name in takewhile(lambda name: name.startswith(prefix), islice(self._names, first, None)):
            if not delimiter or delimiter not in name[len(prefix) :]:
                yield name, self[name]


class MemoryBucket:
    """A server with as many buckets as you create. `faults` happen to all clients that `client` and `client_on` give.
    `watch` is called with method and key of each request, by the thread that sends it."""

    endpoint = _ENDPOINT

    def __init__(self, clock: SteppedClock | None = None) -> None:
        self.faults = StorageFaults()
        self.watch: Callable[[str, str], None] = lambda *_: None
        self._clock = clock or StoppedClock()
        self._client = MemoryClient(self, self._clock, self.faults)
        self._buckets: dict[str, _Objects] = {}
        self._lock = threading.Lock()

    def start(self) -> MemoryBucket:
        """There is nothing to start; a server has it."""
        return self

    def stop(self) -> None:
        """There is nothing to stop; a server has it."""

    def create(self, name: str) -> str:
        """Creates a bucket. Returns its name."""
        self._buckets[name] = _Objects()
        return name

    def settings(self, name: str) -> dict[str, str]:
        """The bundle's settings for that bucket."""
        return {
            "COS_ENDPOINT": _ENDPOINT,
            "COS_BUCKET": name,
            "COS_HMAC_ACCESS_KEY_ID": "memory",
            "COS_HMAC_SECRET_ACCESS_KEY": "memory-secret",
        }

    def objects(self, name: str) -> dict[str, bytes]:
        """Everything in a bucket, by key, in the order of keys. No fault touches it."""
        with self._lock:
            return {key: stored.body for key, stored in sorted(self._buckets[name].items())}

    def put(self, name: str, key: str, body: bytes) -> None:
        """Store an object as an operator would. No fault touches it."""
        with self._lock:
            self._buckets[name][key] = _Stored(body, self._clock.now())

    def client(self) -> MemoryClient:
        """The client on the server's own clock."""
        return self._client

    def client_on(self, _: Settings, clock: Clock) -> Callable[[], MemoryClient]:
        """Returns the function that makes the client on that clock, as `Parts.storage_client` needs it."""
        if not isinstance(clock, SteppedClock):
            raise TypeError("Storage in memory needs a clock that can be moved.")
        client = MemoryClient(self, clock, self.faults)
        return lambda: client

    # What clients do, once faults have had their say

    def write(self, name: str, key: str, body: bytes, only_if_absent: bool, at: datetime) -> str:
        """Store an object; its ETag."""
        with self._lock:
            bucket = self._bucket(name, "PutObject")
            if only_if_absent and key in bucket:
                raise _error("PreconditionFailed", 412, "PutObject")
            bucket[key] = _Stored(body, at)
            return bucket[key].etag

    def read(self, name: str, key: str) -> _Stored:
        with self._lock:
            bucket = self._bucket(name, "GetObject")
            if key not in bucket:
                raise _error("NoSuchKey", 404, "GetObject")
            return bucket[key]

    def remove(self, name: str, key: str) -> None:
        with self._lock:
            self._bucket(name, "DeleteObject").remove(key)

    def names_after(self, name: str, prefix: str, after: str, delimiter: str = "") -> dict[str, Any]:
        """Returns the page of a listing that begins after a name."""
        with self._lock:
            found = list(islice(self._bucket(name, "ListObjectsV2").listing(prefix, after, delimiter), _PAGE + 1))
        more = len(found) > _PAGE
        return {
            "Contents": _shuffled(found[:_PAGE]),
            "IsTruncated": more,
            "NextContinuationToken": found[_PAGE - 1][0] if more else "",
        }

    def _bucket(self, name: str, operation: str) -> _Objects:
        if name not in self._buckets:
            raise _error("NoSuchBucket", 404, operation)
        return self._buckets[name]


class MemoryClient:
    """The bundle's client. `requests`: the requests so far, like `LIST v1/switch/live/` or `GET desk.json`, in order.

    It sends a request twice when the first answer says that this may help, as the bundle's own client does.
    """

    def __init__(
        self, server: MemoryBucket, clock: SteppedClock, faults: StorageFaults, attempts: int = _ATTEMPTS
    ) -> None:
        self.requests: list[str] = []
        self.faults = faults
        self._server, self._clock, self._attempts = server, clock, attempts

    def separate(self) -> MemoryClient:
        """Another client of the same objects, with requests and faults of its own. It sends each request once."""
        return MemoryClient(self._server, self._clock, StorageFaults(), attempts=1)

    def failing(self, when: When = lambda *_: True, fault: StorageFault = CUT_BEFORE) -> MemoryClient:
        """A separate client to which `fault` happens whenever `when(method, key)` holds."""
        client = self.separate()
        client.faults.add(fault, when, times=None)
        return client

    def take(self) -> list[str]:
        """The requests since this was last called, sorted."""
        taken, self.requests = sorted(self.requests), []
        return taken

    def put_object(self, *, Bucket: str, Key: str, Body: bytes, OnlyIfAbsent: bool = False) -> dict[str, Any]:
        def write() -> dict[str, Any]:
            return {"ETag": self._server.write(Bucket, Key, Body, OnlyIfAbsent, self._clock.now())}

        return self._send("PUT", Key, "PutObject", write)

    def get_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:
        found = self._send("GET", Key, "GetObject", lambda: self._server.read(Bucket, Key))
        return {"Body": io.BytesIO(found.body), "ETag": found.etag, "LastModified": found.modified}

    def delete_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:
        self._send("DELETE", Key, "DeleteObject", lambda: self._server.remove(Bucket, Key))
        return {}

    def list_objects_v2(
        self, *, Bucket: str, Prefix: str, StartAfter: str = "", ContinuationToken: str = "", Delimiter: str = ""
    ) -> dict[str, Any]:
        after = ContinuationToken or StartAfter
        work = partial(self._server.names_after, Bucket, Prefix, after, Delimiter)
        return self._send("LIST", Prefix, "ListObjectsV2", work)

    def _send(self, method: str, key: str, operation: str, work: Callable[[], T]) -> T:
        for _ in range(self._attempts - 1):
            try:
                return self._once(method, key, operation, work)
            except ClientError as error:
                if error.response["Error"]["Code"] not in _TRIED_AGAIN:
                    raise
            except (EndpointConnectionError, ReadTimeoutError):
                pass
        return self._once(method, key, operation, work)

    def _once(self, method: str, key: str, operation: str, work: Callable[[], T]) -> T:
        self.requests.append(f"{method} {key}")
        self._server.watch(method, key)
        fault = self.faults.take(method, key)
        if fault.cut_before:
            raise EndpointConnectionError(endpoint_url=_ENDPOINT)
        if fault.status:
            raise _error(_CODES.get(fault.status, "InternalError"), fault.status, operation)
        try:
            return work()
        finally:
            self._answer(fault)

    def _answer(self, fault: StorageFault) -> None:
        """Moves the clock by the duration of the response. Raises ReadTimeoutError if the client's limit is shorter."""
        if fault.seconds:
            self._clock.step(min(fault.seconds, _READ_TIMEOUT))
        if fault.cut_after or fault.seconds > _READ_TIMEOUT:
            raise ReadTimeoutError(endpoint_url=_ENDPOINT)


def _shuffled(found: list[tuple[str, _Stored]]) -> list[dict[str, Any]]:
    Random("\n".join(key for key, _ in found)).shuffle(found)
    return [
        {"Key": key, "LastModified": stored.modified, "ETag": stored.etag, "Size": len(stored.body)}
        for key, stored in found
    ]


def _error(code: str, status: int, operation: str) -> ClientError:
    response = {"Error": {"Code": code, "Message": "planned"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(response, operation)
