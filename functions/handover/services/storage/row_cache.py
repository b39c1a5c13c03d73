"""A cache of rows: without it, lists would fold every handover of their days, event by event.

A day's listing names all events, and these names alone decide whether a stored row is still valid (see `mark_of`). So a
row is never compared with anything else, any request may write it, and it may be lost. A day that is over is stored once
more as a whole: a report about a month must not cost one read for each handover.

The events are the truth. A row that is missing or unreadable is made again by the request that needs it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

from handover.core.report.row import Row, mark_of
from handover.services.storage import keys
from handover.services.storage.bucket import Bucket, StorageError
from handover.services.storage.cache import ReadCache


@dataclass(frozen=True)
class ListedHandover:
    """A handover in a listing: the names of its events, and the name of the row that they make."""

    handover_id: str
    events: tuple[str, ...]
    row: str


@dataclass(frozen=True)
class DayListing:
    """Handovers of one stored day (`yyyymmdd`, UTC), and the names of the day's stored rows (`cached`)."""

    day: str
    handovers: tuple[ListedHandover, ...]
    cached: frozenset[str]

    @property
    def whole(self) -> str:
        """The name of the object that holds all of the day's rows, for the events of this listing."""
        rows = "\n".join(handover.row for handover in self.handovers)
        return keys.row_of_day(self.day, sha256(rows.encode()).hexdigest()[:16])

    def superseded(self, names: Iterable[str]) -> list[str]:
        """Returns the stored rows that `names` replace."""
        fresh = set(names)
        subjects = {keys.handover_in(name) for name in fresh}
        return sorted(name for name in self.cached - fresh if keys.handover_in(name) in subjects)


class RowCache:
    """Lists handovers, reads and writes their rows. Every method that reaches the bucket raises StorageError."""

    def __init__(self, bucket: Bucket, memory: ReadCache) -> None:
        self._bucket = bucket
        self._memory = memory

    def list_days(self, days: Sequence[str]) -> list[DayListing]:
        """Lists those days: two listings each, all at the same time."""
        prefixes = [prefix for day in days for prefix in (keys.day(day), keys.rows(day))]
        found = self._list(prefixes)
        return [_listing(day, found[2 * n], found[2 * n + 1]) for n, day in enumerate(days)]

    def list_one(self, handover_id: str) -> DayListing:
        """Lists one handover: two listings."""
        events, kept = self._list([keys.events(handover_id), keys.rows_of(handover_id)])
        return _listing(handover_id[:8], events, kept)

    def get(self, listings: Sequence[DayListing]) -> dict[str, Row]:
        """Returns the rows that are stored and valid, by the handover's id. A row in memory costs nothing, a day that is
        stored as a whole costs one read, each other row costs one read."""
        self._read([_best_whole(listing) for listing in listings if self._missing(listing)])
        self._read([name for listing in listings for name in self._missing(listing) & listing.cached])
        handovers = [handover for listing in listings for handover in listing.handovers]
        known = self._memory.known([handover.row for handover in handovers])
        rows = {handover.handover_id: _row(known[handover.row]) for handover in handovers if handover.row in known}
        return {handover_id: row for handover_id, row in rows.items() if row}

    def put(self, listing: DayListing, rows: Sequence[Row]) -> None:
        """Store these rows of handovers that are over, in place of their earlier rows."""
        self._write(listing, self._by_name(listing, rows))

    def put_day(self, listing: DayListing, rows: Sequence[Row]) -> None:
        """Store a day that is over; these are all its rows."""
        self._write(listing, {listing.whole: {"rows": self._by_name(listing, rows)}})

    def _by_name(self, listing: DayListing, rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
        names = {handover.handover_id: handover.row for handover in listing.handovers}
        records = {names[row.id]: row.as_record() for row in rows}
        self._memory.keep(records)
        return records

    def _write(self, listing: DayListing, bodies: Mapping[str, Mapping[str, Any]]) -> None:
        self._bucket.in_parallel(*[partial(self._bucket.put, name, body) for name, body in bodies.items()])
        self._bucket.in_parallel(*[partial(self._bucket.delete, name) for name in listing.superseded(bodies)])

    def _missing(self, listing: DayListing) -> frozenset[str]:
        names = [handover.row for handover in listing.handovers]
        return frozenset(names) - self._memory.known(names).keys()

    def _read(self, names: Sequence[str]) -> None:
        """Read rows, or whole days of rows, into memory."""
        wanted = [name for name in names if name]
        for name, body in zip(
            wanted, self._bucket.in_parallel(*[partial(self._get, name) for name in wanted]), strict=True
        ):
            whole = body.get("rows")
            self._memory.keep(whole if isinstance(whole, dict) else {name: body} if body else {})

    def _get(self, name: str) -> Mapping[str, Any]:
        try:
            return self._bucket.get(name) or {}
        except StorageError:
            return {}  # a cached object that cannot be read counts as missing

    def _list(self, prefixes: Sequence[str]) -> list[list[str]]:
        found = self._bucket.in_parallel(*[partial(self._bucket.listing, prefix) for prefix in prefixes])
        return [[entry.key for entry in entries] for entries in found]


def _listing(day: str, events: Sequence[str], kept: Sequence[str]) -> DayListing:
    by_handover: dict[str, list[str]] = defaultdict(list)
    for name in events:
        by_handover[keys.handover_in(name)].append(name)
    marks = {
        handover_id: mark_of(name.rpartition("/")[2] for name in names) for handover_id, names in by_handover.items()
    }
    handovers = [
        ListedHandover(handover_id, tuple(by_handover[handover_id]), keys.row(handover_id, mark))
        for handover_id, mark in marks.items()
        if mark
    ]
    return DayListing(day, tuple(handovers), frozenset(kept))


def _best_whole(listing: DayListing) -> str:
    """Returns the name under which the day is stored as a whole, or "" if it is not. An older whole still has the rows that
    did not change."""
    wholes = sorted(name for name in listing.cached if keys.handover_in(name) == "day")
    return listing.whole if listing.whole in wholes else next(iter(wholes), "")


def _row(record: Mapping[str, Any]) -> Row | None:
    try:
        return Row.from_record(record)
    except TypeError:
        return None
