"""A cache of rows: without it, lists would fold every handover of their days, event by event.

A day's listing names all events, and these names alone decide whether a stored row is still valid (see `mark_of`). So a
row is never compared with anything else, any request may write it, and it may be lost.

Rows are stored one by one when a call ends, and in packs of up to a thousand (decision 22): a list must not cost one read
for each handover. A pack that is out of date still has the rows that did not change. Small packs become one when the next
one is written.

The events are the truth. A row that is missing or damaged is made again by the request that needs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from functools import partial
from hashlib import sha256
from typing import Any

from handover.core.report.row import Row
from handover.services.storage import day_listing
from handover.services.storage.bucket import Bucket, DamagedError, StorageError
from handover.services.storage.cache import Cache
from handover.services.storage.day_listing import DayListing
from handover.services.storage.keys import handover_keys, row_keys

#: Rows in a pack at most: about 900 kB as a rule; notes and details may make it more.
MOST_IN_PACK = 1000

#: Rows that are read one by one, or made again, before a list writes a pack of them.
FEW = 30

#: Rows that a container keeps in memory, about 2 kB each, and the packs whose content it remembers.
_MOST_ROWS, _MOST_PACKS = 20_000, 500

#: Superseded rows that one tidying deletes.
_MOST_DELETED = 300


class RowMemory:
    """What a container remembers between requests: rows by name, and the names of the rows that each pack has."""

    def __init__(self, most_rows: int = _MOST_ROWS) -> None:
        self.rows: Cache[Row] = Cache(most_rows)
        self.packs: Cache[frozenset[str]] = Cache(_MOST_PACKS)


class RowCache:
    """Reads and writes rows. Every method that reaches the bucket raises StorageError."""

    def __init__(self, bucket: Bucket, memory: RowMemory) -> None:
        self._bucket = bucket
        self._memory = memory
        self._written: set[str] = set()  # packs that this request wrote after it listed them
        self._deleted: set[str] = set()

    def list_days(self, days: Sequence[str]) -> list[DayListing]:
        """Lists those days: two listings each, all at the same time. A day with more than 1,000 names costs more."""
        return day_listing.list_days(self._bucket, days)

    def list_one(self, handover_id: str) -> DayListing:
        """Lists one handover: two listings."""
        return day_listing.list_one(self._bucket, handover_id)

    def get(self, listings: Sequence[DayListing]) -> dict[str, Row]:
        """Returns the rows that are stored and valid, by the handover's id. A row in memory costs nothing, a pack costs one
        read, each row outside of packs costs one read."""
        ids = {handover.row: handover.handover_id for listing in listings for handover in listing.handovers}
        found = self._memory.rows.known(ids)
        found |= self._from_packs(listings, ids.keys() - found.keys())
        single = frozenset().union(*[listing.single for listing in listings])
        found |= self._read_rows(sorted((ids.keys() - found.keys()) & single))
        return {ids[name]: row for name, row in found.items() if row.id == ids[name]}

    def put(self, listing: DayListing, rows: Iterable[Row]) -> None:
        """Store these rows of handovers that are over one by one, in place of their earlier rows."""
        names = {handover.handover_id: handover.row for handover in listing.handovers}
        fresh = {names[row.id]: row for row in rows}
        self._memory.rows.keep(fresh)
        self._bucket.in_parallel(*[partial(self._bucket.put, name, row.as_record()) for name, row in fresh.items()])
        self._delete(listing.superseded(fresh))

    def put_day(self, listing: DayListing, rows: Mapping[str, Row], fresh: Set[str], over: bool) -> None:
        """Store what the next list would have to make or to read one by one. `rows` are those of the listing, by the
        handover's id; `fresh` are the ids of those that were just made; `over` says that the day is over, with every
        handover that began on it.

        Many rows become a pack, and so do the rows of a day that is over. Few are stored one by one, and only those of
        several events: reading a row costs a read too."""
        current = {
            handover.row: rows[handover.handover_id]
            for handover in listing.handovers
            if handover.handover_id in rows and not rows[handover.handover_id].live
        }
        self._memory.rows.keep(current)
        stored = self._packs_of(listing)
        packs = self._memory.packs.known(stored)
        loose = current.keys() - frozenset().union(*packs.values())
        if len(packs) < len(stored) and (len(loose) > FEW or (over and loose)):
            self._read_packs(sorted(stored - packs.keys()), frozenset())
            packs = self._memory.packs.known(stored)
            loose = current.keys() - frozenset().union(*packs.values())
        if len(loose) > FEW or (over and loose):
            self._pack(listing, current, packs, loose)
        elif not over:
            worth = [
                rows[handover.handover_id]
                for handover in listing.handovers
                if handover.row in loose
                and len(handover.events) > 1
                and (handover.handover_id in fresh or handover.row not in listing.single)
            ]
            self.put(listing, worth)

    def tidy(self, listing: DayListing) -> int:
        """Delete single rows that the listed packs have, or that are out of date. Returns how many."""
        packed = frozenset().union(*self._memory.packs.known(listing.packs).values())
        current = {handover.row for handover in listing.handovers}
        useless = sorted(name for name in listing.single if name in packed or name not in current)[:_MOST_DELETED]
        self._delete(useless)
        return len(useless)

    def _packs_of(self, listing: DayListing) -> Set[str]:
        """Returns the packs of the day, with what this request has written since the day was listed."""
        written = {pack for pack in self._written if handover_keys.day_in(pack) == listing.day}
        return (listing.packs | written) - self._deleted

    def _pack(
        self,
        listing: DayListing,
        current: Mapping[str, Row],
        packs: Mapping[str, frozenset[str]],
        loose: Iterable[str],
    ) -> None:
        """Write packs of the loose rows, and of those in packs that have become small."""
        small = {pack: names & current.keys() for pack, names in packs.items()}
        small = {pack: names for pack, names in small.items() if len(names) < MOST_IN_PACK // 2}
        names = sorted(frozenset(loose).union(*small.values()))
        bodies = {}
        for first in range(0, len(names), MOST_IN_PACK):
            some = names[first : first + MOST_IN_PACK]
            mark = sha256("\n".join(some).encode()).hexdigest()[:16]
            bodies[row_keys.pack(listing.day, mark)] = frozenset(some)
        self._bucket.in_parallel(
            *[
                partial(self._bucket.put, pack, {"rows": {name: current[name].as_record() for name in sorted(names)}})
                for pack, names in bodies.items()
            ]
        )
        self._memory.packs.keep(bodies)
        self._written |= bodies.keys()
        self._deleted |= small.keys() - bodies.keys()
        self._delete(small.keys() - bodies.keys())

    def _from_packs(self, listings: Sequence[DayListing], missing: Set[str]) -> dict[str, Row]:
        """Returns those of the missing rows that are in packs. A pack that was merged into another one since it was listed
        is gone: then the new one is looked for, once."""
        if not missing:
            return {}
        listed = frozenset().union(*[listing.packs for listing in listings])
        found, gone = self._read_packs(self._useful(listed, missing), missing)
        if gone:
            works = [partial(self._bucket.names, row_keys.packs(day)) for day in sorted(gone)]
            later = frozenset().union(*self._bucket.in_parallel(*works)) - listed
            more, _ = self._read_packs(self._useful(later, missing - found.keys()), missing)
            found |= more
        return found

    def _useful(self, packs: Set[str], missing: Set[str]) -> list[str]:
        """Returns those packs that may have missing rows: their content is not known, or has them."""
        known = self._memory.packs.known(packs)
        return sorted(pack for pack in packs if pack not in known or not known[pack].isdisjoint(missing))

    def _read_packs(self, packs: Sequence[str], wanted: Set[str]) -> tuple[dict[str, Row], set[str]]:
        """Returns the wanted rows in those packs, and the days of which a pack was gone."""
        found: dict[str, Row] = {}
        gone: set[str] = set()
        for pack, body in zip(packs, self._get_many(packs), strict=True):
            if body is None:
                gone.add(handover_keys.day_in(pack))
                continue
            records = body.get("rows")
            rows = _rows(records if isinstance(records, dict) else {})
            self._memory.packs.keep({pack: frozenset(rows)})
            found |= {name: row for name, row in rows.items() if name in wanted}
        self._memory.rows.keep(found)
        return found, gone

    def _read_rows(self, names: Sequence[str]) -> dict[str, Row]:
        bodies = zip(names, self._get_many(names), strict=True)
        found = _rows({name: body for name, body in bodies if body})
        self._memory.rows.keep(found)
        return found

    def _get_many(self, names: Sequence[str]) -> list[dict[str, Any] | None]:
        return self._bucket.in_parallel(*[partial(self._get, name) for name in names])

    def _get(self, name: str) -> dict[str, Any] | None:
        try:
            return self._bucket.get(name)
        except DamagedError:
            return {}
        except StorageError:
            return None  # a cached object that cannot be read counts as missing

    def _delete(self, names: Iterable[str]) -> None:
        self._bucket.in_parallel(*[partial(self._bucket.delete, name) for name in sorted(names)])


def _rows(records: Mapping[str, Any]) -> dict[str, Row]:
    """Returns the rows of those records that are sound, by name."""
    rows = {}
    for name, record in records.items():
        try:
            rows[name] = Row.from_record(record)
        except (AttributeError, TypeError, ValueError):
            continue
    return rows
