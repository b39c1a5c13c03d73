"""Cancel a chat's booked call in favour of one that is placed now, because the customer asks for that.

What a start could be refused for is looked at first, and then the booking stays. Its next step is claimed before anything
is dialled: so of this request, a move, a cancellation and the scheduler, one decides. The limits are only looked at here;
the start claims them afterwards. If it is refused all the same, its reply says that the booking is gone.

The process may die in between. So before the step is claimed, the booking is listed as due a few minutes later: then the
scheduler looks whether a call came in its place (`replaced_in_vain.py`). Decision 69 has the reasons.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from handover.core import reply
from handover.core.call.booking import ASKED_ANEW, CANCELED
from handover.core.call.state import Handover
from handover.core.i18n import Catalogue
from handover.core.reply import Reply
from handover.services.storage.bookings import Due
from handover.usecases.chat_limits import call_after
from handover.usecases.check_request import CheckedCall, RefusedError
from handover.usecases.context import RequestContext
from handover.usecases.do_not_call import ListLook
from handover.usecases.place_call import refuse_if_listed
from handover.usecases.quotas import CallQuotas, LimitReachedError

#: The scheduler looks so long after a booking was replaced: the request that did it has claimed its call by then, or never
#: will.
_LOOK_AFTER = timedelta(minutes=3)


def replace_booking(ctx: RequestContext, call: CheckedCall, booked: Handover, look: ListLook) -> Due | None:
    """Cancel the chat's scheduled handover. Returns the name under which the scheduler looks whether a call came in its
    place, or None if it is just being dialled or another request changed it. Raises RefusedError when the call cannot be
    placed now, and StorageError: then it may be cancelled."""
    after = call_after(ctx, call, booked)
    try:
        CallQuotas(ctx, after, booked.id, look, booked).require_room()
    except LimitReachedError as error:
        refused = reply.refused(error.reason, error.limit, after.texts, booked.id)
        raise RefusedError(refused, error.limit) from None
    refuse_if_listed(ctx, after, look)
    booking, storage = booked.booking, ctx.storage
    if booking is None or booking.over:
        return None
    due = Due((ctx.now() + _LOOK_AFTER).replace(second=0, microsecond=0), booked.id)
    storage.bookings.list_due(due.minute, due.handover_id)
    if not storage.bookings.claim_step(booked.id, booking.number, ctx.now(), {CANCELED: ASKED_ANEW}).mine:
        return None
    if booking.at.replace(second=0, microsecond=0) != due.minute:
        with ctx.best_effort("Removing a replaced booking from the index"):
            storage.bookings.unlist_due(Due(booking.at, booked.id))
    return due


def tell_canceled(
    ctx: RequestContext, due: Due, told: Reply, texts: Catalogue, word: str = "booking.canceled"
) -> Reply:
    """Returns the reply with the sentence that the booked call was cancelled too. What the customer reads holds, so the
    scheduler has nothing to look at."""
    with ctx.best_effort("Removing a replaced booking from the index"):
        ctx.storage.bookings.unlist_due(due)
    return replace(told, message=f"{told.message} {texts.text(word)}")
