"""Rows as they are kept: a cache of what days would otherwise be folded from, event by event.

A day's listing names all events, and the names alone tell whether a row that was kept still holds (see `mark_of`). So a
row never has to be checked against anything, may be written by everybody, and may be lost. A day that is over is kept
once more as a whole: looking back over a month must not cost a read for each handover.

What is kept is in no way the truth: whatever is missing or cannot be read is made anew by who asked.
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

#: What a container remembers: more than a month at 200 calls a day, about 2 kB each.
MOST_ROWS = 8000


@dataclass(frozen=True)
class Listed:
    """A handover as a listing tells it: the names of its events, and where the row that they make is kept."""

    handover_id: str
    events: tuple[str, ...]
    row: str


@dataclass(frozen=True)
class Listing:
    """Handovers of one stored day (`yyyymmdd`, UTC), and the names of what is kept of them."""

    day: str
    handovers: tuple[Listed, ...]
    kept: frozenset[str]

    @property
    def whole(self) -> str:
        """Where all of the day's rows are kept, as they are now."""
        rows = "\n".join(handover.row for handover in self.handovers)
        return keys.row_of_day(self.day, sha256(rows.encode()).hexdigest()[:16])

    def superseded(self, names: Iterable[str]) -> list[str]:
        """What was kept of the same before `names`."""
        fresh = set(names)
        subjects = {keys.handover_in(name) for name in fresh}
        return sorted(name for name in self.kept - fresh if keys.handover_in(name) in subjects)


class Rows:
    """Lists handovers, recalls their rows, keeps rows that were made."""

    def __init__(self, bucket: Bucket, remembered: ReadCache) -> None:
        self._bucket = bucket
        self._remembered = remembered

    def list_days(self, days: Sequence[str]) -> list[Listing]:
        """What is stored of those days: two listings each, all side by side."""
        prefixes = [prefix for day in days for prefix in (keys.day(day), keys.rows(day))]
        found = self._list(prefixes)
        return [_listing(day, found[2 * n], found[2 * n + 1]) for n, day in enumerate(days)]

    def list_one(self, handover_id: str) -> Listing:
        """What is stored of one handover: two listings."""
        events, kept = self._list([keys.events(handover_id), keys.rows_of(handover_id)])
        return _listing(handover_id[:8], events, kept)

    def recall(self, listings: Sequence[Listing]) -> dict[str, Row]:
        """The rows that were kept and still hold, by the handover's id. Costs nothing for what this container knows, one
        read for a day that is kept as a whole, and one for each other row."""
        self._read([_best_whole(listing) for listing in listings if self._missing(listing)])
        self._read([name for listing in listings for name in self._missing(listing) & listing.kept])
        handovers = [handover for listing in listings for handover in listing.handovers]
        known = self._remembered.known([handover.row for handover in handovers])
        rows = {handover.handover_id: _row(known[handover.row]) for handover in handovers if handover.row in known}
        return {handover_id: row for handover_id, row in rows.items() if row}

    def keep(self, listing: Listing, rows: Sequence[Row]) -> None:
        """Keep these rows of handovers that are over, in place of what was kept of the same."""
        self._write(listing, self._by_name(listing, rows))

    def keep_whole(self, listing: Listing, rows: Sequence[Row]) -> None:
        """Keep a day that is over, of which these are all rows."""
        self._write(listing, {listing.whole: {"rows": self._by_name(listing, rows)}})

    def _by_name(self, listing: Listing, rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
        names = {handover.handover_id: handover.row for handover in listing.handovers}
        records = {names[row.id]: row.as_record() for row in rows}
        self._remembered.keep(records)
        return records

    def _write(self, listing: Listing, bodies: Mapping[str, Mapping[str, Any]]) -> None:
        self._bucket.together(*[partial(self._bucket.put, name, body) for name, body in bodies.items()])
        self._bucket.together(*[partial(self._bucket.delete, name) for name in listing.superseded(bodies)])

    def _missing(self, listing: Listing) -> frozenset[str]:
        names = [handover.row for handover in listing.handovers]
        return frozenset(names) - self._remembered.known(names).keys()

    def _read(self, names: Sequence[str]) -> None:
        """Read rows, or days of them, into memory."""
        wanted = [name for name in names if name]
        for name, body in zip(
            wanted, self._bucket.together(*[partial(self._get, name) for name in wanted]), strict=True
        ):
            whole = body.get("rows")
            self._remembered.keep(whole if isinstance(whole, dict) else {name: body} if body else {})

    def _get(self, name: str) -> Mapping[str, Any]:
        try:
            return self._bucket.get(name) or {}
        except StorageError:
            return {}  # what cannot be read of a cache is not there

    def _list(self, prefixes: Sequence[str]) -> list[list[str]]:
        found = self._bucket.together(*[partial(self._bucket.listing, prefix) for prefix in prefixes])
        return [[entry.key for entry in entries] for entries in found]


def _listing(day: str, events: Sequence[str], kept: Sequence[str]) -> Listing:
    by_handover: dict[str, list[str]] = defaultdict(list)
    for name in events:
        by_handover[keys.handover_in(name)].append(name)
    marks = {
        handover_id: mark_of(name.rpartition("/")[2] for name in names) for handover_id, names in by_handover.items()
    }
    handovers = [
        Listed(handover_id, tuple(by_handover[handover_id]), keys.row(handover_id, mark))
        for handover_id, mark in marks.items()
        if mark
    ]
    return Listing(day, tuple(handovers), frozenset(kept))


def _best_whole(listing: Listing) -> str:
    """Where the day's rows are kept as a whole; an older whole still has the rows that did not change. `""` for none."""
    wholes = sorted(name for name in listing.kept if keys.handover_in(name) == "day")
    return listing.whole if listing.whole in wholes else next(iter(wholes), "")


def _row(record: Mapping[str, Any]) -> Row | None:
    try:
        return Row.from_record(record)
    except TypeError:
        return None
