"""Cancel a chat's booked call in favour of one that is placed now, because the customer asks for that.

What a start could be refused for is looked at first, and then the booking stays. Its next step is claimed before anything
is dialled: so of this request, a move, a cancellation and the scheduler, one decides. The limits are only looked at here;
the start claims them afterwards. If it is refused all the same, its reply says that the booking is gone.
"""

from __future__ import annotations

from handover.core import reply
from handover.core.call.booking import CANCELED
from handover.core.call.state import Handover
from handover.core.i18n import catalogue
from handover.services.storage.bookings import Due
from handover.usecases.booking_steps import ASKED_ANEW, claim_step
from handover.usecases.chat_limits import call_after
from handover.usecases.check_request import CheckedCall, RefusedError
from handover.usecases.context import RequestContext
from handover.usecases.do_not_call import ListLook
from handover.usecases.place_call import refuse_if_listed
from handover.usecases.quotas import CallQuotas, LimitReachedError


def replace_booking(ctx: RequestContext, call: CheckedCall, booked: Handover, look: ListLook) -> None:
    """Cancel the chat's scheduled handover, unless it is just being dialled or another request changed it. Raises
    RefusedError when the call cannot be placed now, and StorageError: then it may be cancelled."""
    after = call_after(ctx, call, booked)
    try:
        CallQuotas(ctx, after, booked.id, look, booked).require_room()
    except LimitReachedError as error:
        refused = reply.refused(error.reason, error.limit, catalogue(after.language), booked.id)
        raise RefusedError(refused, error.limit) from None
    refuse_if_listed(ctx, after, look)
    if claim_step(ctx, booked, {CANCELED: ASKED_ANEW}) and booked.booking:
        with ctx.best_effort("Removing a replaced booking from the index"):
            ctx.storage.bookings.unlist_due(Due(booked.booking.at, booked.id))
