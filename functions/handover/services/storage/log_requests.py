"""What was requested from Watson's logs API: an attempt for each handover, a slot for each minute, and a pause.

Each is claimed once, so two runs of the scheduler at the same moment request nothing twice. Attempts are marks among the
names of the handover's events: listing a day shows what is left to do.
"""

from __future__ import annotations

from datetime import datetime

from handover.core.call.events import EventKind
from handover.core.report.readable import moment_of
from handover.services.storage import keys
from handover.services.storage.bucket import Bucket
from handover.services.storage.handovers import NamedHandover
from handover.services.storage.keys import chat_keys, handover_keys

#: A handover with one of these events is over, or at least its chat's part.
_OVER = frozenset({EventKind.ENDED, EventKind.CANCELED, EventKind.REFUSED})
_DONE, _ATTEMPT = "chatlog_done", "chatlog_"


def attempts_of(named: NamedHandover) -> int | None:
    """Returns how many attempts were made for a handover that is over, or None if it is not, or nothing is left to do."""
    if EventKind.VOID in named.kinds or _DONE in named.kinds or not named.kinds & _OVER:
        return None
    return sum(kind.startswith(_ATTEMPT) for kind in named.kinds)


class LogRequests:
    """Claims and marks. Every method raises StorageError."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def claim(self, handover_id: str, attempt: int, at: datetime) -> bool:
        """Claim a minute, and then that attempt (from 1) in it. Returns whether both are this run's."""
        body = {"at": at.isoformat()}
        if not self._bucket.put_once(chat_keys.logs_minute(at), body):
            return False
        return self._bucket.put_once(handover_keys.mark(handover_id, f"{_ATTEMPT}{attempt}"), body)

    def done(self, handover_id: str) -> None:
        """Mark that Watson's log of the chat is complete."""
        self._bucket.put_once(handover_keys.mark(handover_id, _DONE), {})

    def pause(self, until: datetime) -> None:
        """Request nothing until then."""
        self._bucket.put(keys.LOGS_PAUSE, {"until": until.isoformat()})

    def is_paused(self, at: datetime) -> bool:
        until = moment_of((self._bucket.get(keys.LOGS_PAUSE) or {}).get("until"))
        return until is not None and at < until
