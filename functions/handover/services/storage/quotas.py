"""Numbered objects that are claimed once: they make "at most so many" hold under any race.

Counting first and writing then would let twenty requests pass that all counted the same. Claiming a number does not:
exactly one request wins it, and the others know that it is taken.

A claim is never deleted, because a DELETE may be repeated and then remove somebody else's claim. A claim that is given
back gets a mark beside it. Of a set of `most`, the numbers from 1 to `most` plus the marked ones may be claimed. Marks only
grow in number, so an old listing allows too few and never too many.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from handover.services.storage import keys
from handover.services.storage.bucket import Bucket, Claim
from handover.services.storage.cache import Cache, ReadCache
from handover.services.storage.keys import quota_keys
from handover.services.storage.operation import Operation

#: The owner of a claim that belongs to no handover: a withdrawal's (`usecases/withdraw.py`).
BARRIER = "-"


@dataclass(frozen=True)
class QuotaClaim:
    """A claimed number: its key, the number, who has it (a handover's id), and since when. `created`: by this request, and
    not by an identical one before it."""

    key: str
    n: int
    owner: str
    at: datetime
    created: bool = False


@dataclass(frozen=True)
class Taken:
    """A listing of a set: the numbers that are claimed, and those that are marked as given back."""

    claimed: frozenset[int]
    released: frozenset[int]

    @property
    def held(self) -> list[int]:
        """The numbers that are in use, newest first."""
        return sorted(self.claimed - self.released, reverse=True)

    @property
    def latest(self) -> int:
        """The highest number that was ever used, or 0."""
        return max(self.claimed | self.released, default=0)

    @property
    def next(self) -> int:
        """The number to claim in a set whose numbers are claimed one after the other. Storage removes the oldest claims
        first: when the first is gone it is claimed again, because a start that knows nothing tries that one."""
        return self.latest + 1 if 1 in self.claimed else 1

    def free(self, most: int) -> list[int]:
        """Returns the numbers that may be claimed so that at most `most` are in use."""
        if len(self.held) >= most:  # the limit was lowered: what was claimed under the old one may leave gaps below it
            return []
        used = self.claimed | self.released
        return [n for n in range(1, most + len(self.released) + 1) if n not in used]


class ClaimSet:
    """One set of numbered claims. Every method raises StorageError."""

    def __init__(self, bucket: Bucket, cache: ReadCache, prefix: str, rooms: Cache[int]) -> None:
        self._bucket = bucket
        self._cache = cache
        self._prefix = prefix
        self._rooms = rooms

    def taken(self) -> Taken:
        names = [entry.key for entry in self._bucket.listing(self._prefix)]
        released = frozenset(keys.number_in(name) for name in names if quota_keys.is_released(name))
        return Taken(frozenset(keys.number_in(name) for name in names if not quota_keys.is_released(name)), released)

    def had_room(self, most: int) -> bool:
        """Returns whether, when this container last listed the set, its limit was the same and most of it was free. No
        request."""
        return self._rooms.known([self._prefix]).get(self._prefix) == most

    def note_room(self, taken: Taken, most: int) -> None:
        """Remember a listing for `had_room`."""
        self._rooms.keep({self._prefix: most if 2 * len(taken.held) < most else 0})

    def read(self, numbers: Sequence[int]) -> list[QuotaClaim]:
        """Returns the claims of those numbers, in that order. The container's cache saves reads."""
        names = [keys.numbered(self._prefix, n) for n in numbers]
        bodies = self._cache.get_many(self._bucket, names)
        return [_claim(name, n, body) for name, n, body in zip(names, numbers, bodies, strict=True) if body]

    def in_use(self, most: int) -> list[QuotaClaim]:
        """Returns the latest claims that were not given back, newest first, at most `most`."""
        return self.read(self.taken().held[:most])

    def claim(self, n: int, owner: str, at: datetime) -> QuotaClaim | None:
        """Claim that number. Returns None when another handover has it; an identical request claims for the same one."""
        return self.claiming(n, owner, at)()

    def claiming(self, n: int, owner: str, at: datetime) -> Operation[QuotaClaim | None]:
        """Returns the operation that does what `claim` does."""
        key = keys.numbered(self._prefix, n)

        def claimed(claim: Claim) -> QuotaClaim | None:
            found = _claim(key, n, claim.body)
            return replace(found, created=claim.mine) if found.owner == owner else None

        return self._bucket.claiming(key, {"hid": owner, "at": at.isoformat()}).then(claimed)

    def read_latest(self, taken: Taken, most: int) -> list[QuotaClaim]:
        """Returns the latest claims of a listing that were not given back, newest first, at most `most`, and then number 1
        if it is in use. A mark beside number 1 may be left from an earlier claim of that number, which storage has removed;
        so that one is read each time."""
        names = {keys.numbered(self._prefix, n): n for n in [n for n in taken.held if n != 1][:most]}
        first = keys.numbered(self._prefix, 1)
        known = self._cache.known(names)
        wanted = [name for name in names if name not in known]
        wanted += [first] if 1 in taken.claimed else []
        wanted += [quota_keys.released(first)] if 1 in taken.claimed & taken.released else []
        bodies = self._bucket.get_many(wanted)
        read = {name: body for name, body in zip(wanted, bodies, strict=True) if body}
        self._cache.keep({name: body for name, body in read.items() if name in names})
        found = {**known, **read}
        claims = [_claim(name, n, found[name]) for name, n in names.items() if name in found]
        mark = read.get(quota_keys.released(first), {})
        if first in read and mark.get("hid") != read[first]["hid"]:
            claims.append(_claim(first, 1, read[first]))
        return claims

    def keep_first(self, claim: QuotaClaim) -> None:
        """Write claim number 1 again as it is, so that storage does not remove it before the later ones."""
        self._bucket.put(claim.key, {"hid": claim.owner, "at": claim.at.isoformat()})


class Quotas:
    """Calls to a number, of a day, to a country in an hour, by the button in an hour. Numbers are E.164."""

    def __init__(self, bucket: Bucket, cache: ReadCache, names: keys.Keys, rooms: Cache[int]) -> None:
        self._bucket = bucket
        self._cache = cache
        self._names = names
        self._rooms = rooms

    def calls_to(self, number: str) -> ClaimSet:
        """Returns the calls to a number, claimed one after the other. Only the latest in use may be live."""
        return self._set(self._names.number(number))

    def calls_on(self, day: date) -> ClaimSet:
        """Returns the calls that the desk claimed on that day of its own."""
        return self._set(quota_keys.total(f"{day:%Y%m%d}"))

    def calls_to_country(self, country: str, at: datetime) -> ClaimSet:
        """Returns the calls to a country (ISO 3166-1 alpha-2) in the hour of the clock, in UTC, that `at` belongs to."""
        return self._set(quota_keys.country(f"{at.astimezone(UTC):%Y%m%d%H}", country.lower()))

    def messages_from(self, number: str, day: date) -> ClaimSet:
        """Returns the messages that a caller without a request left on that day; `""` for those with a withheld number."""
        return self._set(f"{self._names.messages(number)}{day:%Y%m%d}/")

    def messages_on(self, day: date) -> ClaimSet:
        """Returns the messages that all callers without a request left on that day."""
        return self._set(quota_keys.messages_on(f"{day:%Y%m%d}"))

    def calls_by_button(self, at: datetime) -> ClaimSet:
        """Returns the calls by the button in the hour of the clock, in UTC, that `at` belongs to."""
        return self._set(quota_keys.button(f"{at.astimezone(UTC):%Y%m%d%H}"))

    def count_calls_on(self, day: date) -> int:
        """Returns how many calls of that day are in use: those that were given back do not count."""
        return len(self.calls_on(day).taken().held)

    def release(self, claim: QuotaClaim) -> None:
        """Mark the claim of a call that was surely not placed. A repetition marks the same claim."""
        self._bucket.put_once(quota_keys.released(claim.key), {"hid": claim.owner})

    def claims_under(self, prefix: str) -> ClaimSet:
        """Returns the numbered claims under any prefix."""
        return self._set(prefix)

    def _set(self, prefix: str) -> ClaimSet:
        return ClaimSet(self._bucket, self._cache, prefix, self._rooms)


def _claim(key: str, n: int, body: Mapping[str, Any]) -> QuotaClaim:
    return QuotaClaim(key, n, body["hid"], datetime.fromisoformat(body["at"]))
