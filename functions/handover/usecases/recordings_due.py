"""The scheduler's part of keeping messages and conversations: recordings whose callback never came, or could not be done.

A recording is looked up by its sid, or by the call if the sid is not known. It is given up when Twilio has none, some time
after the call: then nothing was recorded, or somebody deleted it there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from handover.core.call.call_recording import SOURCE
from handover.core.call.events import EventKind
from handover.core.call.recording import Reported
from handover.core.call.state import Handover
from handover.errors import HandoverError
from handover.services.storage.voicemails import Due, is_of_call
from handover.services.telephony.recordings import NotReadyError, TwilioRecording
from handover.usecases.context import RequestContext
from handover.usecases.erased_meanwhile import remove_if_erased
from handover.usecases.keep_recording import keep_recording

#: The callback has so long before the scheduler looks; a message takes two minutes at most.
_WITH_SID, _WITHOUT_SID = timedelta(minutes=1), timedelta(minutes=4)
#: After the call's end, Twilio's list of its recordings is complete; a sound that is missing for so long does not come.
_LIST_IS_COMPLETE, _GIVE_UP = timedelta(minutes=10), timedelta(days=1)
#: What could not be done for so long is tried twice an hour.
_OFTEN, _THEN_EVERY = timedelta(minutes=30), 30

_MOST = 50


def keep_due_recordings(ctx: RequestContext, due: Sequence[str], left: float) -> int:
    """Keep the recordings of these handovers, as long as more than `left` seconds are left. Returns how many are done."""
    done = 0
    for handover_id in due[:_MOST]:
        if ctx.deadline.left() < left:
            break
        try:
            done += _keep_call(ctx, handover_id) if is_of_call(handover_id) else _keep(ctx, handover_id)
        except HandoverError as error:  # one recording must not hold up the others
            ctx.log.warn(f"{handover_id}: a message could not be kept yet: {error}")
    return done


def _keep_call(ctx: RequestContext, name: str) -> bool:
    from handover.usecases.call_recordings_due import keep_due_call  # few desks record

    return keep_due_call(ctx, name)


def _keep(ctx: RequestContext, handover_id: str) -> bool:
    """Returns whether nothing is due of this handover any more."""
    due = ctx.storage.voicemails.due(handover_id)
    if due is None or not _is_time(ctx, due):
        return due is None
    handover = ctx.storage.handovers.load(handover_id, ctx.now())
    if handover is None:
        remove_if_erased(ctx, handover_id)
        ctx.storage.voicemails.done(handover_id)
        return True
    recording = due.recording if due.recording.sid else _find(ctx, handover)
    if recording is None:
        return False
    if not recording.sid:
        return _give_up(ctx, handover_id, "recording-none")
    kept = ctx.storage.handovers.events_of(handover_id, EventKind.RECORDED).get(EventKind.RECORDED)
    try:
        keep_recording(ctx, handover_id, recording, kept)
    except NotReadyError:
        if due.at and ctx.now() - due.at < _GIVE_UP:
            raise
        return _give_up(ctx, handover_id, "recording-lost")
    finally:
        remove_if_erased(ctx, handover_id)
    return ctx.storage.voicemails.due(handover_id) is None


def _is_time(ctx: RequestContext, due: Due) -> bool:
    if due.at is None:
        return True
    age = ctx.now() - due.at
    if age > _OFTEN and ctx.now().minute % _THEN_EVERY:
        return False
    return age > (_WITH_SID if due.recording.sid else _WITHOUT_SID)


def _find(ctx: RequestContext, handover: Handover) -> Reported | None:
    """Returns the recording of a handover's call; one without a sid if there is none; None if it is not known yet."""
    listed = [found for found in _listed(ctx, handover) if found.source != SOURCE]
    ready = [found for found in listed if found.ready]
    if ready:
        longest: TwilioRecording = max(ready, key=lambda found: found.seconds or 0)
        return Reported(longest.sid, longest.seconds)
    over = handover.ended and ctx.now() - handover.since > _LIST_IS_COMPLETE
    return Reported() if over and not listed else None


def _listed(ctx: RequestContext, handover: Handover) -> list[TwilioRecording]:
    return [found for found in ctx.recordings.of_call(handover.sid) if not found.lost] if handover.sid else []


def _give_up(ctx: RequestContext, handover_id: str, fact: str) -> bool:
    ctx.storage.handovers.add_leg(handover_id, 0, fact, ctx.now(), {})
    ctx.storage.voicemails.done(handover_id)
    return True
