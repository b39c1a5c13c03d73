"""Chat turns: one object for each, named by the turn's own time and a hash of its log id. So a listing has them in order, a
page reads only what it shows, and a turn that is logged twice is kept once.

In version 0.2 a name was the hash alone. Such turns are still read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from handover.core.chat.parts import PLACE_OF_KNOWN_TIME, ListedTurn
from handover.core.chat.turn import Source, Turn, source_named
from handover.services.storage import keys
from handover.services.storage.bucket import Bucket
from handover.services.storage.cache import ReadCache
from handover.services.storage.keys import chat_keys, handover_keys

_EARLY = datetime(1970, 1, 1, tzinfo=UTC)


class Turns:
    """Keeps and reads turns. Every method raises StorageError."""

    def __init__(self, bucket: Bucket, names: keys.Keys, cache: ReadCache) -> None:
        self._bucket = bucket
        self._names = names
        self._cache = cache

    def keep(self, turn: Turn) -> bool:
        """Keep a turn. Returns False when the same one was kept before."""
        return self._keep(self._names.session(turn.session_id), turn)

    def keep_all(self, session: str, turns: Sequence[Turn]) -> int:
        """Keep turns of the session with that hash, all at the same time. Returns how many were not kept before."""
        return sum(self._bucket.in_parallel(*[partial(self._keep, session, turn) for turn in turns]))

    def unknown(self, listed: Sequence[ListedTurn], turns: Sequence[Turn]) -> list[Turn]:
        """Returns those of the turns that are not listed, whatever source the listed ones are from."""
        known = {chat_keys.turn_in(turn.name, _EARLY).log for turn in listed}
        return [turn for turn in turns if self._names.log(turn.log_id) not in known]

    def entries(self, session_id: str) -> list[ListedTurn]:
        """Returns all that is stored of the session, each copy of a turn that has several: one listing."""
        return [turn for _, turn in self._entries(self._names.session(session_id))]

    def of_session(self, session_id: str) -> list[Turn]:
        """Returns the session's turns, in order: one read for each."""
        return self.read(self._list(self._names.session(session_id)))

    def list_for(self, handover_id: str) -> list[ListedTurn]:
        """Returns the turns of the handover's session in order, for `read`: one listing."""
        return self._list(handover_keys.session_of(handover_id))

    def read(self, turns: Sequence[ListedTurn]) -> list[Turn]:
        """Returns those turns in order. The container's cache saves reads."""
        bodies = self._cache.get_many(self._bucket, [turn.name for turn in turns])
        found = [(turn, Turn.from_record(body)) for turn, body in zip(turns, bodies, strict=True) if body]
        read = [turn if turn.log_id else replace(turn, log_id=listed.name) for listed, turn in found]
        return sorted(read, key=lambda turn: turn.order)

    def _list(self, session: str) -> list[ListedTurn]:
        first: dict[str, ListedTurn] = {}
        for log, turn in self._entries(session):
            known = first.get(log)
            if known is None or _certainty(turn) < _certainty(known):
                first[log] = turn
        return sorted(first.values(), key=lambda turn: turn.place)

    def _entries(self, session: str) -> Iterator[tuple[str, ListedTurn]]:
        """Yields each entry with the hash of its log id."""
        for entry in self._bucket.listing(chat_keys.turns(session)):
            found = chat_keys.turn_in(entry.key, entry.modified)
            source = source_named(found.source)
            yield found.log, ListedTurn(entry.key, found.place, entry.size, found.exact, found.count, source)

    def _keep(self, session: str, turn: Turn) -> bool:
        source = "" if turn.source is Source.LOG_WEBHOOK else turn.source
        name = self._names.turn_of(session, turn.log_id, turn.milliseconds, turn.count, source)
        return self._bucket.put_once(name, turn.as_record())


def _certainty(turn: ListedTurn) -> tuple[bool, bool, str]:
    """Returns a key that sorts the copies of a turn which was logged again with another time: the first one that has a time
    counts."""
    return (not turn.exact, turn.place < PLACE_OF_KNOWN_TIME, turn.place)
