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
from functools import partial
from threading import Lock
from typing import Any, TypeVar

from handover.deadline import Begun, Deadline, DeadlineError
from handover.services.storage.answers import (
    Created,
    DamagedError,
    NotDoneError,
    StorageError,
    created,
    object_or_none,
    with_our_errors,
)
from handover.services.storage.operation import BegunOperation, Operation, Request

__all__ = ["Bucket", "Claim", "DamagedError", "Entry", "NotDoneError", "StorageError"]

T = TypeVar("T")

_TRIES = 4
_PATIENCE = 1.0  # seconds


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
        with_our_errors("start", _result, partial(self._deadline.run, self._client))

    def get(self, key: str) -> dict[str, Any] | None:
        """Returns the object as parsed JSON, or None if there is none. Raises DamagedError when it is not a JSON object."""
        return self.getting(key)()

    def getting(self, key: str) -> Operation[dict[str, Any] | None]:
        """Returns the operation that does what `get` does."""
        return self.getting_bytes(key).then(lambda found: None if found is None else _parsed(key, found))

    def get_bytes(self, key: str) -> bytes | None:
        """Returns the object as it is stored, or None if there is none."""
        return self.getting_bytes(key)()

    def getting_bytes(self, key: str) -> Operation[bytes | None]:
        """Returns the operation that does what `get_bytes` does."""
        return self._operation("read", "get_object", object_or_none, Key=key)

    def put(self, key: str, body: Mapping[str, Any]) -> None:
        """Write, and overwrite what is there: for caches only."""
        self.putting(key, body)()

    def putting(self, key: str, body: Mapping[str, Any]) -> Operation[None]:
        """Returns the operation that does what `put` does."""
        return self._operation("write", "put_object", _result, Key=key, Body=_bytes(body))

    def put_once(self, key: str, body: Mapping[str, Any]) -> bool:
        """Write unless the object exists, for facts whose copies are all equal. Returns whether this copy was the first."""
        return self.put_bytes_once(key, _bytes(body))

    def put_bytes_once(self, key: str, data: bytes) -> bool:
        """Write bytes as `put_once` does. When it returns, an object of that name surely exists."""
        for _ in range(_TRIES):
            created = self._creating(key, data)()
            if created in (Created.YES, Created.EXISTS):
                return created is Created.YES
            found = None if created is Created.UNDER_WAY else self._read_back(key)
            if found is not None:
                return found == data
        raise _as_error(created, "A fact could not be written: other requests kept writing it.")

    def refuses_to_create(self, key: str, body: Mapping[str, Any]) -> bool:
        """Try to create an object. Returns whether the service reports that it exists."""
        created = self._creating(key, _bytes(body))()
        if created in (Created.YES, Created.EXISTS):
            return created is Created.EXISTS
        raise _as_error(created, "Another request is writing this object.")

    def claim(self, key: str, body: Mapping[str, Any]) -> Claim:
        """Create an object that must not exist. Of all requests that try, exactly one gets `mine`.

        Raises NotDoneError when it surely was not created: every write was answered as failed, and the object is missing.
        """
        return self.claiming(key, body)()

    def claiming(self, key: str, body: Mapping[str, Any]) -> Operation[Claim]:
        """Returns the operation that does what `claim` does."""
        mine = {**body, "owner": secrets.token_hex(8)}
        data = _bytes(mine)
        return self._creating(key, data).then(lambda first: self._claimed(key, mine, data, first))

    def _claimed(self, key: str, mine: Mapping[str, Any], data: bytes, created: Created | StorageError) -> Claim:
        """Returns the claim, of which the first write is known."""
        doubt = False
        for tries_left in reversed(range(_TRIES)):
            doubt = doubt or (isinstance(created, StorageError) and not isinstance(created, NotDoneError))
            if created is Created.YES:
                return Claim(True, mine)
            found = self._read_back(key)
            if found is not None:
                stored = _parsed(key, found)
                return Claim(stored.get("owner") == mine["owner"], stored)
            if tries_left:
                created = self._creating(key, data)()
        error = _as_error(created, "A claim was neither won nor lost: another request keeps deleting the object.")
        raise StorageError(str(error)) if doubt else error

    def listing(self, prefix: str, flat: bool = False) -> list[Entry]:
        """Returns all objects under a prefix, sorted by name (the service promises no order). `flat`: without those that
        have a further `/` in the rest of their names."""
        return self.listing_of(prefix, flat)()

    def listing_of(self, prefix: str, flat: bool = False) -> Operation[list[Entry]]:
        """Returns the operation that does what `listing` does."""
        folder = {"Delimiter": "/"} if flat else {}

        def all_pages(page: Mapping[str, Any]) -> list[Entry]:
            found = _entries(page)
            while page["IsTruncated"] and (token := page["NextContinuationToken"]):
                page = self._page(Prefix=prefix, ContinuationToken=token, **folder)()
                found += _entries(page)
            return sorted(found, key=lambda entry: entry.key)

        return self._page(Prefix=prefix, **folder).then(all_pages)

    def names(self, prefix: str) -> list[str]:
        """Returns the names of all objects under a prefix, sorted."""
        return [entry.key for entry in self.listing(prefix)]

    def page(self, prefix: str, after: str = "") -> tuple[list[str], bool]:
        """Returns the first thousand names under a prefix that come after the name `after`, sorted, and whether there are
        more: one request."""
        found = self._page(Prefix=prefix, StartAfter=after)()
        return sorted(item["Key"] for item in found["Contents"]), found["IsTruncated"]

    def delete(self, key: str) -> None:
        """Delete an object; does nothing if there is none."""
        self._operation("delete", "delete_object", _result, Key=key)()

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
        attempts = [_Attempt(work) for work in works]
        with suppress(StorageError):
            self.in_parallel(*attempts)
        return [attempt.outcome for attempt in attempts]

    def get_many(self, keys: list[str]) -> list[dict[str, Any] | None]:
        """Returns several objects, read at the same time, in the order of `keys`."""
        return self.in_parallel(*[self.getting(key) for key in keys])

    def _page(self, **parameters: str) -> Operation[Mapping[str, Any]]:
        return self._operation("list", "list_objects_v2", _result, **parameters)

    def _creating(self, key: str, data: bytes) -> Operation[Created | StorageError]:
        """Returns the operation that writes an object that must not exist. Its result is what is known after it:
        NotDoneError when the service reports that it failed, StorageError when there was no answer. It raises NotDoneError
        when the service refused it, StorageError when the time is over."""
        return self._operation("create", "put_object", created, Key=key, Body=data, OnlyIfAbsent=True)

    def _operation(
        self, what: str, name: str, meaning: Callable[[Callable[[], Any]], T], **parameters: Any
    ) -> Operation[T]:
        """Returns the operation of the client's method of that name. Whatever it raises is a StorageError."""
        request = Request(self._client, self._deadline, name, {"Bucket": self._name, **parameters})
        return Operation(self._deadline, request, partial(with_our_errors, what, meaning))

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


class _Attempt:
    """Work whose outcome is kept: its result, or its StorageError. Before it was done it has one too."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self.outcome: Any = StorageError("Object storage did not answer in time.")
        self._work = work

    def __call__(self) -> None:
        self._note(self._work)

    def begin(self) -> Begun[None] | None:
        begun = self._work.begin() if isinstance(self._work, Operation) else None
        return BegunOperation(begun, self._note) if begun else None

    def _note(self, work: Callable[[], Any]) -> None:
        try:
            self.outcome = work()
        except StorageError as error:
            self.outcome = error


def _result(answer: Callable[[], T]) -> T:
    return answer()


def _entries(page: Mapping[str, Any]) -> list[Entry]:
    return [Entry(each["Key"], each["LastModified"], each["ETag"], each["Size"]) for each in page["Contents"]]


def _as_error(created: Created | StorageError, otherwise: str) -> StorageError:
    return created if isinstance(created, StorageError) else StorageError(otherwise)


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
