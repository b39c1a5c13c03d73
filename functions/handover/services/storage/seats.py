"""Who is signed in: one object for each browser, so that a seat can be taken away at any time."""

from __future__ import annotations

from datetime import datetime

from handover.services.storage import keys
from handover.services.storage.bucket import Bucket


class Seats:
    """Takes, finds and leaves seats. A seat's id is secret: only its hash is kept."""

    def __init__(self, bucket: Bucket, names: keys.Keys) -> None:
        self._bucket = bucket
        self._names = names

    def take(self, agent_id: str, seat: str, at: datetime) -> None:
        """An agent signs in."""
        self._bucket.put_once(self._names.seat(agent_id, seat), {"at": at.isoformat()})

    def since(self, agent_id: str, seat: str) -> datetime | None:
        """When that seat was taken; None when it was not, or was left."""
        found = self._bucket.get(self._names.seat(agent_id, seat))
        return datetime.fromisoformat(found["at"]) if found else None

    def leave(self, agent_id: str, seat: str) -> None:
        """An agent signs out in one browser."""
        self._bucket.delete(self._names.seat(agent_id, seat))

    def leave_all(self, agent_id: str) -> None:
        """An agent signs out everywhere."""
        for entry in self._bucket.listing(self._names.seats(agent_id)):
            self._bucket.delete(entry.key)
