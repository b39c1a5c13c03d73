"""The indexes of bookings: what is due at which minute, and the bookings of a number.

The events of a handover are the truth about its booking. A name in the index of what is due may be left from before a move,
and a number's chain names bookings that are over. So a reader compares both with the handover.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from handover.core.call.events import EventKind
from handover.services.storage import keys
from handover.services.storage.bucket import Bucket, Claim
from handover.services.storage.keys import booking_keys, handover_keys
from handover.services.storage.keys.booking_keys import Due as Due
from handover.services.storage.memory import ShortMemory
from handover.services.storage.quotas import ClaimSet, QuotaClaim, Quotas

#: The latest bookings of a number that are looked at: one at most is not over.
MOST_OF_NUMBER = 5


class Bookings:
    """Claims the steps of bookings and keeps their indexes. Numbers are E.164. Every method raises StorageError."""

    def __init__(
        self, bucket: Bucket, names: keys.Keys, quotas: Quotas, listed: ShortMemory[Sequence[Due]], now: datetime
    ) -> None:
        self._bucket = bucket
        self._names = names
        self._quotas = quotas
        self._listed = listed
        self._now = now

    def claim_step(self, handover_id: str, n: int, at: datetime, facts: Mapping[str, Any]) -> Claim:
        """Claim the n-th step of a booking: exactly one request gets `mine`, and it alone may do what the step says."""
        return self._bucket.claim(
            handover_keys.event(handover_id, EventKind.BOOKED, n), {"at": at.isoformat(), "facts": dict(facts)}
        )

    def claim_dial(self, at: datetime, seconds: float) -> bool:
        """Claim the span of so many seconds that `at` belongs to, for one call. Returns False when another call has it,
        also one of another run."""
        return self._bucket.claim(booking_keys.dial_in(at, seconds), {"at": at.isoformat()}).mine

    def list_due(self, at: datetime, handover_id: str) -> None:
        """List a booking under the minute of its time."""
        self._bucket.put(booking_keys.due(at, handover_id), {})

    def unlist_due(self, due: Due) -> None:
        """Remove a name from the index: its handover is over, or was moved."""
        self._bucket.delete(booking_keys.due(due.minute, due.handover_id))

    def due_by(self, at: datetime) -> list[Due]:
        """Returns the bookings that are listed under the minute of `at` or an earlier one, the earliest first: one request,
        however many are listed. Of more than a thousand it returns the first ones."""
        return [due for due in self._due() if due.minute <= at]

    def next_due(self) -> Sequence[Due]:
        """Returns the bookings that are listed, the earliest first, at most a thousand; for a page that is loaded often: a
        container lists them once in 15 seconds."""
        known = self._listed.get()
        if known is None:
            changes = self._listed.changes
            known = self._due()
            self._listed.keep(known, self._now, changes)
        return known

    def _due(self) -> list[Due]:
        names, _ = self._bucket.page(keys.DUE)
        return [due for due in map(booking_keys.due_in, names) if due]

    def of_number(self, number: str) -> list[str]:
        """Returns the ids of the latest bookings of a number, newest first, as `latest` does. Most of them are over."""
        return [claim.owner for claim in self.latest(number, MOST_OF_NUMBER)]

    def latest(self, number: str, most: int) -> Sequence[QuotaClaim]:
        """Returns the latest bookings of a number, newest first, at most `most`: one listing, and a read for each that this
        container has not read."""
        return self.chain(number).in_use(most)

    def chain(self, number: str) -> ClaimSet:
        """Returns the bookings of a number, claimed one after the other: only the latest may not be over."""
        return self._quotas.claims_under(self._names.bookings(number))
