"""What was said in chats: one object per turn, named by its log_id, so that a turn that is logged twice is kept once."""

from __future__ import annotations

from collections.abc import Sequence

from handover.core.chat.transcript import Turn
from handover.services.storage import keys
from handover.services.storage.bucket import Bucket
from handover.services.storage.cache import ReadCache


class Turns:
    """Keeps and reads turns."""

    def __init__(self, bucket: Bucket, names: keys.Keys, remembered: ReadCache) -> None:
        self._bucket = bucket
        self._names = names
        self._remembered = remembered

    def keep(self, turn: Turn) -> bool:
        """Keep a turn; False when it was kept before."""
        return self._bucket.put_once(self._names.turn(turn.session_id, turn.log_id), turn.as_record())

    def of(self, session: str) -> list[Turn]:
        """A session's turns (by the session's hash), in order."""
        return self.read([entry.key for entry in self._bucket.listing(keys.turns(session))])

    def read(self, names: Sequence[str]) -> list[Turn]:
        """The turns of those names, as a listing told them, in order. What this container has read before it does not read
        again: a page that is looked at while a call runs asks every two seconds."""
        bodies = self._remembered.get_many(self._bucket, names)
        return sorted((Turn.from_record(body) for body in bodies if body), key=lambda turn: turn.order)
