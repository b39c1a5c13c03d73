"""Chat turns: one object for each, named by the turn's own time and a hash of its log id. So a listing has them in order, a
page reads only what it shows, and a turn that is logged twice is kept once.

In version 0.2 a name was the hash alone. Such turns are still read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handover.core.chat.parts import PLACE_OF_KNOWN_TIME, ListedTurn
from handover.core.chat.turn import Turn
from handover.services.storage import keys
from handover.services.storage.bucket import Bucket
from handover.services.storage.cache import ReadCache


class Turns:
    """Keeps and reads turns. Every method raises StorageError."""

    def __init__(self, bucket: Bucket, names: keys.Keys, cache: ReadCache) -> None:
        self._bucket = bucket
        self._names = names
        self._cache = cache

    def keep(self, turn: Turn) -> bool:
        """Keep a turn. Returns False when the same one was kept before."""
        name = self._names.turn(turn.session_id, turn.log_id, turn.milliseconds, turn.count)
        return self._bucket.put_once(name, turn.as_record())

    def count(self, session_id: str) -> int:
        """Returns how many turns of the session are stored: one listing."""
        return len(self._bucket.listing(keys.turns(self._names.session(session_id))))

    def of_session(self, session_id: str) -> list[Turn]:
        """Returns the session's turns, in order: one read for each."""
        return self.read(self._list(self._names.session(session_id)))

    def list_for(self, handover_id: str) -> list[ListedTurn]:
        """Returns the turns of the handover's session in order, for `read`: one listing."""
        return self._list(keys.session_of(handover_id))

    def read(self, turns: Sequence[ListedTurn]) -> list[Turn]:
        """Returns those turns in order. The container's cache saves reads."""
        bodies = self._cache.get_many(self._bucket, [turn.name for turn in turns])
        found = [(turn, Turn.from_record(body)) for turn, body in zip(turns, bodies, strict=True) if body]
        read = [turn if turn.log_id else replace(turn, log_id=listed.name) for listed, turn in found]
        return sorted(read, key=lambda turn: turn.order)

    def _list(self, session: str) -> list[ListedTurn]:
        first: dict[str, ListedTurn] = {}
        for entry in self._bucket.listing(keys.turns(session)):
            found = keys.turn_in(entry.key, entry.modified)
            turn = ListedTurn(entry.key, found.place, entry.size, found.exact)
            known = first.get(found.log)
            if known is None or _certainty(turn) < _certainty(known):
                first[found.log] = turn
        return sorted(first.values(), key=lambda turn: turn.place)


def _certainty(turn: ListedTurn) -> tuple[bool, bool, str]:
    """Returns a key that sorts the copies of a turn which was logged again with another time: the first one that has a time
    counts."""
    return (not turn.exact, turn.place < PLACE_OF_KNOWN_TIME, turn.place)
