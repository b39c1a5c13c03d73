"""Say where a chat's booked call stands."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from handover.core import booking_reply, reply
from handover.core.booking_reply import TimeWords
from handover.core.call.state import Handover, State
from handover.core.desk.config import Desk, DeskError
from handover.core.i18n import Catalogue
from handover.core.reply import Reply
from handover.core.reply_fields import ReplyFields
from handover.usecases.book import hold
from handover.usecases.claim_session import latest_stored
from handover.usecases.context import RequestContext
from handover.usecases.shown_in_chat import with_call_to_come


def meet_booking(ctx: RequestContext, handover: Handover, desk: Desk, texts: Catalogue, number: str) -> Reply:
    """Returns the reply to a start of a call to that number (E.164) by a chat with a booking. If the booking's own request
    stopped half way, it is completed first. Raises StorageError."""
    if number == handover.phone and not hold(ctx, handover):
        return booking_reply.booked_elsewhere(texts, handover.id)
    return status_of_booking(ctx, handover, desk, texts, number)


def with_booking(ctx: RequestContext, refused: Reply, session_id: str, language: str) -> Reply:
    """Returns the refusal of a call that was to take the place of a booked one, with the booking that stays and its time; as
    it is when there is none, or none that can be read."""
    with suppress(DeskError), ctx.best_effort("Looking for the chat's booking"):
        before = latest_stored(ctx, session_id) if session_id else None
        if before is None or before.state is not State.SCHEDULED:
            return refused
        desk = ctx.storage.desk()
        texts = before.call_request.texts_in(language, before.language, desk.language)
        booked = status_of_booking(ctx, before, desk, texts)
        at: ReplyFields = {"at": booked.extra["at"], "at_words": booked.extra["at_words"]}
        return replace(refused, message=f"{refused.message} {booked.message}", extra={**refused.extra, **at})
    return refused


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
