"""Object storage: everything the bundle keeps.

`AppStorage` lives as long as the container: one client and what was read before. `RequestStorage` lives as long as one
request and keeps its deadline. Its stores are imported and made when they are first used, because a request uses few of
them.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from handover.clock import Clock
from handover.core.desk.config import Desk
from handover.core.report.readable import moment_of, text_of
from handover.deadline import Deadline, Here
from handover.services.storage import keys
from handover.services.storage.bucket import Bucket, DamagedError, NotDoneError, StorageError
from handover.services.storage.cache import ReadCache
from handover.services.storage.client import lazy_client
from handover.services.storage.desk_file import DeskFile
from handover.services.storage.memory import ShortMemory, StartMemory
from handover.settings import Settings

if TYPE_CHECKING:
    from handover.core.report.row import Row
    from handover.services.storage.availability import AvailabilityStore
    from handover.services.storage.bookings import Bookings
    from handover.services.storage.call_forms import CallForms
    from handover.services.storage.chat_index import ChatIndex
    from handover.services.storage.code_quotas import CodeQuotas
    from handover.services.storage.consents import Consents
    from handover.services.storage.do_not_call import DoNotCall
    from handover.services.storage.handovers import Handovers
    from handover.services.storage.log_requests import LogRequests
    from handover.services.storage.month_sums import MonthSums
    from handover.services.storage.no_texts import NoTexts
    from handover.services.storage.quotas import Quotas
    from handover.services.storage.receipts_due import ReceiptsDue
    from handover.services.storage.refusals import Refusals
    from handover.services.storage.row_cache import RowCache, RowMemory
    from handover.services.storage.sessions import Sessions
    from handover.services.storage.sign_ins import SignInCodes, SignIns
    from handover.services.storage.turns import Turns
    from handover.services.storage.voicemails import Voicemails

__all__ = ["AppStorage", "DamagedError", "NotDoneError", "RequestStorage", "StorageError"]


class AppStorage:
    """What a container keeps between requests."""

    def __init__(self, settings: Settings, clock: Clock, client: Callable[[], Any] | None = None) -> None:
        """`client` returns the S3 client; without it, one is made from the settings when it is first used."""
        self.clock = clock
        self.client = client or lazy_client(settings, clock)
        self.bucket_name = settings.cos_bucket
        self.keys = keys.Keys(settings.hash_key)
        self.desk_file = DeskFile(clock)
        self.cache = ReadCache()
        self.memory = StartMemory(clock)
        self.conditional_writes_proven = False
        self.proving = threading.Lock()

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

        return Sessions(self.bucket, self.keys, self._app.memory.pointers)

    @cached_property
    def quotas(self) -> Quotas:
        from handover.services.storage.quotas import Quotas

        return Quotas(self.bucket, self._app.cache, self.keys, self._app.memory.rooms)

    @cached_property
    def bookings(self) -> Bookings:
        from handover.services.storage.bookings import Bookings

        app = self._app
        return Bookings(self.bucket, self.keys, self.quotas, app.memory.due, app.clock.now())

    @cached_property
    def call_forms(self) -> CallForms:
        from handover.services.storage.call_forms import CallForms

        return CallForms(self.bucket)

    @cached_property
    def refusals(self) -> Refusals:
        from handover.services.storage.refusals import Refusals

        return Refusals(self.bucket, self.keys)

    @cached_property
    def turns(self) -> Turns:
        from handover.services.storage.turns import Turns

        return Turns(self.bucket, self.keys, self._app.cache)

    @cached_property
    def log_requests(self) -> LogRequests:
        from handover.services.storage.log_requests import LogRequests

        return LogRequests(self.bucket)

    @cached_property
    def voicemails(self) -> Voicemails:
        from handover.services.storage.voicemails import Voicemails

        return Voicemails(self.bucket, self.keys)

    @cached_property
    def availability(self) -> AvailabilityStore:
        from handover.services.storage.availability import AvailabilityStore

        return AvailabilityStore(self.bucket, self.keys, self._app.memory.flags, self._app.clock)

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

    @property
    def remembered_rows(self) -> tuple[ShortMemory[tuple[Sequence[Row], int]], ...]:
        """The rows of today and yesterday, and those of the weeks before, as long as they are remembered."""
        return self._app.memory.rows, self._app.memory.old_rows

    def forget_rows(self) -> None:
        """Forget the rows that are remembered: one of them has changed."""
        for memory in self.remembered_rows:
            memory.forget()

    @cached_property
    def chat_index(self) -> ChatIndex:
        from handover.services.storage.chat_index import ChatIndex

        return ChatIndex(self.bucket)

    @cached_property
    def month_sums(self) -> MonthSums:
        from handover.services.storage.month_sums import MonthSums

        return MonthSums(self.bucket)

    @cached_property
    def do_not_call(self) -> DoNotCall:
        from handover.services.storage.do_not_call import DoNotCall

        return DoNotCall(self.bucket, self.keys, self._app.memory.listed)

    @cached_property
    def consents(self) -> Consents:
        from handover.services.storage.consents import Consents

        return Consents(self.bucket, self.keys)

    @cached_property
    def receipts_due(self) -> ReceiptsDue:
        from handover.services.storage.receipts_due import ReceiptsDue

        return ReceiptsDue(self.bucket)

    @cached_property
    def no_texts(self) -> NoTexts:
        from handover.services.storage.no_texts import NoTexts

        return NoTexts(self.bucket, self.keys)

    def load_client(self) -> None:
        """Load the store of handovers, and make the client with what signs and sends its requests. Requests nothing. Raises
        StorageError."""
        _ = self.handovers
        self.bucket.load_client()

    def in_parallel(self, *works: Callable[[], Any]) -> list[Any]:
        """Run several works at the same time; returns their results in order. Raises what the first failed one raises, and
        StorageError when the request's time is over."""
        return self.bucket.in_parallel(*works)

    def attempts(self, *works: Callable[[], Any]) -> list[Any]:
        """Run several works at the same time; returns the result of each, in order, or the StorageError that it raised, also
        when it was not done in time."""
        return self.bucket.attempts(*works)

    def desk(self) -> Desk:
        """Returns the desk in force. Raises NoDeskError, StorageError."""
        return self._app.desk_file.in_force(self.bucket)

    @property
    def desk_at_hand(self) -> bool:
        """Whether `desk` makes no request at this moment."""
        return self._app.desk_file.at_hand

    def reading_desk(self) -> Callable[[], Desk]:
        """Returns the work that does what `desk` does."""
        return Here(self.desk) if self.desk_at_hand else self.desk

    @property
    def desk_trouble(self) -> str:
        """What is wrong with desk.json if an older one is in force, else `""`."""
        return self._app.desk_file.trouble

    def copy_good_desk(self) -> None:
        """Copy desk.json, if it is good, to where it is found when a later one is not good. Raises StorageError."""
        self._app.desk_file.copy_good(self.bucket)

    def trying_conditional_writes(self) -> list[Callable[[], None]]:
        """Returns the work that does what `try_conditional_writes` does, or none if nothing is left to check."""
        return [] if self._app.conditional_writes_proven else [self.try_conditional_writes]

    def requiring_conditional_writes(self) -> list[Callable[[], None]]:
        """Returns the work that does what `require_conditional_writes` does, or none if nothing is left to check."""
        return [] if self._app.conditional_writes_proven else [self.require_conditional_writes]

    def try_conditional_writes(self) -> None:
        """Check once whether the bucket honours conditional writes, for `require_conditional_writes`: in a new bucket the
        first check proves nothing. Raises StorageError."""
        if self._app.conditional_writes_proven:
            return
        with self.bucket.first(self._app.proving):
            if not self._app.conditional_writes_proven:
                from handover.services.storage.conditional_writes import try_conditional_write

                self._app.conditional_writes_proven = try_conditional_write(self.bucket)

    def require_conditional_writes(self) -> None:
        """Return when the bucket honours conditional writes. A container checks it once: of many requests at the same
        moment one checks, and the others wait for it. Raises StorageError."""
        if self._app.conditional_writes_proven:
            return
        with self.bucket.first(self._app.proving):
            if not self._app.conditional_writes_proven:
                from handover.services.storage.conditional_writes import require_conditional_writes

                require_conditional_writes(self.bucket)
                self._app.conditional_writes_proven = True

    def agent_pseudonym(self, agent_id: str) -> str:
        """Returns 8 characters that stand for the agent where their id must not appear: ids are often names."""
        return self.keys.agent(agent_id)[:8]

    def number_ends(self, e164: str) -> str:
        """Returns what a row keeps of a number so that it is found by its last digits; `""` for no number."""
        return self.keys.ends(e164) if e164.startswith("+") else ""

    def number_end(self, digits: str) -> str:
        """Returns what the last digits of a number look like there."""
        return self.keys.end(digits)

    def last_sweep(self) -> datetime | None:
        """Returns when the scheduler's last finished sweep began, or None if it never did or that is not on record. Raises
        StorageError."""
        return self.sweep_record().at

    def sweep_record(self) -> SweepRecord:
        """Returns what the scheduler last recorded. Raises StorageError."""
        return _sweep_record(self.bucket.get_bytes(keys.HEARTBEAT) or b"")

    def record_sweep(self, facts: Mapping[str, Any], record: SweepRecord) -> None:
        """Record a finished sweep: its time as `at` (ISO 8601), its counts, and what the next one must know. Raises
        StorageError."""
        listed = record.listed.isoformat() if record.listed else ""
        noted = {"cursor": record.cursor, "listed": listed, "summed": record.summed}
        self.bucket.put(keys.HEARTBEAT, {**facts, **noted})


@dataclass(frozen=True)
class SweepRecord:
    """When the scheduler's last finished sweep began (None if it never did), where the next one goes on (`walk_days.py`),
    when it last listed whole days (None if it never did), and on which of the desk's days (ISO 8601) it last found the
    figures of all days before summed (`sum_days.py`), or `""`."""

    at: datetime | None = None
    cursor: str = ""
    listed: datetime | None = None
    summed: str = ""


def _sweep_record(stored: bytes) -> SweepRecord:
    """Returns the record in these bytes. What cannot be read counts as missing: it must not stop the scheduler for ever."""
    try:
        heartbeat = json.loads(stored)
        at = moment_of(heartbeat["at"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return SweepRecord()
    cursor, summed = text_of(heartbeat.get("cursor")), text_of(heartbeat.get("summed"))
    return SweepRecord(at, cursor, moment_of(heartbeat.get("listed")), summed)
