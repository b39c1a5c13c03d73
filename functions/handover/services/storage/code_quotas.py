"""How many sign-in codes may be requested and sent, as objects that are claimed once.

Three things are counted. A number's codes, one sequence for browsers that are known for it and one for all others. All
requests in an hour of the clock, and the messages and calls in that hour: they belong to the whole desk, so that a
stranger with many numbers gains nothing.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from handover.services.storage import keys
from handover.services.storage.bucket import Bucket
from handover.services.storage.keys import sign_in_keys

#: From this number on, a claim of a message counts nothing. It is written where none is sent, so that the requests are the
#: same.
_UNCOUNTED = 100_000


@dataclass(frozen=True)
class CodeClaims:
    """A number's codes: the number of the latest claim (0 for none), and when the latest ones were claimed."""

    latest: int
    at: tuple[datetime, ...]


class CodeQuotas:
    """Claims of sign-in codes. Numbers are E.164; `known` means browsers that are known for the number."""

    def __init__(self, bucket: Bucket, names: keys.Keys) -> None:
        self._bucket = bucket
        self._names = names

    def requests_for(self, number: str, known: bool, most: int) -> CodeClaims:
        """Returns the latest claims for the number, at most `most`. Raises StorageError."""
        taken = [entry.key for entry in self._bucket.listing(self._names.code_requests(number, known))]
        bodies = self._bucket.get_many(taken[-most:])
        times = tuple(datetime.fromisoformat(body["at"]) for body in bodies if body)
        return CodeClaims(keys.number_in(taken[-1]) if taken else 0, times)

    def claim_request_for(self, number: str, known: bool, latest: int, at: datetime) -> bool:
        """Claim the request after the `latest` one. Returns False when another request just did. Raises StorageError."""
        return self._claim(self._names.code_requests(number, known), latest + 1, at)

    def claim_request(self, at: datetime, most: int) -> bool:
        """Claim one of the `most` requests of this hour. Returns False when none is free. Raises StorageError."""
        return self._claim_one(_of_hour("total", at), at, most)

    def claim_sending(self, at: datetime, most: int, wanted: bool) -> bool:
        """Claim one of the `most` messages and calls of this hour. Returns whether it was claimed. If it is not `wanted`, or
        none is free, a claim that counts nothing is written. Raises StorageError."""
        prefix = _of_hour("sent", at)
        if self._claim_one(prefix, at, most, wanted):
            return True
        self._claim(prefix, random.randrange(_UNCOUNTED, 10 * _UNCOUNTED), at)
        return False

    def _claim_one(self, prefix: str, at: datetime, most: int, wanted: bool = True) -> bool:
        """Claim a free number at random: many requests at the same moment seldom meet."""
        free = self._free(prefix, most)
        random.shuffle(free)
        return wanted and any(self._claim(prefix, n, at) for n in free)

    def _free(self, prefix: str, most: int) -> list[int]:
        taken = {keys.number_in(entry.key) for entry in self._bucket.listing(prefix)}
        return [n for n in range(1, most + 1) if n not in taken]

    def _claim(self, prefix: str, n: int, at: datetime) -> bool:
        return self._bucket.claim(keys.numbered(prefix, n), {"at": at.isoformat()}).mine


def _of_hour(kind: Literal["total", "sent"], at: datetime) -> str:
    return sign_in_keys.codes_of_hour(kind, f"{at:%Y%m%d%H}")
