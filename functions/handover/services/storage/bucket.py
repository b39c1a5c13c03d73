"""JSON objects, and a few others, in a bucket, within one request's deadline.

Everything depends on `claim`: it creates an object that must not exist yet. Exactly one of many racing writers succeeds.
There are three traps. The answer of a PUT can get lost although the object was written. The client may repeat such a PUT,
and the repetition fails although the first one won. And the server may report a conflict as 409. So after every failed or
unanswered write the object is read, and its owner compared. If it is missing, it is written again as the same owner.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from functools import partial
from threading import Lock
from typing import Any, TypeVar

from handover.clock import Deadline, DeadlineError
from handover.errors import HandoverError

T = TypeVar("T")

_TRIES = 4
_PATIENCE = 1.0  # seconds

#: Error codes: the object exists; and it is not known whether it exists, because another request is writing it.
_EXISTS = ("PreconditionFailed", "412")
_UNDER_WAY = ("OperationAborted", "ConditionalRequestConflict", "409")
#: Statuses of 4xx that say nothing about an earlier try of the same request, which the client may have made.
_PERHAPS_DONE = (408, 429)


class _Created(Enum):
    """What is known of an object after a conditional write: this write made it; it existed; or another request is writing
    it now, and may yet fail. When there was no answer, nothing is known."""

    YES = auto()
    EXISTS = auto()
    UNDER_WAY = auto()


class StorageError(HandoverError):
    """Object storage failed or did not answer in time; the message says at what, without credentials."""


class DamagedError(StorageError):
    """The object is there, and is not what this service writes: reading it again changes nothing."""


class NotDoneError(StorageError):
    """Object storage refused a request, so it was surely not carried out."""


@dataclass(frozen=True)
class Claim:
    """Whether this request created the object (`mine`), and the body that is stored: its own, or the winner's."""

    mine: bool
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """One object of a listing; `modified` is the server's clock, good for display only. `size` is in bytes."""

    key: str
    modified: datetime
    etag: str
    size: int = 0


class Bucket:
    """One bucket within one request's deadline. Every method raises StorageError."""

    def __init__(self, client: Callable[[], Any], name: str, deadline: Deadline) -> None:
        self._client = client
        self._name = name
        self._deadline = deadline

    def load_client(self) -> None:
        """Make the client, which loads what signs and sends requests. Requests nothing."""
        self._do("start", self._client)

    def get(self, key: str) -> dict[str, Any] | None:
        """Returns the object as parsed JSON, or None if there is none. Raises DamagedError when it is not a JSON object."""
        found = self.get_bytes(key)
        return None if found is None else _parsed(key, found)

    def get_bytes(self, key: str) -> bytes | None:
        """Returns the object as it is stored, or None if there is none."""

        def read() -> bytes | None:
            try:
                return bytes(self._client().get_object(Bucket=self._name, Key=key)["Body"].read())
            except Exception as error:
                if _code(error) in ("NoSuchKey", "404"):
                    return None
                raise

        return self._do("read", read)

    def put(self, key: str, body: Mapping[str, Any]) -> None:
        """Write, and overwrite what is there: for caches only."""
        data = _bytes(body)
        self._do("write", lambda: self._client().put_object(Bucket=self._name, Key=key, Body=data))

    def put_once(self, key: str, body: Mapping[str, Any]) -> bool:
        """Write unless the object exists, for facts whose copies are all equal. Returns whether this copy was the first."""
        return self.put_bytes_once(key, _bytes(body))

    def put_bytes_once(self, key: str, data: bytes) -> bool:
        """Write bytes as `put_once` does. When it returns, an object of that name surely exists."""
        for _ in range(_TRIES):
            created = self._create(key, data)
            if created in (_Created.YES, _Created.EXISTS):
                return created is _Created.YES
            found = None if created is _Created.UNDER_WAY else self._read_back(key)
            if found is not None:
                return found == data
        raise _as_error(created, "A fact could not be written: other requests kept writing it.")

    def refuses_to_create(self, key: str, body: Mapping[str, Any]) -> bool:
        """Try to create an object. Returns whether the service reports that it exists."""
        created = self._create(key, _bytes(body))
        if created in (_Created.YES, _Created.EXISTS):
            return created is _Created.EXISTS
        raise _as_error(created, "Another request is writing this object.")

    def claim(self, key: str, body: Mapping[str, Any]) -> Claim:
        """Create an object that must not exist. Of all requests that try, exactly one gets `mine`.

        Raises NotDoneError when it surely was not created: every write was answered as failed, and the object is missing.
        """
        mine = {**body, "owner": secrets.token_hex(8)}
        data, doubt = _bytes(mine), False
        for _ in range(_TRIES):
            created = self._create(key, data)
            doubt = doubt or (isinstance(created, StorageError) and not isinstance(created, NotDoneError))
            if created is _Created.YES:
                return Claim(True, mine)
            found = self._read_back(key)
            if found is not None:
                stored = _parsed(key, found)
                return Claim(stored.get("owner") == mine["owner"], stored)
        error = _as_error(created, "A claim was neither won nor lost: another request keeps deleting the object.")
        raise StorageError(str(error)) if doubt else error

    def listing(self, prefix: str, flat: bool = False) -> list[Entry]:
        """Returns all objects under a prefix, sorted by name (the service promises no order). `flat`: without those that
        have a further `/` in the rest of their names."""
        folder = {"Delimiter": "/"} if flat else {}

        def read() -> list[Entry]:
            found: list[Entry] = []
            token, more = "", True
            while more:
                page = self._client().list_objects_v2(
                    Bucket=self._name, Prefix=prefix, ContinuationToken=token, **folder
                )
                found += [
                    Entry(each["Key"], each["LastModified"], each["ETag"], each["Size"]) for each in page["Contents"]
                ]
                token = page["NextContinuationToken"]
                more = page["IsTruncated"] and bool(token)
            return found

        return sorted(self._do("list", read), key=lambda entry: entry.key)

    def names(self, prefix: str) -> list[str]:
        """Returns the names of all objects under a prefix, sorted."""
        return [entry.key for entry in self.listing(prefix)]

    def page(self, prefix: str, after: str = "") -> tuple[list[str], bool]:
        """Returns the first thousand names under a prefix that come after the name `after`, sorted, and whether there are
        more: one request."""

        def read() -> tuple[list[str], bool]:
            found = self._client().list_objects_v2(Bucket=self._name, Prefix=prefix, StartAfter=after)
            return [item["Key"] for item in found["Contents"]], found["IsTruncated"]

        names, more = self._do("list", read)
        return sorted(names), more

    def delete(self, key: str) -> None:
        """Delete an object; does nothing if there is none."""
        self._do("delete", lambda: self._client().delete_object(Bucket=self._name, Key=key))

    @contextmanager
    def first(self, lock: Lock) -> Iterator[None]:
        """Returns a context manager for work that one request does for all: it holds the lock.

        When the lock is not free within a second, it goes on without: the request that has the lock may hang.
        """
        held = lock.acquire(timeout=min(_PATIENCE, self._deadline.left()))
        try:
            yield
        finally:
            if held:
                lock.release()

    def in_parallel(self, *works: Callable[[], Any]) -> list[Any]:
        """Run several works at the same time; returns their results in order. The first exception is raised."""
        try:
            return self._deadline.together(*works)
        except DeadlineError:
            raise StorageError("Object storage did not answer in time.") from None

    def attempts(self, *works: Callable[[], Any]) -> list[Any]:
        """Run several works at the same time; returns the result of each, in order, or the StorageError that it raised.

        Work that was not done in time has a StorageError too: it may have happened, and may still happen.
        """
        outcomes: list[Any] = [StorageError("Object storage did not answer in time.") for _ in works]

        def attempt(place: int, work: Callable[[], Any]) -> None:
            try:
                outcomes[place] = work()
            except StorageError as error:
                outcomes[place] = error

        with suppress(StorageError):
            self.in_parallel(*[partial(attempt, place, work) for place, work in enumerate(works)])
        return list(outcomes)

    def get_many(self, keys: list[str]) -> list[dict[str, Any] | None]:
        """Returns several objects, read at the same time, in the order of `keys`."""
        return self.in_parallel(*[partial(self.get, key) for key in keys])

    def _create(self, key: str, data: bytes) -> _Created | StorageError:
        """Returns what is known after the write: NotDoneError when the service reports that it failed, StorageError when
        there was no answer. Raises NotDoneError when the service refused it, StorageError when the time is over."""

        def write() -> _Created | StorageError:
            try:
                self._client().put_object(Bucket=self._name, Key=key, Body=data, OnlyIfAbsent=True)
            except Exception as error:
                if _code(error) in _EXISTS:
                    return _Created.EXISTS
                if _code(error) in _UNDER_WAY:
                    return _Created.UNDER_WAY
                if _refused(error):
                    raise
                failed = _failed("create", error)
                return NotDoneError(str(failed)) if _status(error) else failed
            return _Created.YES

        return self._do("create", write)

    def _read_back(self, key: str) -> bytes | None:
        """Returns the object after an unclear write, or None if there is none. One lost answer must not lose a claim, so the
        read is tried twice."""
        try:
            return self.get_bytes(key)
        except StorageError:
            pass
        try:
            return self.get_bytes(key)
        except NotDoneError as error:  # the read was not done; of the write nothing is known
            raise StorageError(str(error)) from None

    def _do(self, what: str, work: Callable[[], T]) -> T:
        try:
            return self._deadline.run(work)
        except StorageError:
            raise
        except DeadlineError:
            raise StorageError(f"Object storage did not {what} in time.") from None
        except Exception as error:
            # The client raises the SDK's errors, those of its HTTP library, and ValueErrors for odd answers.
            raise _failed(what, error) from error


def _code(error: Exception) -> str:
    """Returns the service's error code, or `""` if the error came from elsewhere."""
    response = getattr(error, "response", None)
    return str(response.get("Error", {}).get("Code", "")) if isinstance(response, Mapping) else ""


def _failed(what: str, error: Exception) -> StorageError:
    kind = NotDoneError if _refused(error) else StorageError
    why = str(error) if isinstance(error, HandoverError) else f"{_code(error) or type(error).__name__}."
    return kind(f"Object storage could not {what}: {why}")  # a message of our own has no credential


def _as_error(created: _Created | StorageError, otherwise: str) -> StorageError:
    return created if isinstance(created, StorageError) else StorageError(otherwise)


def _refused(error: Exception) -> bool:
    """Returns whether the service surely did not carry the request out: it refused it, and did not just fail."""
    return 400 <= _status(error) < 500 and _status(error) not in _PERHAPS_DONE


def _status(error: Exception) -> int:
    """Returns the status of the service's answer, or 0 if there was none."""
    response = getattr(error, "response", None)
    return int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)) if isinstance(response, Mapping) else 0


def _parsed(key: str, found: bytes) -> dict[str, Any]:
    """Returns the object's JSON object. Raises DamagedError when it is none."""
    try:
        body = json.loads(found)
    except (ValueError, RecursionError):
        raise DamagedError(f"{_public(key)} is not JSON.") from None
    if not isinstance(body, dict):
        raise DamagedError(f"{_public(key)} is not a JSON object.")
    return body


def _bytes(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _public(key: str) -> str:
    return "/".join(key.split("/")[:2])
