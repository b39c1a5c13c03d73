"""Numbered slots that are claimed once: what makes "at most one" and "at most so many" hold under any race.

Counting first and writing then lets twenty requests pass that all counted the same. Claiming the next numbered name does
not: of all who claim it one wins, and the losers know that somebody just did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handover.services.storage import keys
from handover.services.storage.bucket import Bucket, Claim


@dataclass(frozen=True)
class QuotaClaim:
    """A taken slot: its name, its number, for which handover, and when."""

    key: str
    n: int
    handover_id: str
    at: datetime


class Quotas:
    """Pointers of sessions, slots of numbers, slots of days."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def claim_pointer(self, session: str, n: int, handover_id: str, at: datetime) -> Claim:
        """Claim the session's n-th pointer for a handover; the body names the handover that has it."""
        return self._bucket.claim(keys.numbered(keys.pointers(session), n), _body(handover_id, at))

    def latest_pointer(self, session: str) -> QuotaClaim | None:
        """The session's latest handover."""
        taken = self._bucket.listing(keys.pointers(session))
        return next(iter(self._read([taken[-1].key])), None) if taken else None

    def of_number(self, prefix: str, most: int) -> list[QuotaClaim]:
        """The number's latest slots, newest first, `most` at the most."""
        taken = [entry.key for entry in self._bucket.listing(prefix)]
        return self._read(taken[: -most - 1 : -1])

    def claim_next(self, prefix: str, latest: int, handover_id: str, at: datetime) -> QuotaClaim | None:
        """Claim the slot after `latest`; None when somebody else just did."""
        key = keys.numbered(prefix, latest + 1)
        claim = self._bucket.claim(key, _body(handover_id, at))
        return QuotaClaim(key, latest + 1, handover_id, at) if claim.mine else None

    def claim_any(self, prefix: str, most: int, handover_id: str, at: datetime) -> QuotaClaim | None:
        """Claim the lowest free slot of 1 … `most`; None when all are taken."""
        taken = {keys.number_in(entry.key) for entry in self._bucket.listing(prefix)}
        for n in range(1, most + 1):
            if n not in taken:
                key = keys.numbered(prefix, n)
                if self._bucket.claim(key, _body(handover_id, at)).mine:
                    return QuotaClaim(key, n, handover_id, at)
        return None

    def give_back(self, slot: QuotaClaim) -> None:
        """Free a slot whose call was surely not placed."""
        self._bucket.delete(slot.key)

    def _read(self, names: Sequence[str]) -> list[QuotaClaim]:
        bodies = self._bucket.get_many(list(names))
        return [
            QuotaClaim(name, keys.number_in(name), body["hid"], datetime.fromisoformat(body["at"]))
            for name, body in zip(names, bodies, strict=True)
            if body
        ]


def _body(handover_id: str, at: datetime) -> dict[str, str]:
    return {"hid": handover_id, "at": at.isoformat()}
