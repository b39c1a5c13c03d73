"""Object storage: everything the bundle keeps. `Storage` is what one request sees of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from handover.clock import Clock, Deadline
from handover.core.desk.config import Desk
from handover.services.storage.availability import AvailabilityFlags
from handover.services.storage.bucket import Bucket, StorageError
from handover.services.storage.cache import ReadCache
from handover.services.storage.client import lazy_client
from handover.services.storage.codes import Codes
from handover.services.storage.desk_file import DeskFile
from handover.services.storage.handovers import Handovers
from handover.services.storage.keys import Keys
from handover.services.storage.proof import ConditionalWritesProof
from handover.services.storage.quotas import Quotas
from handover.services.storage.row_cache import MOST_ROWS, Rows
from handover.services.storage.sign_ins import SignIns
from handover.services.storage.turns import Turns
from handover.settings import Settings

__all__ = ["Storage", "StorageError", "Store"]


@dataclass(frozen=True)
class Storage:
    """Storage within one request's deadline."""

    bucket: Bucket
    keys: Keys
    handovers: Handovers
    quotas: Quotas
    turns: Turns
    availability: AvailabilityFlags
    seats: SignIns
    codes: Codes
    rows: Rows
    _desks: DeskFile
    _proof: ConditionalWritesProof

    def desk(self) -> Desk:
        """The desk in force."""
        return self._desks.in_force(self.bucket)

    @property
    def desk_trouble(self) -> str:
        """What is wrong with desk.json, when an older one is in force."""
        return self._desks.trouble

    def keep_good_desk(self) -> None:
        self._desks.keep_good(self.bucket)

    def require_conditional_writes(self) -> None:
        """Return when the bucket is proven to honour conditions; raises StorageError."""
        self._proof.demand(self.bucket)


class Store:
    """What a container keeps between requests: one client, the desk last read, the proof."""

    def __init__(self, settings: Settings, clock: Clock, client: Callable[[], Any] | None = None) -> None:
        self._client = client or lazy_client(settings, clock)
        self._name = settings["COS_BUCKET"]
        self._keys = Keys(settings["HASH_KEY"])
        self._desks = DeskFile(clock)
        self._proof = ConditionalWritesProof()
        self._remembered = ReadCache()
        self._remembered_rows = ReadCache(MOST_ROWS)

    def within(self, deadline: Deadline) -> Storage:
        """Storage for one request."""
        bucket = Bucket(self._client, self._name, deadline)
        return Storage(
            bucket=bucket,
            keys=self._keys,
            handovers=Handovers(bucket, self._remembered),
            quotas=Quotas(bucket),
            turns=Turns(bucket, self._keys, self._remembered),
            availability=AvailabilityFlags(bucket, self._keys),
            seats=SignIns(bucket, self._keys),
            codes=Codes(bucket),
            rows=Rows(bucket, self._remembered_rows),
            _desks=self._desks,
            _proof=self._proof,
        )
