"""Messages that customers left, and recorded conversations: their sound, and which recordings are still due.

A recording is **due** from the moment at which it may begin until its sound is stored and it is deleted at Twilio. What is
due lies under one prefix, so the scheduler finds it with one listing, and nothing is listed per handover.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handover.core.call.recording import Reported, read_reported
from handover.core.report.readable import moment_of
from handover.services.storage import keys
from handover.services.storage.bucket import Bucket
from handover.services.storage.keys import recording_keys


@dataclass(frozen=True)
class Due:
    """A recording that is due: since when (None if that cannot be read), and what is known of it."""

    at: datetime | None
    recording: Reported


class Voicemails:
    """Keeps and reads sounds, and what is due. Every method raises StorageError."""

    def __init__(self, bucket: Bucket, names: keys.Keys) -> None:
        self._bucket = bucket
        self._names = names

    def expect(self, handover_id: str, at: datetime) -> None:
        """Note that a recording of this handover may begin. What is known of one already stays."""
        self._bucket.put_once(recording_keys.recording_due(handover_id), _due(at, Reported()))

    def note(self, handover_id: str, at: datetime, sid: str, seconds: int | None) -> None:
        """Note which recording it is."""
        self._bucket.put(recording_keys.recording_due(handover_id), _due(at, Reported(sid, seconds)))

    def all_due(self) -> list[str]:
        """Returns the handovers whose recordings are due, oldest day first, those of conversations by `of_call`: one
        listing."""
        return [name.removeprefix(keys.RECORDINGS_DUE) for name in self._bucket.names(keys.RECORDINGS_DUE)]

    def due(self, handover_id: str) -> Due | None:
        """Returns what is due of this handover, or None if nothing is."""
        body = self._bucket.get(recording_keys.recording_due(handover_id))
        if body is None:
            return None
        known: dict[str, str] = {
            name: str(body[name]) for name in ("RecordingSid", "RecordingDuration") if name in body
        }
        return Due(moment_of(body.get("at")), read_reported(known))

    def done(self, handover_id: str) -> None:
        """Note that nothing is due any more."""
        self._bucket.delete(recording_keys.recording_due(handover_id))

    def keep(self, handover_id: str, kind: str, sound: bytes) -> None:
        """Keep a sound; `kind` is `mp3` or `wav`. When this returns, it is surely stored."""
        self._bucket.put_bytes_once(recording_keys.voicemail(handover_id, kind), sound)

    def sound(self, handover_id: str, kind: str) -> bytes | None:
        """Returns the sound of a message, or None if it is not there (any more)."""
        return self._bucket.get_bytes(recording_keys.voicemail(handover_id, kind))

    def keep_call(self, handover_id: str, kind: str, sound: bytes) -> None:
        """Keep the sound of a conversation, like that of a message."""
        self._bucket.put_bytes_once(recording_keys.call_recording(handover_id, kind), sound)

    def call_sound(self, handover_id: str, kind: str) -> bytes | None:
        """Returns the sound of a conversation, or None if it is not there (any more)."""
        return self._bucket.get_bytes(recording_keys.call_recording(handover_id, kind))

    def mark(self, sid: str) -> str:
        """Returns what stands for a recording's sid where it has been stored: 12 characters."""
        return self._names.content(sid)[:12]


def of_call(handover_id: str) -> str:
    """Returns the name under which the recording of a handover's conversation is due, for the methods above."""
    return recording_keys.of_call(handover_id)


def is_of_call(due: str) -> bool:
    """Returns whether that is such a name, and not a message's."""
    return handover_of_call(due) != ""


def handover_of_call(due: str) -> str:
    """Returns the handover whose conversation is due by that name, or `""` if the name is that of a message."""
    return recording_keys.handover_of_call(due)


def _due(at: datetime, recording: Reported) -> Mapping[str, Any]:
    length = {} if recording.seconds is None else {"RecordingDuration": recording.seconds}
    sid = {"RecordingSid": recording.sid} if recording.sid else {}
    return {"at": at.isoformat(), **sid, **length}
