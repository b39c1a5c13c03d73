"""Cancel a booked call: claim its next step, so that nobody dials it.

A booking that the scheduler is just about to dial has claimed its last step, and no permit yet. Then the permit is claimed
in the scheduler's place: only who has it may dial. If the scheduler has it, its call is cancelled like any.
"""

from __future__ import annotations

from handover.core.call.booking import CANCELED, DIAL
from handover.core.call.call_status import CallStatus
from handover.core.call.events import EventKind
from handover.core.call.state import Handover, State
from handover.services.storage import StorageError
from handover.services.storage.bookings import Due
from handover.usecases.booking_steps import claim_step
from handover.usecases.context import RequestContext

#: Requests that may each claim the next step before this one does.
_MOST_CLAIMS = 10


def cancel_booking(ctx: RequestContext, handover: Handover) -> Handover:
    """Cancel a scheduled handover. Returns it afterwards: canceled, or still live when it is being dialled meanwhile. Raises
    StorageError: then it may be cancelled."""
    for _ in range(_MOST_CLAIMS):
        booking = handover.booking
        if booking is None or handover.state is not State.SCHEDULED:
            return handover
        if booking.over == DIAL:
            return _keep_from_dialing(ctx, handover)
        canceled = claim_step(ctx, handover, {CANCELED: "customer"})
        if canceled:
            with ctx.best_effort("Removing a canceled booking from the index"):
                ctx.storage.bookings.unlist_due(Due(booking.at, handover.id))
            return canceled
        handover = ctx.storage.handovers.load(handover.id, ctx.now()) or handover
    raise StorageError("Other requests kept changing the booking.")


def cancel_booked_after(ctx: RequestContext, handover_id: str, session_id: str) -> None:
    """Cancel the booking that was made after that handover in its chat, if there is one. Raises StorageError."""
    if booked := booked_after(ctx, handover_id, session_id):
        cancel_booking(ctx, booked)


def booked_after(ctx: RequestContext, handover_id: str, session_id: str) -> Handover | None:
    """Returns the booking that was made after that handover in its chat, over or not, or None if there is none. Raises
    StorageError."""
    pointer = ctx.storage.sessions.latest_pointer(session_id)
    if pointer is None or pointer.handover_id == handover_id:
        return None
    booked = ctx.storage.handovers.load(pointer.handover_id, ctx.now())
    return booked if booked and booked.booking and booked.booking.after == handover_id else None


def _keep_from_dialing(ctx: RequestContext, handover: Handover) -> Handover:
    handovers, now = ctx.storage.handovers, ctx.now()
    handovers.add(handover.id, EventKind.CANCELED, now, {"state": handover.state})
    if handovers.claim(handover.id, EventKind.REQUESTED, now, {CANCELED: True}).mine:
        handovers.add(handover.id, EventKind.ENDED, now, {"status": CallStatus.CANCELED})
    return handovers.load(handover.id, now) or handover
