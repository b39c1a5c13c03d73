"""Which consent receipts are still to be written.

A handover's receipts follow from its events, so a start of a call writes none. The scheduler writes them, and a mark among
the names of the events, so that listing a day shows what is missing. What a withdrawal writes follows from nothing else, so
it leaves a note first, which is removed when the receipt is in its chain.
"""

from __future__ import annotations

from handover.core.call.consent import PROVE_PLACED, Receipt
from handover.core.call.events import EventKind
from handover.services.storage import keys
from handover.services.storage.bucket import Bucket
from handover.services.storage.handovers import NamedHandover
from handover.services.storage.keys import consent_keys, handover_keys

#: A handover with one of these events is over.
_OVER = frozenset({EventKind.ENDED, EventKind.CANCELED, EventKind.REFUSED})

#: The marks: everything is written; or all but a use, because no call is on record.
_DONE, _UNUSED = "receipts_done", "receipts_unused"


def is_due(named: NamedHandover) -> bool:
    """Returns whether the handover is over, or booked, and its receipts may be missing. One that had no call is due again
    when it is over and a report proves that it had."""
    kinds = named.kinds
    if EventKind.VOID in kinds or _DONE in kinds:
        return False
    if not is_over(named):
        return EventKind.BOOKED in kinds and _UNUSED not in kinds
    return _UNUSED not in kinds or not kinds.isdisjoint(PROVE_PLACED)


def is_over(named: NamedHandover) -> bool:
    """Returns whether the handover had a permit, and an event that ends it."""
    return EventKind.REQUESTED in named.kinds and bool(named.kinds & _OVER)


class ReceiptsDue:
    """Notes, marks, and how far the scheduler came. Every method raises StorageError."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def note(self, person: str, receipt: Receipt) -> None:
        """Note a receipt, so that it is written even if this request ends before."""
        key = consent_keys.receipt_due(person, receipt.kind, receipt.subject)
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
        self._bucket.delete(consent_keys.receipt_due(person, receipt.kind, receipt.subject))

    def mark(self, handover_id: str, used: bool) -> None:
        """Mark a handover whose receipts are written; `used`: there is no call whose receipt could still come."""
        self._bucket.put_once(handover_keys.mark(handover_id, _DONE if used else _UNUSED), {})

    def cursor(self) -> str:
        """Returns up to where all receipts of days before yesterday are written, or `""` if that is not on record."""
        return str((self._bucket.get(keys.HEARTBEAT_OF_RECEIPTS) or {}).get("cursor", ""))

    def record_cursor(self, cursor: str) -> None:
        self._bucket.put(keys.HEARTBEAT_OF_RECEIPTS, {"cursor": cursor})
