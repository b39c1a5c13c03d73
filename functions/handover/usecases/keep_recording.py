"""Keep a recorded message: fetch it from Twilio, store it, and only then delete it there.

Each part may be repeated, and is, by Twilio's callback or by the scheduler (`recordings_due.py`), until all are done: the
sound's name and the event RECORDED are the handover's own, and deleting what is not there does nothing.
"""

from __future__ import annotations

from typing import Literal

from handover.core.call.events import Event, EventKind, text_fact
from handover.core.call.recording import Reported, is_message
from handover.services.telephony import TelephoneError
from handover.services.telephony.recordings import NotReadyError, Sound, TooLargeError
from handover.usecases.context import RequestContext

Kept = Literal["kept", "no_message", "another"]

#: Seconds that storing takes at most, of a request's time.
_LEFT_TO_STORE = 3.0


def keep_recording(ctx: RequestContext, handover_id: str, recording: Reported, kept: Event | None) -> Kept:
    """Keep the recording (its sid is known). `kept` is the handover's event RECORDED, if there is one.

    Returns `kept`, `no_message` (silence, which is deleted), or `another`: the handover has a message already, and this one
    stays at Twilio. Raises StorageError and TelephoneError as long as it is not stored. Deleting it may fail; it stays due.
    """
    if kept:
        if text_fact(kept.facts, "recording") != ctx.storage.voicemails.mark(recording.sid):
            ctx.log.warn(f"{handover_id}: a second recording stays at Twilio.")
            return "another"
    else:
        recording = _with_length(ctx, recording)
        if is_message(recording.seconds):
            _store(ctx, handover_id, recording)
    message = kept is not None or is_message(recording.seconds)
    _delete_at_twilio(ctx, handover_id, recording.sid, "recording-deleted" if message else "recording-empty")
    return "kept" if message else "no_message"


def _with_length(ctx: RequestContext, recording: Reported) -> Reported:
    """Returns the recording with its length, if Twilio knows it."""
    if recording.seconds is not None:
        return recording
    found = ctx.recordings.look(recording.sid)
    if found is None:
        raise NotReadyError("The recording is not there yet.")
    return Reported(recording.sid, found.seconds)


def _store(ctx: RequestContext, handover_id: str, recording: Reported) -> None:
    handovers, voicemails = ctx.storage.handovers, ctx.storage.voicemails
    handovers.add(handover_id, EventKind.VOICEMAIL, ctx.now())
    sound = _fetch(ctx, handover_id, recording.sid)
    voicemails.keep(handover_id, sound.kind, sound.data)
    facts = {
        "seconds": recording.seconds or 0,
        "bytes": len(sound.data),
        "kind": sound.kind,
        "recording": voicemails.mark(recording.sid),
    }
    handovers.add(handover_id, EventKind.RECORDED, ctx.now(), facts)


def _fetch(ctx: RequestContext, handover_id: str, sid: str) -> Sound:
    try:
        return ctx.leaving(_LEFT_TO_STORE).recordings.fetch(sid)
    except TooLargeError:
        ctx.storage.handovers.add_leg(handover_id, 0, "recording-too-large", ctx.now(), {})
        raise


def _delete_at_twilio(ctx: RequestContext, handover_id: str, sid: str, done: str) -> None:
    """Delete it, and note that nothing is due any more; `done` is the name of the report."""
    handovers = ctx.storage.handovers
    try:
        ctx.recordings.delete(sid)
    except TelephoneError as error:
        ctx.log.warn(f"{handover_id}: a recording was not deleted at Twilio; the scheduler tries again. {error}")
        with ctx.best_effort("Recording that a recording was not deleted"):
            handovers.add_leg(handover_id, 0, "recording-not-deleted", ctx.now(), {})
        return
    with ctx.best_effort("Recording that a recording was deleted"):
        handovers.add_leg(handover_id, 0, done, ctx.now(), {})
        ctx.storage.voicemails.done(handover_id)
