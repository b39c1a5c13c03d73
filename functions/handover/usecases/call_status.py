"""Report the status of a chat's handover. An overdue handover is looked up at Twilio first."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from handover.core import reply
from handover.core.call.rating import rating_of
from handover.core.call.state import Handover, State
from handover.core.desk.config import DeskError
from handover.core.i18n import Catalogue
from handover.core.reply import Reply
from handover.core.reply_fields import ReplyFields
from handover.services.storage import StorageError
from handover.usecases.claim_session import latest
from handover.usecases.context import RequestContext
from handover.usecases.language import texts_in
from handover.usecases.shown_in_chat import digit_field


def call_status(ctx: RequestContext, session_id: str, language: str) -> Reply:
    """Returns the status of the session's latest handover, and whether it is live: absent when that is not known."""
    if not session_id:
        return reply.refusal("missing_session", texts_in(ctx, language))
    try:
        handover = latest(ctx, session_id)
    except StorageError as error:
        ctx.log.warn(str(error))
        return Reply(False, "refused", texts_in(ctx, language).text("status.unknown_now"), "storage_unavailable")
    if handover is None:
        none = reply.refusal("no_handover", texts_in(ctx, language))
        return replace(none, extra={"live": False, "rated": False})
    ctx.log.note(handover=handover.id)
    texts = handover.texts(language)
    status = _status(ctx, handover, texts, language)
    extra: ReplyFields = {**status.extra, "live": handover.live, "rated": rating_of(handover) is not None}
    if handover.state not in (State.HUNTING, State.WAITING) or handover.nobody_left:
        return replace(status, extra=extra)
    from handover.usecases import waiting_facts

    words, facts = waiting_facts.of_handover(ctx, handover, texts)
    return replace(status, message=f"{status.message} {words}", extra={**extra, **facts})


def _status(ctx: RequestContext, handover: Handover, texts: Catalogue, language: str) -> Reply:
    """Returns the status: of a booking with its time, and with the wrap-up's outcome if there is one, as far as desk.json
    can be read for them."""
    if handover.state is State.SCHEDULED:
        from handover.usecases.booking_status import status_of_booking  # most have no booking

        with suppress(DeskError, StorageError):
            return status_of_booking(ctx, handover, ctx.storage.desk(), texts)
    if not handover.wraps:
        return reply.status_of(handover, texts, **digit_field(ctx, handover))
    try:
        desk = ctx.storage.desk()
        languages = (language, handover.call_request.language, texts.language, desk.language)
        return reply.outcome(handover, texts, desk.dispositions, languages)
    except (DeskError, StorageError) as error:
        ctx.log.warn(f"The outcome was left out: {error}")
        return reply.status_of(handover, texts)
