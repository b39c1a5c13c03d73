"""Keep a recorded conversation, as a message is kept (keep_recording.py): fetch it, store it, then delete it at Twilio.

Twilio may also record an agent's leg that was never connected: a mailbox, or an agent who passed. That is no conversation;
when the call is over, the scheduler deletes it there (call_recordings_due.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from handover.core.call.call_recording import is_agreed
from handover.core.call.events import Event, EventKind, text_fact
from handover.core.call.recording import Reported, read_reported
from handover.services.storage.voicemails import of_call
from handover.services.telephony import TelephoneError
from handover.services.telephony.recordings import MOST_BYTES_OF_CALL, TooLargeError
from handover.usecases.context import RequestContext
from handover.usecases.erased_meanwhile import remove_if_erased
from handover.usecases.record_callback import UnknownReportError, require_known

Kept = Literal["kept", "not_deleted", "not_connected", "another", "nothing"]

_COMPLETED = "completed"
#: Seconds that storing takes at most, of a request's time.
_LEFT_TO_STORE = 3.0


def record_call_recording(ctx: RequestContext, handover_id: str, attempt: int, form: Mapping[str, str]) -> Kept:
    """Record Twilio's report of the recording of an attempt's Dial. Returns a word for what happened. Raises
    UnknownHandoverError, UnknownReportError; StorageError and TelephoneError when Twilio should send the report again."""
    known = require_known(ctx, handover_id, EventKind.HUNT, EventKind.CALL_RECORDED)
    hunt = known[EventKind.HUNT].facts if EventKind.HUNT in known else {}
    sid = text_fact(hunt, "sid")
    if not is_agreed(hunt) or (sid and form.get("CallSid", sid) != sid):
        raise UnknownReportError("The recording is none that the customer of this call agreed to.")
    recording = read_reported(form)
    if form.get("RecordingStatus", "") != _COMPLETED or not recording.sid:
        return "nothing"  # the scheduler finds what there is, when the call is over
    wanted = dict.fromkeys((EventKind.ACCEPTED, EventKind.MISSED), attempt)
    of_attempt, _ = ctx.storage.handovers.events_beside(handover_id, wanted)
    if EventKind.ACCEPTED not in of_attempt or EventKind.MISSED in of_attempt:
        return "not_connected"
    ctx.storage.voicemails.note(of_call(handover_id), ctx.now(), recording.sid, recording.seconds)
    try:
        return keep_conversation(ctx, handover_id, recording, known.get(EventKind.CALL_RECORDED))
    finally:
        remove_if_erased(ctx, handover_id)


def keep_conversation(ctx: RequestContext, handover_id: str, recording: Reported, kept: Event | None) -> Kept:
    """Keep the recording of a conversation (its sid is known). `kept` is the handover's event CALL_RECORDED, if there is
    one.

    Returns `kept`; `not_deleted`: it is kept, and still at Twilio; or `another`: the handover has one already, and this one
    stays at Twilio. Raises StorageError and TelephoneError as long as it is not stored. It stays due until the scheduler has
    seen that nothing is left."""
    mark = ctx.storage.voicemails.mark(recording.sid)
    if kept and text_fact(kept.facts, "recording") != mark:
        ctx.log.warn(f"{handover_id}: a second recording of the call stays at Twilio.")
        return "another"
    if not kept:
        _store(ctx, handover_id, recording, mark)
    handovers = ctx.storage.handovers
    try:
        ctx.recordings.delete(recording.sid)
    except TelephoneError as error:
        ctx.log.warn(f"{handover_id}: a recording was not deleted at Twilio; the scheduler tries again. {error}")
        return "not_deleted"
    with ctx.best_effort("Recording that a recording was deleted"):
        handovers.add_leg(handover_id, 0, "call-recording-deleted", ctx.now(), {})
    return "kept"


def _store(ctx: RequestContext, handover_id: str, recording: Reported, mark: str) -> None:
    handovers, voicemails = ctx.storage.handovers, ctx.storage.voicemails
    try:
        sound = ctx.leaving(_LEFT_TO_STORE).recordings.fetch(recording.sid, MOST_BYTES_OF_CALL)
    except TooLargeError:
        handovers.add_leg(handover_id, 0, "call-recording-too-large", ctx.now(), {})
        raise
    voicemails.keep_call(handover_id, sound.kind, sound.data)
    facts = {"seconds": recording.seconds or 0, "bytes": len(sound.data), "kind": sound.kind, "recording": mark}
    handovers.add(handover_id, EventKind.CALL_RECORDED, ctx.now(), facts)
