"""Listings of a day: the names of its handovers' events, and of its stored rows.

A small day costs two listings of one page. A page has 1,000 names, and a later page can only be read after the one before.
So of a large day the first characters of the chats' hashes are listed side by side.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from handover.core.report.row import mark_of
from handover.services.storage.bucket import Bucket
from handover.services.storage.keys import handover_keys, row_keys


@dataclass(frozen=True)
class ListedHandover:
    """A handover in a listing: the names of its events, and the name of the row that they make."""

    handover_id: str
    events: tuple[str, ...]
    row: str


@dataclass(frozen=True)
class DayListing:
    """Handovers of one stored day (`yyyymmdd`, UTC). `single` are the names of the day's rows that are stored one by one,
    `packs` those of its packs."""

    day: str
    handovers: tuple[ListedHandover, ...]
    single: frozenset[str]
    packs: frozenset[str]

    def superseded(self, names: Iterable[str]) -> list[str]:
        """Returns the single rows that newer ones of these names replace."""
        fresh = set(names)
        subjects = {handover_keys.handover_in(name) for name in fresh}
        return sorted(name for name in self.single - fresh if handover_keys.handover_in(name) in subjects)


def list_days(bucket: Bucket, days: Sequence[str]) -> list[DayListing]:
    """Lists those days: two listings each, all at the same time. Raises StorageError."""
    events = _names(
        bucket, [(handover_keys.day(day), day) for day in days] + [(row_keys.rows(day), day) for day in days]
    )
    return [_listing(day, events[n], events[len(days) + n]) for n, day in enumerate(days)]


def list_one(bucket: Bucket, handover_id: str) -> DayListing:
    """Lists one handover: two listings. Raises StorageError."""
    works = [
        partial(bucket.names, prefix) for prefix in (handover_keys.events(handover_id), row_keys.rows_of(handover_id))
    ]
    events, rows = bucket.in_parallel(*works)
    return _listing(handover_id[:8], events, rows)


def _names(bucket: Bucket, wanted: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Returns the names under each prefix of a day, sorted."""
    pages = bucket.in_parallel(*[partial(bucket.page, prefix) for prefix, _ in wanted])
    large = [n for n, (_, more) in enumerate(pages) if more]
    parts = [(n, part) for n in large for part in row_keys.parts(*wanted[n])]
    found = bucket.in_parallel(*[partial(bucket.names, part) for _, part in parts])
    names: list[set[str]] = [set(first) for first, _ in pages]
    for (n, _), part in zip(parts, found, strict=True):
        names[n].update(part)
    return [sorted(some) for some in names]


def _listing(day: str, events: Sequence[str], rows: Sequence[str]) -> DayListing:
    by_handover: dict[str, list[str]] = defaultdict(list)
    for name in events:
        by_handover[name.split("/", 4)[3]].append(name)
    handovers = []
    for handover_id, names in by_handover.items():
        mark = mark_of([name.rpartition("/")[2] for name in names])
        if mark:
            handovers.append(ListedHandover(handover_id, tuple(names), row_keys.row(handover_id, mark)))
    packs = frozenset(name for name in rows if row_keys.is_pack(name))
    return DayListing(day, tuple(handovers), frozenset(rows) - packs, packs)
