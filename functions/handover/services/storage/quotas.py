"""Numbered objects that are claimed once: they make "at most so many" hold under any race.

Counting first and writing then would let twenty requests pass that all counted the same. Claiming the next number does
not: exactly one request wins it, and the others know that it is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from handover.services.storage import keys
from handover.services.storage.bucket import Bucket


@dataclass(frozen=True)
class QuotaClaim:
    """A claimed number: its key, the number, who has it (a handover's id), and since when."""

    key: str
    n: int
    owner: str
    at: datetime


class Quotas:
    """Calls to a number, calls of a day. Numbers are E.164."""

    def __init__(self, bucket: Bucket, names: keys.Keys) -> None:
        self._bucket = bucket
        self._names = names

    def calls_to(self, number: str, most: int) -> list[QuotaClaim]:
        """Returns the latest claims of calls to the number, newest first, at most `most`."""
        return self._latest(self._names.number(number), most)

    def claim_call_to(self, number: str, latest: int, handover_id: str, at: datetime) -> QuotaClaim | None:
        """Claim the call after the `latest` one to the number. Returns None when another request just did."""
        return self._claim(self._names.number(number), latest + 1, handover_id, at)

    def count_calls_on(self, day: date) -> int:
        """Returns how many calls the desk claimed on that day of its own."""
        return len(self._bucket.listing(_of_day(day)))

    def claim_call_on(self, day: date, most: int, handover_id: str, at: datetime) -> QuotaClaim | None:
        """Claim the lowest free number from 1 to `most` of the day. Returns None when none is free."""
        prefix = _of_day(day)
        taken = {keys.number_in(entry.key) for entry in self._bucket.listing(prefix)}
        for n in range(1, most + 1):
            claim = self._claim(prefix, n, handover_id, at) if n not in taken else None
            if claim:
                return claim
        return None

    def release(self, claim: QuotaClaim) -> None:
        """Free the number of a call that was surely not placed."""
        self._bucket.delete(claim.key)

    def _latest(self, prefix: str, most: int) -> list[QuotaClaim]:
        taken = [entry.key for entry in self._bucket.listing(prefix)]
        return self._read(taken[: -most - 1 : -1])

    def _claim(self, prefix: str, n: int, owner: str, at: datetime) -> QuotaClaim | None:
        key = keys.numbered(prefix, n)
        claim = self._bucket.claim(key, {"hid": owner, "at": at.isoformat()})
        return QuotaClaim(key, n, owner, at) if claim.mine else None

    def _read(self, names: Sequence[str]) -> list[QuotaClaim]:
        bodies = self._bucket.get_many(list(names))
        return [
            QuotaClaim(name, keys.number_in(name), body["hid"], datetime.fromisoformat(body["at"]))
            for name, body in zip(names, bodies, strict=True)
            if body
        ]


def _of_day(day: date) -> str:
    return keys.total(f"{day:%Y%m%d}")
