"""Say where a chat's booked call stands."""

from __future__ import annotations

from handover.core import booking_reply, reply
from handover.core.booking_reply import TimeWords
from handover.core.call.state import Handover
from handover.core.desk.config import Desk
from handover.core.i18n import Catalogue
from handover.core.reply import Reply
from handover.usecases.context import RequestContext
from handover.usecases.shown_in_chat import with_call_to_come


def status_of_booking(
    ctx: RequestContext, handover: Handover, desk: Desk, texts: Catalogue, wanted: str | None = None
) -> Reply:
    """Returns the status of a scheduled handover. `wanted` is the number (E.164, or `""` for any) that the chat wants a call
    to now: then the reply says how the booking is changed, or that it must be cancelled first."""
    booking, now = handover.booking, ctx.now()
    if booking is None:
        return reply.status_of(handover, texts)
    words = TimeWords(desk, handover.phone, now, texts)
    if wanted and wanted != handover.phone:
        return booking_reply.other_number(handover, booking, words, texts)
    status = booking_reply.status_of(handover, booking, words, texts, now, already=wanted is not None)
    return with_call_to_come(ctx, status, handover, texts)
