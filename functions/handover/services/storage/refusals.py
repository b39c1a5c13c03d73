"""Requests that were refused before anything was claimed. All of a chat's refusals of one day are one handover.

Each distinct request is an event of its own. Its number follows from its content, so the same request is recorded once,
however often it comes. What a broken or hostile bot can store is bounded: see `_FIRST`. Requests that name no chat have
nothing in common, so each of them is a handover of its own.
"""

from __future__ import annotations

from base64 import b32decode
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from handover.core.call.events import EventKind
from handover.services.storage import keys
from handover.services.storage.bucket import Bucket, StorageError
from handover.services.storage.keys import handover_keys

#: A chat's first distinct refusals of a day (UTC) are all recorded. After that only the first one of each period of four
#: hours is: a customer who comes back in the evening is still heard, however much was written in the morning. So at most
#: 20 are recorded, and a few more when several are sent at the same moment.
_FIRST = 15
_PERIOD_HOURS = 4

#: An event's number is the period, from 1, and so many digits of the content's hash.
_HASHES = 10**13


class Refusals:
    """Records refusals. Session ids are Watson's; they are stored as keyed hashes only."""

    def __init__(self, bucket: Bucket, names: keys.Keys) -> None:
        self._bucket = bucket
        self._names = names

    def record(self, session_id: str, at: datetime, facts: Mapping[str, Any]) -> tuple[str, bool]:
        """Record a refusal; `facts` are its event's. Returns the id of its handover, and whether the request is on record:
        it is not when there were too many. Raises StorageError."""
        content = self._names.content(repr(facts["wish"]))
        if not session_id:
            handover_id = self._id(session_id, at, f"r{content[:8]}")
            self._add(handover_keys.event(handover_id, EventKind.REFUSED), at, facts)
            return handover_id, True
        handover_id, number = self._id(session_id, at, "r"), _number(content)
        kept = self._kept(handover_id)
        if number in [one % _HASHES for one in kept]:
            return handover_id, True
        period = at.hour // _PERIOD_HOURS + 1
        if len(kept) >= _FIRST and any(one // _HASHES == period for one in kept):
            return handover_id, False
        self._add(handover_keys.event(handover_id, EventKind.REFUSED, period * _HASHES + number), at, facts)
        return handover_id, True

    @property
    def without_session(self) -> str:
        """The hash in the ids of requests that named no chat."""
        return self._names.session("")

    def _id(self, session_id: str, at: datetime, n: str) -> str:
        return handover_keys.handover_id(f"{at:%Y%m%d}", self._names.session(session_id), n)

    def _kept(self, handover_id: str) -> Sequence[int]:
        """Returns the numbers of the refusals that are recorded. If they cannot be listed there are none: the customer's
        words matter more than the bound."""
        try:
            names = [entry.key for entry in self._bucket.listing(handover_keys.events(handover_id))]
        except StorageError:
            return ()
        prefix = f"{handover_keys.event(handover_id, EventKind.REFUSED)}."
        numbers = [name.removeprefix(prefix) for name in names if name.startswith(prefix)]
        return [int(number) for number in numbers if number.isdecimal()]

    def _add(self, name: str, at: datetime, facts: Mapping[str, Any]) -> None:
        self._bucket.put_once(name, {"at": at.isoformat(), "facts": dict(facts)})


def _number(content: str) -> int:
    digest = int.from_bytes(b32decode(content[:8].upper()), "big")
    return digest % _HASHES
