"""Book again what was replaced by a customer's own call that could not be connected: what we promised still holds.

The request of that call does it at once. If it cannot, because storage fails or its process has died, the scheduler does
it when the replaced booking is due: its name stays in the index.
"""

from __future__ import annotations

from datetime import timedelta

from handover.core.call.booking import RING_BACK
from handover.core.call.events import EventKind
from handover.core.call.proof import DIGIT
from handover.core.call.state import Handover, State
from handover.usecases.book import book
from handover.usecases.cancel_booking import cancel_booking
from handover.usecases.claim_session import latest_stored
from handover.usecases.context import RequestContext

#: In the step with which a customer's call replaces a booking: it is booked again if that call is not connected.
UNLESS_CONNECTED = {"again": True}

#: A request that replaces a booking has claimed the call's own handover by then, or never will.
_CLAIMED_WITHIN = timedelta(minutes=2)


def book_again(ctx: RequestContext, replaced: Handover, after: Handover | None = None) -> Handover | None:
    """Book the call again for its time, also if that has just come, unless it was cancelled since. `after` is the chat's
    latest handover, if only one that follows it may be claimed. Returns the booking, or None if there is none. Raises
    StorageError."""
    handovers = ctx.storage.handovers
    if replaced.booking is None or handovers.has(replaced.id, EventKind.CANCELED):
        return None
    first, _ = handovers.events_beside(replaced.id, {EventKind.BOOKED: 1})
    record = first[EventKind.BOOKED].facts if EventKind.BOOKED in first else {}
    shown = {"digit_of": replaced.digit_of or replaced.id} if replaced.proof == DIGIT else {}
    booked = book(ctx, {**record, **shown}, replaced.booking.at, replaced.booking.why, after)
    if booked and handovers.has(replaced.id, EventKind.CANCELED):
        cancel_booking(ctx, booked)  # the customer cancelled it meanwhile: see cancel_call.py
        return None
    return booked


def is_made_up_for(ctx: RequestContext, replaced: Handover) -> bool:
    """Book again what was replaced in vain, and is not cancelled or followed by another request. Returns False as long as it
    is not known whether the customer's call was connected. Raises StorageError."""
    booking = replaced.booking
    if booking is None or booking.over != RING_BACK or booking.over_at is None:
        return True
    steps, _ = ctx.storage.handovers.events_beside(replaced.id, {EventKind.BOOKED: booking.number - 1})
    if EventKind.BOOKED not in steps or steps[EventKind.BOOKED].facts.get("again") is not True:
        return True
    latest = latest_stored(ctx, replaced.call_request.session_id)
    if latest and not _is_in_vain(latest, replaced):
        return True
    if (latest and latest.live) or ctx.now() - booking.over_at < _CLAIMED_WITHIN:
        return False
    book_again(ctx, replaced, latest)  # without one, the chat's pointer names a handover that never began
    return True


def _is_in_vain(latest: Handover, replaced: Handover) -> bool:
    if latest.id == replaced.id:
        return True
    return bool(latest.ring_back) and latest.hunt is None and latest.state is not State.CANCELED
