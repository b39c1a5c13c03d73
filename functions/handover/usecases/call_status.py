"""Tell how a chat's handover stands, looking at Twilio first when nobody has heard of it for too long."""

from __future__ import annotations

from handover.core import reply
from handover.core.call.state import Handover
from handover.core.desk.config import DeskError
from handover.core.i18n import Catalogue, catalogue, choose
from handover.core.reply import Reply
from handover.services.storage import StorageError
from handover.usecases.claim_session import latest
from handover.usecases.context import RequestContext


def call_status(ctx: RequestContext, session_id: str, language: str) -> Reply:
    """How the session's latest handover stands."""
    words = catalogue(choose(language))
    if not session_id:
        return reply.refusal("missing_session", words)
    try:
        handover = latest(ctx, session_id)
    except StorageError as error:
        ctx.log.warn(str(error))
        return Reply(False, "refused", words.text("status.unknown_now"), "storage_unavailable")
    if handover is None:
        return reply.refusal("no_handover", words)
    ctx.log.note(handover=handover.id)
    return _told(ctx, handover, catalogue(choose(language, handover.language)))


def _told(ctx: RequestContext, handover: Handover, words: Catalogue) -> Reply:
    """With what came of it, if that was noted; without, where nobody can tell what the desk calls it."""
    if not handover.wraps:
        return reply.status_of(handover, words)
    try:
        return reply.outcome(handover, words, ctx.storage.desk().dispositions)
    except (DeskError, StorageError) as error:
        ctx.log.warn(f"The outcome was not told: {error}")
        return reply.status_of(handover, words)
