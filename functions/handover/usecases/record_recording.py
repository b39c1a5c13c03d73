"""Record Twilio's report of a recording: its sound is fetched and stored before Twilio hears that all is well.

A report whose recording cannot be stored yet is answered as failed, so that Twilio sends it again. The recording is noted as
due before, so the scheduler goes on where Twilio stops.
"""

from __future__ import annotations

from collections.abc import Mapping

from handover.core.call.events import EventKind
from handover.core.call.message_offer import is_message_offered
from handover.core.call.recording import read_reported
from handover.usecases.context import RequestContext
from handover.usecases.erased_meanwhile import remove_if_erased
from handover.usecases.keep_recording import keep_recording
from handover.usecases.record_callback import UnknownReportError, record_leg_callback, require_known

_COMPLETED = "completed"
#: After one of these there is nothing to fetch.
_NOTHING = ("absent", "failed")


def record_recording(ctx: RequestContext, handover_id: str, attempt: int, form: Mapping[str, str]) -> str:
    """Record the report. Returns a word for what happened. Raises UnknownHandoverError, UnknownReportError; StorageError and
    TelephoneError when Twilio should send the report again."""
    status, recording = form.get("RecordingStatus", ""), read_reported(form)
    if status != _COMPLETED or not recording.sid:
        word = record_leg_callback(ctx, handover_id, attempt, "recording", form)
        if status in _NOTHING:
            ctx.storage.voicemails.done(handover_id)
        return word
    known = require_known(ctx, handover_id, EventKind.RECORDED, EventKind.HUNT)
    if not is_message_offered(known, form.get("CallSid", "")):  # nobody agreed to it, and it is not ours to delete
        raise UnknownReportError("The recording is none that this call offered.")
    ctx.storage.voicemails.note(handover_id, ctx.now(), recording.sid, recording.seconds)
    try:
        return keep_recording(ctx, handover_id, recording, known.get(EventKind.RECORDED))
    finally:
        remove_if_erased(ctx, handover_id)
