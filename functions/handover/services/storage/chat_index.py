"""The words of chats, for the search: packs of a day's handovers, so that a search does not read chats one by one.

A pack is a cache. It has what nobody may read longer than the chat, so it expires as the chat does, and it is written within
two days of it (usecases/search_chats.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from hashlib import sha256
from typing import Any

from handover.services.storage.bucket import Bucket, DamagedError, StorageError
from handover.services.storage.keys import chat_keys

#: Chats in a pack at most: about 1 MB, as a rule. Smaller ones are merged into the next one that is written.
MOST_IN_PACK = 1000


class ChatIndex:
    """Reads and writes packs. Every method raises StorageError."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def of_days(self, days: Sequence[str]) -> dict[str, str]:
        """Returns the stored words by the handover's id, of all handovers of those days (yyyymmdd, UTC) that have any
        stored: one listing for each day, and one read for each pack."""
        packs = self._bucket.in_parallel(*[partial(self._bucket.names, chat_keys.chat_words(day)) for day in days])
        return _merged(self._read([name for names in packs for name in names]).values())

    def add(self, day: str, fresh: Mapping[str, str]) -> None:
        """Store the words of more handovers of that day, with those of small packs in place of these."""
        known = self._read(self._bucket.names(chat_keys.chat_words(day)))
        small = {name: words for name, words in known.items() if len(words) < MOST_IN_PACK // 2}
        together = {**_merged(small.values()), **fresh}
        ids = sorted(together)
        written = set()
        for first in range(0, len(ids), MOST_IN_PACK):
            some = ids[first : first + MOST_IN_PACK]
            name = f"{chat_keys.chat_words(day)}{sha256(chr(10).join(some).encode()).hexdigest()[:16]}"
            self._bucket.put(name, {"chats": {handover_id: together[handover_id] for handover_id in some}})
            written.add(name)
        self._bucket.in_parallel(*[partial(self._bucket.delete, name) for name in sorted(small.keys() - written)])

    def _read(self, names: Sequence[str]) -> dict[str, dict[str, str]]:
        bodies = self._bucket.in_parallel(*[partial(self._get, name) for name in names])
        return {name: _texts(body) for name, body in zip(names, bodies, strict=True)}

    def _get(self, name: str) -> Mapping[str, Any] | None:
        try:
            return self._bucket.get(name)
        except DamagedError:
            return {}
        except StorageError:
            return None  # a cache that cannot be read counts as missing


def _texts(body: Mapping[str, Any] | None) -> dict[str, str]:
    chats = body.get("chats") if body else None
    known = chats if isinstance(chats, Mapping) else {}
    return {handover_id: words for handover_id, words in known.items() if isinstance(words, str)}


def _merged(packs: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for pack in packs:
        found |= pack
    return found
