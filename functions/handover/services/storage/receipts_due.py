"""Which consent receipts are still to be written.

A handover's receipts follow from its events, so a start of a call writes none. The scheduler compares the day's listing
with marks of what it has written. What a withdrawal writes follows from nothing else, so it leaves a note first, which is
removed when the receipt is in its chain.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Literal

from handover.core.call.consent import PROVE_PLACED, Receipt
from handover.core.call.events import EventKind
from handover.services.storage import keys
from handover.services.storage.bucket import Bucket

#: A handover with one of these events is over.
_OVER = (EventKind.ENDED, EventKind.CANCELED, EventKind.REFUSED)


class ReceiptsDue:
    """Every method raises StorageError. Days are `yyyymmdd`, UTC."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def note(self, person: str, receipt: Receipt) -> None:
        """Note a receipt, so that it is written even if this request ends before."""
        key = keys.receipt_due(person, receipt.kind, receipt.subject)
        self._bucket.put_once(key, {"number": person, **receipt.as_record()})

    def noted(self) -> list[str]:
        """Returns the names of all notes."""
        return [entry.key for entry in self._bucket.listing(keys.RECEIPTS_DUE)]

    def read(self, name: str) -> tuple[str, Receipt] | None:
        """Returns the noted receipt, after the hash of its number, or None if another request wrote it."""
        body = self._bucket.get(name)
        return (str(body["number"]), Receipt.from_record(body)) if body else None

    def remove(self, person: str, receipt: Receipt) -> None:
        """Remove the note of a receipt that is written. Its name is never used again."""
        self._bucket.delete(keys.receipt_due(person, receipt.kind, receipt.subject))

    def handovers(self, day: str) -> list[str]:
        """Returns the ids of that day's handovers that are over and whose receipts may be missing, oldest first: two
        listings. One that had no call is looked at again when a late report proves that it had."""
        events, marks = self._bucket.in_parallel(
            lambda: self._bucket.listing(keys.day(day)), lambda: self._bucket.listing(keys.recorded(day))
        )
        kinds: dict[str, set[str]] = defaultdict(set)
        for entry in events:
            kinds[keys.handover_in(entry.key)].add(entry.key.rpartition("/")[2])
        marked = {entry.key.rpartition("/")[2] for entry in marks}
        return [
            handover_id
            for handover_id, found in kinds.items()
            if EventKind.REQUESTED in found
            and not found.isdisjoint(_OVER)
            and f"{handover_id}.done" not in marked
            and not (f"{handover_id}.unused" in marked and found.isdisjoint(PROVE_PLACED))
        ]

    def mark(self, handover_id: str, mark: Literal["done", "unused"]) -> None:
        """Mark a handover whose receipts are written; `unused` if no call is on record."""
        self._bucket.put(f"{keys.recorded(handover_id[:8])}{handover_id}.{mark}", {})

    def first_day(self) -> str:
        """Returns the first day whose receipts may be missing, or `""` if that is not on record."""
        return str((self._bucket.get(keys.HEARTBEAT_OF_RECEIPTS) or {}).get("day", ""))

    def record_first_day(self, day: str) -> None:
        self._bucket.put(keys.HEARTBEAT_OF_RECEIPTS, {"day": day})
