"""The numbers that are not to be called: a claimed, numbered entry for each withdrawal, and a mark when one no longer holds.

Entries have no expiry, and hold hashes only. A number without a first entry has none: one read says so, and for the others
a listing says whether they may be called.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handover.services.storage import keys
from handover.services.storage.bucket import Bucket, Entry
from handover.services.storage.cache import Cache
from handover.services.storage.keys import consent_keys
from handover.services.storage.operation import Operation

#: Withdrawals of one number in a row that are written; more change nothing.
_MOST_IN_A_ROW = 20
#: Hashes of withdrawn consents that an entry carries.
_MOST_WORDS = 50
_ROUNDS = 3


@dataclass(frozen=True)
class Withdrawal:
    """A number's n-th withdrawal. `already`: it was on the list before."""

    n: int
    already: bool


class DoNotCall:
    """Puts numbers (E.164) on the list, and takes them off. Every method raises StorageError."""

    def __init__(self, bucket: Bucket, names: keys.Keys, known: Cache[bool]) -> None:
        self._bucket = bucket
        self._names = names
        self._known = known

    def has(self, number: str) -> bool:
        """Returns whether the number must not be called."""
        return self.in_force(number) > 0

    def in_force(self, number: str) -> int:
        """Returns the number of the latest withdrawal, or 0 if there is none that holds."""
        return self.looking(number)()

    def looking(self, number: str) -> Operation[int]:
        """Returns the operation that does what `in_force` does."""

        def in_force(read: tuple[int, int]) -> int:
            latest, lifted = read
            holds = latest > lifted
            if holds or self.was_listed(number):
                self._known.keep({self._names.person(number): holds})
            return latest if holds else 0

        return self._reading(number).then(in_force)

    def was_listed(self, number: str) -> bool:
        """Returns whether the number was on the list when this container last looked. No request."""
        person = self._names.person(number)
        return self._known.known([person]).get(person, False)

    def add(self, number: str, at: datetime, session: str, words: Sequence[str]) -> Withdrawal:
        """Put the number on the list. `session` is the session's hash, `words` are those of the consents taken back.

        It is written again when the number is on the list already: a request that takes the earlier withdrawal off at this
        moment leaves this one."""
        for _ in range(_ROUNDS):
            latest, lifted = self._read(number)
            if latest - lifted >= _MOST_IN_A_ROW:
                break
            taken_back = [*self._words(number, latest), *(self._hash(text) for text in words)]
            body = {
                "at": at.isoformat(),
                "session": session,
                "words": list(dict.fromkeys(reversed(taken_back)))[:_MOST_WORDS][::-1],
            }
            if self._bucket.claim(self._key(number, latest + 1), body).mine:
                return Withdrawal(latest + 1, latest > lifted)
        # Other requests put it on the list since this one began.
        return Withdrawal(self._read(number)[0], already=True)

    def lift(self, number: str, n: int, at: datetime) -> None:
        """Take the number off the list, as far as its withdrawals up to `n` go."""
        self._bucket.put_once(f"{self._key(number, n)}{keys.LIFTED}", {"at": at.isoformat()})

    def took_back(self, number: str, n: int, words: str) -> bool:
        """Returns whether the number's n-th withdrawal, or an earlier one, took back a consent in these words."""
        return self._hash(words) in self._words(number, n)

    def token(self, number: str, n: int) -> str:
        """Returns a word that only a reply which knows of the number's n-th withdrawal can have."""
        return self._names.content(f"withdrawal {number} {n}")[:12]

    def _read(self, number: str) -> tuple[int, int]:
        return self._reading(number)()

    def _reading(self, number: str) -> Operation[tuple[int, int]]:
        """Returns the operation whose result are the numbers of the latest withdrawal and of the latest one that was
        lifted, 0 for none. Entries are claimed from 1 on and stay, so most numbers cost one read."""
        person = self._names.person(number)
        listing = self._bucket.listing_of(consent_keys.withdrawals(person)).then(_latest)
        if self._known.known([person]):
            return listing
        return self._bucket.getting_bytes(self._key(number, 1)).then(
            lambda first: (0, 0) if first is None else listing()
        )

    def _words(self, number: str, n: int) -> list[str]:
        entry: Mapping[str, Any] = (self._bucket.get(self._key(number, n)) if n else None) or {}
        return list(entry.get("words", ()))

    def _hash(self, words: str) -> str:
        return self._names.content(f"consent {words}")

    def _key(self, number: str, n: int) -> str:
        return keys.numbered(consent_keys.withdrawals(self._names.person(number)), n)


def _latest(listed: Sequence[Entry]) -> tuple[int, int]:
    """Returns the numbers of the latest withdrawal and of the latest one that was lifted."""
    names = [entry.key for entry in listed]
    lifted = [keys.number_in(name.removesuffix(keys.LIFTED)) for name in names if name.endswith(keys.LIFTED)]
    made = [keys.number_in(name) for name in names if not name.endswith(keys.LIFTED)]
    return max(made, default=0), max(lifted, default=0)
