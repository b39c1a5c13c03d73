"""A chat session's handovers. Each has an id and a pointer that names it; pointers are numbered, and each is claimed once.

Both names follow from the session and the number alone, so that two copies of one request claim the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handover.services.storage import keys
from handover.services.storage.bucket import Bucket
from handover.services.storage.cache import Cache
from handover.services.storage.keys import handover_keys
from handover.services.storage.operation import Operation


@dataclass(frozen=True)
class Pointer:
    """The session's n-th pointer, and the handover that it names."""

    n: int
    handover_id: str


class Sessions:
    """Makes handover ids; claims and reads pointers. Session ids are Watson's; they are stored as keyed hashes only."""

    def __init__(self, bucket: Bucket, names: keys.Keys, known: Cache[Pointer]) -> None:
        self._bucket = bucket
        self._names = names
        self._known = known

    def pseudonym(self, session_id: str) -> str:
        """Returns 8 characters that stand for the session in the log."""
        return self._names.session(session_id)[:8]

    def number_in_chat(self, session_id: str, e164: str) -> str:
        """Returns 8 characters that stand for a number within the chat, and for nothing in another chat."""
        return self._names.chat_number(session_id, e164)[:8]

    def handover_id(self, session_id: str, at: datetime, n: int, booked: bool = False) -> str:
        """Returns the id of the session's n-th handover, if it begins at `at` (UTC); `booked`: as a booking."""
        return handover_keys.handover_id(f"{at:%Y%m%d}", self._names.session(session_id), n, booked)

    def place_of(self, handover_id: str) -> int:
        """Returns which of its session's handovers it is, from 1; 0 for one that has no pointer."""
        return handover_keys.place_of(handover_id)

    def is_booked(self, handover_id: str) -> bool:
        """Returns whether that handover began as a booking: its id says so."""
        return handover_keys.is_booked(handover_id)

    def of(self, handover_id: str) -> str:
        """Returns the hash of the session that a handover belongs to."""
        return handover_keys.session_of(handover_id)

    def is_of(self, handover_id: str, session_id: str) -> bool:
        """Returns whether a handover belongs to that session: its id says so."""
        return handover_keys.session_of(handover_id) == self._names.session(session_id)

    def are_of_one_chat(self, one: str, other: str) -> bool:
        """Returns whether two handovers belong to the same session: their ids say so."""
        return handover_keys.session_of(one) == handover_keys.session_of(other)

    def claiming_pointer(self, session_id: str, n: int, handover_id: str, at: datetime) -> Operation[Pointer]:
        """Returns the operation that claims the session's n-th pointer for a handover. Its result is the pointer as it is
        stored: when another request claimed it first, it names that request's handover. It raises StorageError."""
        key = keys.numbered(handover_keys.pointers(self._names.session(session_id)), n)
        claiming = self._bucket.claiming(key, {"hid": handover_id, "at": at.isoformat()})
        return claiming.then(lambda claim: self._keep(session_id, Pointer(n, claim.body["hid"])))

    def known_pointer(self, session_id: str) -> Pointer | None:
        """Returns the latest of the session's pointers that this container remembers: there may be later ones. No
        request."""
        session = self._names.session(session_id)
        return self._known.known([session]).get(session)

    def pointers(self, session_id: str) -> list[Pointer]:
        """Returns all of the session's pointers, oldest first. Raises StorageError."""
        return self._read(self._list(session_id))

    def pointer(self, session_id: str, n: int) -> Pointer | None:
        """Returns the session's n-th pointer, or None if there is none. Raises StorageError."""
        return next(iter(self._read([keys.numbered(handover_keys.pointers(self._names.session(session_id)), n)])), None)

    def latest_number(self, session_id: str) -> int:
        """Returns the number of the session's latest pointer, or 0 if it has none. Raises StorageError."""
        return max(map(keys.number_in, self._list(session_id)), default=0)

    def latest_pointer(self, session_id: str) -> Pointer | None:
        """Returns the session's latest pointer, or None if it has none. Raises StorageError."""
        found = next(iter(self._read(self._list(session_id)[-1:])), None)
        return self._keep(session_id, found) if found else None

    def overruled(self, handover_id: str) -> bool:
        """Returns whether the pointer of that handover's number in its session names another one. Then nothing dialled for
        it, and nothing ever will. Raises StorageError."""
        n = handover_keys.place_of(handover_id)
        if not n:
            return False
        found = self._bucket.get(keys.numbered(handover_keys.pointers(handover_keys.session_of(handover_id)), n))
        return found is not None and found.get("hid") != handover_id

    def is_named(self, handover_id: str, at: datetime) -> bool:
        """Returns whether the pointer of that handover's number in its session names it, and claims the pointer for it if
        nobody did: its request may have died before. Raises StorageError."""
        n = handover_keys.place_of(handover_id)
        key = keys.numbered(handover_keys.pointers(handover_keys.session_of(handover_id)), n)
        found = self._bucket.get(key) or self._bucket.claim(key, {"hid": handover_id, "at": at.isoformat()}).body
        return bool(n) and found["hid"] == handover_id

    def _keep(self, session_id: str, pointer: Pointer) -> Pointer:
        session = self._names.session(session_id)
        before = self._known.known([session]).get(session)
        if before is None or before.n <= pointer.n:
            self._known.keep({session: pointer})
        return pointer

    def _list(self, session_id: str) -> list[str]:
        return [entry.key for entry in self._bucket.listing(handover_keys.pointers(self._names.session(session_id)))]

    def _read(self, names: list[str]) -> list[Pointer]:
        bodies = self._bucket.get_many(names)
        return [Pointer(keys.number_in(name), body["hid"]) for name, body in zip(names, bodies, strict=True) if body]
