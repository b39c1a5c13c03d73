"""The scheduler's part of keeping conversations: once a call is over, what Twilio recorded of it is fetched or deleted.

Twilio records each Dial. The conversation is the newest of these recordings, if an agent took the call: after it no other
agent is rung. The others are legs that were not connected, and are deleted. It ends when the list is complete and empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from handover.core.call.call_recording import SOURCE
from handover.core.call.events import Event, EventKind
from handover.core.call.recording import Reported
from handover.core.call.state import Handover
from handover.services.storage.voicemails import Due, handover_of_call
from handover.services.telephony.recordings import NotReadyError, TwilioRecording
from handover.usecases.context import RequestContext
from handover.usecases.erased_meanwhile import remove_if_erased
from handover.usecases.keep_call_recording import keep_conversation

#: After the call's end, Twilio's list of its recordings is complete; a sound that is missing for so long does not come.
_LIST_IS_COMPLETE, _GIVE_UP = timedelta(minutes=10), timedelta(days=1)
#: The callback has so long before the scheduler looks. When it came, what is left is looked at when the list is complete.
_WITHOUT_SID, _WITH_SID = timedelta(minutes=2), _LIST_IS_COMPLETE
#: What could not be done for so long after the call is tried twice an hour.
_OFTEN, _THEN_EVERY = timedelta(minutes=30), 30


def keep_due_call(ctx: RequestContext, name: str) -> bool:
    """Keep the conversation that is due by that name (`of_call`). Returns whether nothing is due any more. Raises
    StorageError, TelephoneError."""
    handover_id, voicemails = handover_of_call(name), ctx.storage.voicemails
    due = voicemails.due(name)
    if due is None or not _is_time(ctx, due):
        return due is None
    handover = ctx.storage.handovers.load(handover_id, ctx.now())
    if handover and (not handover.ended or _waits(ctx, handover)):
        return False
    if handover and not _clear(ctx, handover, due):
        return False
    if handover is None:
        remove_if_erased(ctx, handover_id)
    voicemails.done(name)
    return True


def _clear(ctx: RequestContext, handover: Handover, due: Due) -> bool:
    """Keep or delete what Twilio has of a call that is over. Returns whether nothing is left, and nothing can come."""
    listed = [found for found in ctx.recordings.of_call(handover.sid) if found.source == SOURCE] if handover.sid else []
    found = [recording for recording in listed if not recording.lost]
    kept = ctx.storage.handovers.events_of(handover.id, EventKind.CALL_RECORDED).get(EventKind.CALL_RECORDED)
    if not all(recording.ready for recording in found):
        return False
    deleted = True
    for recording in found:
        if recording.sid == _conversation(handover, due, found):
            deleted = _keep(ctx, handover, recording, kept)
        else:
            ctx.recordings.delete(recording.sid)
    return deleted and ctx.now() - handover.since > _LIST_IS_COMPLETE


def _keep(ctx: RequestContext, handover: Handover, recording: TwilioRecording, kept: Event | None) -> bool:
    """Returns whether there is nothing more to do about it at Twilio."""
    try:
        done = keep_conversation(ctx, handover.id, Reported(recording.sid, recording.seconds), kept)
    except NotReadyError:
        if ctx.now() - handover.since < _GIVE_UP:
            raise
        ctx.storage.handovers.add_leg(handover.id, 0, "call-recording-lost", ctx.now(), {})
        return True
    finally:
        remove_if_erased(ctx, handover.id)
    return done != "not_deleted"


def _conversation(handover: Handover, due: Due, found: Sequence[TwilioRecording]) -> str:
    """Returns the sid of the conversation: the one that was reported, else the newest; `""` if no agent took the call."""
    return due.recording.sid or (found[0].sid if handover.accepted_by else "")


def _is_time(ctx: RequestContext, due: Due) -> bool:
    return due.at is None or ctx.now() - due.at > (_WITH_SID if due.recording.sid else _WITHOUT_SID)


def _waits(ctx: RequestContext, handover: Handover) -> bool:
    return ctx.now() - handover.since > _OFTEN and ctx.now().minute % _THEN_EVERY != 0
