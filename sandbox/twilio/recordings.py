"""Recordings of calls: they begin, end, are ready some time later, and can be deleted."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.agenda import Agenda
from sandbox.twilio.call import Call
from sandbox.twilio.callbacks import CallbackQueue
from sandbox.twilio.recording import Recording, RecordingCallback, RecordingStatus, Source
from sandbox.twilio.sids import Sids
from sandbox.twilio.variants import Variants


class Recordings:
    """All recordings of the account that were not deleted."""

    def __init__(self, agenda: Agenda, callbacks: CallbackQueue, sids: Sids, variants: Callable[[], Variants]) -> None:
        self._agenda = agenda
        self._callbacks = callbacks
        self._sids = sids
        self._variants = variants
        self._all: dict[str, Recording] = {}

    def begin(self, call: Call, source: Source, callback: RecordingCallback | None) -> Recording:
        """Starts to record `call`."""
        recording = Recording(self._sids.new("RE"), call.account_sid, call.sid, source, self._agenda.now(), callback)
        self._all[recording.sid] = recording
        self._enter(recording, "in-progress")
        return recording

    def finish(self, recording: Recording, seconds: float, words: str = "") -> None:
        """Ends a recording. Its file is ready some seconds later."""
        recording.seconds, recording.words = max(1, round(seconds)), words
        self._enter(recording, "processing")
        self._agenda.after(self._variants().recording_ready_after, lambda: self._enter(recording, "completed"))

    def discard(self, recording: Recording) -> None:
        """Ends a recording in which nothing was heard."""
        self._all.pop(recording.sid, None)
        self._enter(recording, "absent")

    def find(self, sid: str) -> Recording | None:
        """Returns the recording with this sid, or None."""
        return self._all.get(sid)

    def delete(self, recording: Recording) -> None:
        self._all.pop(recording.sid, None)

    def newest_first(self) -> list[Recording]:
        return list(reversed(self._all.values()))

    def _enter(self, recording: Recording, status: RecordingStatus) -> None:
        recording.status = status
        callback = recording.callback
        if callback and status in callback.events:
            self._callbacks.send("recording", callback.webhook, recording.callback_params(), recording.call_sid)
