"""`desk.json`: read at most every 30 s. When it cannot be used, the last good one stays in force."""

from __future__ import annotations

import json
import threading
from datetime import datetime, timedelta

from handover.clock import Clock
from handover.core.desk.config import Desk, DeskError, read
from handover.services.storage import keys
from handover.services.storage.bucket import Bucket, StorageError

_KEEP = timedelta(seconds=30)


class NoDeskError(DeskError):
    """There is no desk.json that can be used, and no earlier one."""


class DeskFile:
    """The desk in force, kept for the life of a container."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._desk: Desk | None = None
        self._read_at: datetime | None = None
        self._reading = threading.Lock()
        self.trouble = ""

    def in_force(self, bucket: Bucket) -> Desk:
        """Returns the desk. `trouble` then says what is wrong with desk.json, if an older one is in force. Of many requests
        at the same moment one reads the file, and the others wait for it.

        Raises NoDeskError, and StorageError when no desk was read before and none can be read now.
        """
        desk = self._desk
        if desk is None or not self._is_fresh():
            with bucket.first(self._reading):
                desk = self._desk
                if desk is None or not self._is_fresh():
                    self._desk = desk = self._fresh(bucket)
                    self._read_at = self._clock.now()
        return desk

    @property
    def at_hand(self) -> bool:
        """Whether `in_force` returns the desk without a request, at this moment."""
        return self._desk is not None and self._is_fresh()

    def _is_fresh(self) -> bool:
        return self._read_at is not None and timedelta(0) <= self._clock.now() - self._read_at < _KEEP

    def copy_good(self, bucket: Bucket) -> None:
        """Copy desk.json, if it is good and has changed, to where `in_force` looks when a later one is not good."""
        raw = bucket.get_bytes(keys.DESK)
        try:
            good = None if raw is None else _parse(raw)
        except DeskError:
            return
        if good is not None and raw is not None and bucket.get_bytes(keys.DESK_LAST_GOOD) != _compact(raw):
            bucket.put(keys.DESK_LAST_GOOD, json.loads(raw))

    def _fresh(self, bucket: Bucket) -> Desk:
        self.trouble = ""
        try:
            raw = bucket.get_bytes(keys.DESK)
        except StorageError as error:
            if self._desk is None:
                raise
            self.trouble = f"{error} The desk that was read last stays in force."
            return self._desk
        if raw is None:
            self._desk = None
            raise NoDeskError("There is no desk.json in the bucket.")
        try:
            return _parse(raw)
        except DeskError as error:
            older = self._desk or _last_good(bucket)
            if older is None:
                raise NoDeskError(str(error)) from None
            self.trouble = f"{error} The last good one stays in force."
            return older


def _last_good(bucket: Bucket) -> Desk | None:
    raw = bucket.get_bytes(keys.DESK_LAST_GOOD)
    return None if raw is None else _parse(raw)


def _parse(raw: bytes) -> Desk:
    try:
        return read(json.loads(raw))
    except (ValueError, RecursionError) as error:
        raise DeskError(f"desk.json is not JSON: {error}.") from None


def _compact(raw: bytes) -> bytes:
    return json.dumps(json.loads(raw), ensure_ascii=False, separators=(",", ":")).encode()
