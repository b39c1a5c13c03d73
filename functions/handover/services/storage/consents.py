"""The consent receipts of each number: a chain of objects whose names are claimed in sequence, so that it cannot fork."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from handover.core.call.consent import Receipt, broken_at, sealed
from handover.services.storage import keys
from handover.services.storage.bucket import Bucket, StorageError
from handover.services.storage.keys import consent_keys, handover_keys

_ROUNDS = 20


class Consents:
    """Reads chains and appends to them. `person` is `Keys.person` of a number. Every method raises StorageError."""

    def __init__(self, bucket: Bucket, names: keys.Keys) -> None:
        self._bucket = bucket
        self._names = names

    def person(self, number: str) -> str:
        """Returns the hash that stands for a number (E.164) in its receipts."""
        return self._names.person(number)

    def session(self, session_id: str) -> str:
        """Returns the hash that stands for a chat session in receipts."""
        return self._names.session(session_id)

    def session_of(self, handover_id: str) -> str:
        """Returns the hash of the session that a handover belongs to."""
        return handover_keys.session_of(handover_id)

    def chain(self, person: str) -> list[tuple[int, Mapping[str, Any]]]:
        """Returns the entries as they are stored, each with its number, in order."""
        names = [entry.key for entry in self._bucket.listing(consent_keys.consents(person))]
        bodies = self._bucket.get_many(names)
        return [(keys.number_in(name), body) for name, body in zip(names, bodies, strict=True) if body]

    def append(self, person: str, receipts: Iterable[Receipt]) -> int:
        """Append the receipts that the chain does not have. Returns how many it appended."""
        chain, appended = self.chain(person), 0
        for receipt in receipts:
            for _ in range(_ROUNDS):
                if receipt.identity in {(body.get("kind"), body.get("subject")) for _, body in chain}:
                    break
                n, previous = (chain[-1][0] + 1, str(chain[-1][1].get("seal", ""))) if chain else (1, "")
                body = sealed(receipt, person, n, previous, self._names.seal)
                if self._bucket.claim(keys.numbered(consent_keys.consents(person), n), body).mine:
                    chain, appended = [*chain, (n, body)], appended + 1
                    break
                chain = self.chain(person)
            else:
                raise StorageError("A receipt could not be appended: other requests kept appending.")
        return appended

    def broken_at(self, person: str) -> int | None:
        """Returns the number of the first entry that was changed or whose predecessor was removed, or None."""
        return broken_at(self.chain(person), person, self._names.seal)
