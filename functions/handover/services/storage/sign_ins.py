"""Who is signed in: one object for each browser, so that a seat can be taken away at any time. Seats are a phone number's:
who gets another number in the desk signs in anew, and whoever has the old phone has lost them."""

from __future__ import annotations

from datetime import datetime

from handover.services.storage import keys
from handover.services.storage.bucket import Bucket


class SignIns:
    """Takes, finds and leaves seats. A seat's id is secret: only its hash is kept."""

    def __init__(self, bucket: Bucket, names: keys.Keys) -> None:
        self._bucket = bucket
        self._names = names

    def take(self, number: str, seat: str, at: datetime) -> None:
        """An agent signs in."""
        self._bucket.put_once(self._names.seat(number, seat), {"at": at.isoformat()})

    def since(self, number: str, seat: str) -> datetime | None:
        """When that seat was taken; None when it was not, or was left."""
        found = self._bucket.get(self._names.seat(number, seat))
        return datetime.fromisoformat(found["at"]) if found else None

    def leave(self, number: str, seat: str) -> None:
        """An agent signs out in one browser."""
        self._bucket.delete(self._names.seat(number, seat))

    def leave_all(self, number: str) -> None:
        """An agent signs out everywhere."""
        for entry in self._bucket.listing(self._names.seats(number)):
            self._bucket.delete(entry.key)
