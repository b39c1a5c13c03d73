"""Close a handover that claimed quotas and has no permit: from then on nothing can be dialled for it.

A start writes its permit and its claims side by side, so a claim may be there a moment before the permit, or for ever
without it when the process died in between. Nobody can tell which. To decide it, the permit itself is claimed: a start that
then comes for it finds a handover that was refused, and takes the chat's next one.
"""

from __future__ import annotations

from datetime import datetime

from handover.core.call.booking import DROPPED
from handover.core.call.callback_urls import is_handover_id
from handover.core.call.events import EventKind
from handover.core.call.state import PLACING_ENDS
from handover.usecases.context import RequestContext


def may_get_permit(ctx: RequestContext, claimed_at: datetime) -> bool:
    """Returns whether the start that wrote a claim at that time may still be about to write the permit: it is left alone."""
    return ctx.now() - claimed_at <= PLACING_ENDS


def close_permit(ctx: RequestContext, handover_id: str) -> bool:
    """Make sure that nothing is dialled for a handover that has no permit, or no first step of its booking. Returns False
    when it has one after all, or this is no handover's id. Raises StorageError."""
    if not is_handover_id(handover_id):
        return False
    handovers, now = ctx.storage.handovers, ctx.now()
    if ctx.storage.sessions.is_booked(handover_id):
        return handovers.claim(handover_id, EventKind.BOOKED, now, {DROPPED: "storage_unavailable"}, 1).mine
    if not handovers.claim(handover_id, EventKind.REQUESTED, now, {}).mine:
        return False
    handovers.add(handover_id, EventKind.REFUSED, now, {"reason": "storage_unavailable"})
    return True
