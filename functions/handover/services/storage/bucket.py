"""JSON objects in a bucket, within one request's deadline.

Everything depends on `claim`: it creates an object that must not exist yet. Exactly one of many racing writers succeeds.
There are two traps. The SDK repeats a PUT whose answer was lost, and the repetition fails although the first one won. And
the server may report a conflict as 409. So after every failed condition the object is read, and its owner compared.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from handover.clock import Deadline, DeadlineError
from handover.errors import HandoverError

T = TypeVar("T")

_TRIES = 4

#: Error codes: the object exists; and it is not known whether it exists, because another request is writing it.
_EXISTS = ("PreconditionFailed", "412")
_UNDER_WAY = ("OperationAborted", "ConditionalRequestConflict", "409")


class StorageError(HandoverError):
    """Object storage failed or did not answer in time; the message says at what, without credentials."""


class DamagedError(StorageError):
    """The object is there, and is not what this service writes: reading it again changes nothing."""


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

    def get(self, key: str) -> dict[str, Any] | None:
        """Returns the object as parsed JSON, or None if there is none. Raises DamagedError when it is not a JSON object."""
        found = self.get_bytes(key)
        if found is None:
            return None
        try:
            body = json.loads(found)
        except (ValueError, RecursionError):
            raise DamagedError(f"{_public(key)} is not JSON.") from None
        if not isinstance(body, dict):
            raise DamagedError(f"{_public(key)} is not a JSON object.")
        return body

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
        data = _bytes(body)
        for _ in range(_TRIES):
            first = self._create(key, data)
            if first is not None:
                return first
        raise StorageError("A fact could not be written: other requests kept writing it.")

    def claim(self, key: str, body: Mapping[str, Any]) -> Claim:
        """Create an object that must not exist. Of all requests that try, exactly one gets `mine`."""
        mine = {**body, "owner": secrets.token_hex(8)}
        data = _bytes(mine)
        for _ in range(_TRIES):
            if self._create(key, data):
                return Claim(True, mine)
            found = self.get(key)
            if found is not None:
                return Claim(found.get("owner") == mine["owner"], found)
        raise StorageError("A claim was neither won nor lost: another request keeps deleting the object.")

    def listing(self, prefix: str) -> list[Entry]:
        """Returns all objects under a prefix, sorted by name (the service promises no order)."""

        def read() -> list[Entry]:
            pages = self._client().get_paginator("list_objects_v2").paginate(Bucket=self._name, Prefix=prefix)
            return [
                Entry(item["Key"], item["LastModified"], item["ETag"], item.get("Size", 0))
                for page in pages
                for item in page.get("Contents", ())
            ]

        return sorted(self._do("list", read), key=lambda entry: entry.key)

    def names(self, prefix: str) -> list[str]:
        """Returns the names of all objects under a prefix, sorted."""
        return [entry.key for entry in self.listing(prefix)]

    def first_names(self, prefix: str) -> tuple[list[str], bool]:
        """Returns the names on the first page of a listing, and whether there are more pages."""

        def read() -> tuple[list[str], bool]:
            pages = self._client().get_paginator("list_objects_v2").paginate(Bucket=self._name, Prefix=prefix)
            page = next(iter(pages))
            return sorted(item["Key"] for item in page.get("Contents", ())), bool(page.get("IsTruncated"))

        return self._do("list", read)

    def delete(self, key: str) -> None:
        """Delete an object; does nothing if there is none."""
        self._do("delete", lambda: self._client().delete_object(Bucket=self._name, Key=key))

    def in_parallel(self, *works: Callable[[], Any]) -> list[Any]:
        """Run several works at the same time; returns their results in order. The first exception is raised."""
        try:
            return self._deadline.together(*works)
        except DeadlineError:
            raise StorageError("Object storage did not answer in time.") from None

    def get_many(self, keys: list[str]) -> list[dict[str, Any] | None]:
        """Returns several objects, read at the same time, in the order of `keys`."""
        return self.in_parallel(*[partial(self.get, key) for key in keys])

    def _create(self, key: str, data: bytes) -> bool | None:
        """Returns whether this created the object, or None if another request is creating it now, and may yet fail."""

        def write() -> bool | None:
            try:
                self._client().put_object(Bucket=self._name, Key=key, Body=data, OnlyIfAbsent=True)
            except Exception as error:
                if _code(error) in _EXISTS:
                    return False
                if _code(error) in _UNDER_WAY:
                    return None
                raise
            return True

        return self._do("create", write)

    def _do(self, what: str, work: Callable[[], T]) -> T:
        try:
            return self._deadline.run(work)
        except StorageError:
            raise
        except DeadlineError:
            raise StorageError(f"Object storage did not {what} in time.") from None
        except Exception as error:
            # The SDK raises its own errors, those of its HTTP library, and TypeErrors for odd credentials.
            raise StorageError(f"Object storage could not {what}: {_code(error) or type(error).__name__}.") from error


def _code(error: Exception) -> str:
    """Returns the service's error code, or `""` if the error came from elsewhere."""
    response = getattr(error, "response", None)
    return str(response.get("Error", {}).get("Code", "")) if isinstance(response, Mapping) else ""


def _bytes(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _public(key: str) -> str:
    return "/".join(key.split("/")[:2])
