"""What was said in chats: one object per turn, named by its log_id, so that a turn that is logged twice is kept once."""

from __future__ import annotations

from handover.core.chat.transcript import Turn
from handover.services.storage import keys
from handover.services.storage.bucket import Bucket


class Turns:
    """Keeps and reads turns."""

    def __init__(self, bucket: Bucket, names: keys.Keys) -> None:
        self._bucket = bucket
        self._names = names

    def keep(self, turn: Turn) -> bool:
        """Keep a turn; False when it was kept before."""
        return self._bucket.put_once(self._names.turn(turn.session_id, turn.log_id), turn.as_record())

    def of(self, session: str) -> list[Turn]:
        """A session's turns (by the session's hash), in order."""
        entries = self._bucket.listing(keys.turns(session))
        bodies = self._bucket.get_many([entry.key for entry in entries])
        return sorted((Turn.from_record(body) for body in bodies if body), key=lambda turn: turn.order)
