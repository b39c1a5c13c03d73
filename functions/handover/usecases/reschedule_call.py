"""Move a chat's booked call to another time: the command `reschedule_call`.

The booking's next step is claimed for the move. Only one request can claim it, so a booking is moved, cancelled or dialled.
The new time is listed as due before the step is claimed, so a booking that was moved is never forgotten.
"""

from __future__ import annotations

from datetime import datetime

from handover.core import booking_reply, reply
from handover.core.booking_reply import TimeWords
from handover.core.call.booking import Booking
from handover.core.call.state import Handover, State
from handover.core.desk.booking_time import NEXT_OPENING
from handover.core.desk.config import DeskError
from handover.core.i18n import Catalogue
from handover.core.reply import Reply
from handover.services.storage import StorageError
from handover.services.storage.bookings import Due
from handover.usecases.booking_steps import claim_step
from handover.usecases.booking_time import choose_time, is_asked_for
from handover.usecases.claim_session import latest
from handover.usecases.context import RequestContext
from handover.usecases.language import texts_in
from handover.usecases.shown_in_chat import with_call_to_come

#: A booking is moved so often; after that it can be cancelled and made anew.
MOST_MOVES = 10
#: Requests that may each claim the next step before this one does.
_MOST_CLAIMS = 5


def reschedule_call(ctx: RequestContext, session_id: str, asked: str, language: str) -> Reply:
    """Move the session's booked call. A second request with the same time returns the same booking."""
    if not session_id:
        return reply.refusal("missing_session", texts_in(ctx, language))
    handover = None
    try:
        handover = latest(ctx, session_id)
        if handover is None:
            return reply.refusal("no_handover", texts_in(ctx, language))
        ctx.log.note(handover=handover.id)
        return _move(ctx, handover, asked, handover.texts(language))
    except DeskError as error:
        ctx.log.warn(str(error))
        return reply.refusal("no_agents", texts_in(ctx, language, handover.language if handover else ""))
    except StorageError as error:
        ctx.log.warn(str(error))
        texts = texts_in(ctx, language, handover.language if handover else "")
        return Reply(False, "refused", texts.text("booking.not_moved"), "storage_unavailable")


def _move(ctx: RequestContext, handover: Handover, asked: str, texts: Catalogue) -> Reply:
    """Raises DeskError, StorageError."""
    desk = ctx.storage.desk()
    words = TimeWords(desk, handover.phone, ctx.now(), texts)
    for _ in range(_MOST_CLAIMS):
        booking = handover.booking
        if booking is None or handover.state is not State.SCHEDULED or booking.over:
            return _not_booked(handover, texts)
        chosen = choose_time(ctx, desk, handover.phone, asked, texts)
        if (asked != NEXT_OPENING and is_asked_for(asked, booking.at)) or chosen == booking.at:
            ctx.storage.bookings.list_due(booking.at, handover.id)  # an earlier request may have stopped half way
            unmoved = booking_reply.moved(handover, booking, words, texts, already=True)
            return with_call_to_come(ctx, unmoved, handover, texts)
        if isinstance(chosen, Reply):
            return chosen
        kept = desk.keeps_until(booking.made_at, chosen)
        if not kept or booking.moves - booking.moves_by_desk >= MOST_MOVES:
            return reply.limit_reached("moves_per_booking", texts, handover.id)
        moved = _claim_move(ctx, handover, booking, chosen)
        if moved and moved.booking and not moved.booking.over:
            reported = booking_reply.moved(moved, moved.booking, words, texts, already=False)
            return with_call_to_come(ctx, reported, moved, texts)
        handover = moved or ctx.storage.handovers.load(handover.id, ctx.now()) or handover
    raise StorageError("Other requests kept changing the booking.")


def _claim_move(ctx: RequestContext, handover: Handover, booking: Booking, at: datetime) -> Handover | None:
    """Move the booking. Returns it afterwards, or None when another request claimed its next step first."""
    ctx.storage.bookings.list_due(at, handover.id)
    moved = claim_step(ctx, handover, {"at": at.isoformat()})
    if moved:
        with ctx.best_effort("Removing a moved booking from its time"):
            ctx.storage.bookings.unlist_due(Due(booking.at, handover.id))
    return moved


def _not_booked(handover: Handover, texts: Catalogue) -> Reply:
    """Returns the refusal when there is no booking that can be moved: there is none, or its call is under way."""
    if handover.live:
        return reply.already_calling(handover, texts)
    return reply.refusal("no_handover", texts, handover.id, handover.state)
