"""Chat turns: one object for each, named by its log_id, so that a turn that is logged twice is kept once."""

from __future__ import annotations

from collections.abc import Sequence

from handover.core.chat.transcript import Turn
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
        """Keep a turn. Returns False when it was kept before."""
        return self._bucket.put_once(self._names.turn(turn.session_id, turn.log_id), turn.as_record())

    def of_session(self, session_id: str) -> list[Turn]:
        """Returns the session's turns, in order."""
        return self.read(self._list(self._names.session(session_id)))

    def list_for(self, handover_id: str) -> list[str]:
        """Returns the names of the turns of the handover's session, for `read`: one listing."""
        return self._list(keys.session_of(handover_id))

    def read(self, names: Sequence[str]) -> list[Turn]:
        """Returns the turns of those names, in order. The container's cache saves reads: a page that shows a call under way
        requests them every two seconds."""
        bodies = self._cache.get_many(self._bucket, names)
        return sorted((Turn.from_record(body) for body in bodies if body), key=lambda turn: turn.order)

    def _list(self, session: str) -> list[str]:
        return [entry.key for entry in self._bucket.listing(keys.turns(session))]
