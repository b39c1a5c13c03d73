"""Object storage: everything the bundle keeps.

`AppStorage` lives as long as the container: one client and what was read before. `RequestStorage` lives as long as one
request and keeps its deadline. Its stores are imported and made when they are first used, because a request uses few of
them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from handover.clock import Clock, Deadline
from handover.core.desk.config import Desk
from handover.core.report.readable import moment_of
from handover.services.storage import keys
from handover.services.storage.bucket import Bucket, DamagedError, StorageError
from handover.services.storage.cache import ReadCache
from handover.services.storage.client import lazy_client
from handover.services.storage.desk_file import DeskFile
from handover.settings import Settings

if TYPE_CHECKING:
    from handover.services.storage.availability import AvailabilityStore
    from handover.services.storage.code_quotas import CodeQuotas
    from handover.services.storage.handovers import Handovers
    from handover.services.storage.quotas import Quotas
    from handover.services.storage.refusals import Refusals
    from handover.services.storage.row_cache import RowCache, RowMemory
    from handover.services.storage.sessions import Sessions
    from handover.services.storage.sign_ins import SignInCodes, SignIns
    from handover.services.storage.turns import Turns

__all__ = ["AppStorage", "DamagedError", "RequestStorage", "StorageError"]


class AppStorage:
    """What a container keeps between requests."""

    def __init__(self, settings: Settings, clock: Clock, client: Callable[[], Any] | None = None) -> None:
        """`client` returns the S3 client; without it, one is made from the settings when it is first used."""
        self.client = client or lazy_client(settings, clock)
        self.bucket_name = settings.cos_bucket
        self.keys = keys.Keys(settings.hash_key)
        self.desk_file = DeskFile(clock)
        self.cache = ReadCache()
        self.conditional_writes_proven = False

    @cached_property
    def rows(self) -> RowMemory:
        from handover.services.storage.row_cache import RowMemory

        return RowMemory()

    def within(self, deadline: Deadline) -> RequestStorage:
        """Returns the storage for one request."""
        return RequestStorage(self, deadline)


class RequestStorage:
    """Storage within one request's deadline. Use cases work with its stores and methods; `bucket` and `keys` are for the
    stores, for deploy tools and for the sandbox."""

    def __init__(self, app: AppStorage, deadline: Deadline) -> None:
        self._app = app
        self.bucket = Bucket(app.client, app.bucket_name, deadline)
        self.keys = app.keys

    @cached_property
    def handovers(self) -> Handovers:
        from handover.services.storage.handovers import Handovers

        return Handovers(self.bucket, self._app.cache)

    @cached_property
    def sessions(self) -> Sessions:
        from handover.services.storage.sessions import Sessions

        return Sessions(self.bucket, self.keys)

    @cached_property
    def quotas(self) -> Quotas:
        from handover.services.storage.quotas import Quotas

        return Quotas(self.bucket, self.keys)

    @cached_property
    def refusals(self) -> Refusals:
        from handover.services.storage.refusals import Refusals

        return Refusals(self.bucket, self.keys)

    @cached_property
    def turns(self) -> Turns:
        from handover.services.storage.turns import Turns

        return Turns(self.bucket, self.keys, self._app.cache)

    @cached_property
    def availability(self) -> AvailabilityStore:
        from handover.services.storage.availability import AvailabilityStore

        return AvailabilityStore(self.bucket, self.keys)

    @cached_property
    def sign_ins(self) -> SignIns:
        from handover.services.storage.sign_ins import SignIns

        return SignIns(self.bucket, self.keys)

    @cached_property
    def sign_in_codes(self) -> SignInCodes:
        from handover.services.storage.sign_ins import SignInCodes

        return SignInCodes(self.bucket)

    @cached_property
    def code_quotas(self) -> CodeQuotas:
        from handover.services.storage.code_quotas import CodeQuotas

        return CodeQuotas(self.bucket, self.keys)

    @cached_property
    def row_cache(self) -> RowCache:
        from handover.services.storage.row_cache import RowCache

        return RowCache(self.bucket, self._app.rows)

    def in_parallel(self, *works: Callable[[], Any]) -> list[Any]:
        """Run several works at the same time; returns their results in order. Raises what the first failed one raises, and
        StorageError when the request's time is over."""
        return self.bucket.in_parallel(*works)

    def desk(self) -> Desk:
        """Returns the desk in force. Raises NoDeskError, StorageError."""
        return self._app.desk_file.in_force(self.bucket)

    @property
    def desk_trouble(self) -> str:
        """What is wrong with desk.json if an older one is in force, else `""`."""
        return self._app.desk_file.trouble

    def copy_good_desk(self) -> None:
        """Copy desk.json, if it is good, to where it is found when a later one is not good. Raises StorageError."""
        self._app.desk_file.copy_good(self.bucket)

    def require_conditional_writes(self) -> None:
        """Return when the bucket honours conditional writes; a container checks it once. Raises StorageError."""
        if not self._app.conditional_writes_proven:
            from handover.services.storage.conditional_writes import require_conditional_writes

            require_conditional_writes(self.bucket)
            self._app.conditional_writes_proven = True

    def agent_pseudonym(self, agent_id: str) -> str:
        """Returns 8 characters that stand for the agent where their id must not appear: ids are often names."""
        return self.keys.agent(agent_id)[:8]

    def last_sweep(self) -> datetime | None:
        """Returns when the scheduler last finished a sweep, or None if it never did or that is not on record. Raises
        StorageError."""
        try:
            heartbeat = self.bucket.get(keys.HEARTBEAT)
        except DamagedError:
            return None
        return moment_of(heartbeat.get("at")) if heartbeat else None

    def record_sweep(self, facts: Mapping[str, Any]) -> None:
        """Record a finished sweep: its time as `at` (ISO 8601), and its counts. Raises StorageError."""
        self.bucket.put(keys.HEARTBEAT, facts)
