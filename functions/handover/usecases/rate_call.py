"""Record how a customer rates the latest call of their chat.

The same rating again is not recorded again, and another one counts in place of the one before. The number of ratings of a
call is bounded, because a dialog may repeat itself without end.
"""

from __future__ import annotations

from handover.core import reply
from handover.core.call.rating import Rating, may_rate, rating_of
from handover.core.call.state import Handover
from handover.core.reply import Reply
from handover.services.storage import StorageError
from handover.usecases.claim_session import latest
from handover.usecases.context import RequestContext
from handover.usecases.handover_list import store_row
from handover.usecases.language import texts_in

#: Ratings of one call that are recorded, and a few more when several are sent at the same moment.
MOST_RATINGS = 20

#: Earlier calls of the chat that are looked at when the latest one cannot be rated.
_MOST_EARLIER = 8


def rate_call(ctx: RequestContext, session_id: str, rating: Rating, language: str) -> Reply:
    """Record the rating of the chat's latest call that is over or was connected. A second request has the same result."""
    if not session_id:
        return reply.refusal("missing_session", texts_in(ctx, language))
    handover = None
    try:
        handover = _latest_to_rate(ctx, session_id)
        if handover is None:
            return reply.refusal("no_handover", texts_in(ctx, language))
        ctx.log.note(handover=handover.id)
        texts = handover.texts(language)
        if rating != rating_of(handover):
            if len(handover.ratings) >= MOST_RATINGS:
                message = texts.text("rating.too_many")
                return Reply(False, handover.state, message, "limit_reached", handover.id)
            known = max((event.attempt for event in handover.ratings), default=0)
            ctx.storage.handovers.rate(handover.id, ctx.now(), rating.as_record(), known)
    except StorageError as error:
        ctx.log.warn(str(error))
        texts = texts_in(ctx, language, handover.language if handover else "")
        return Reply(False, "refused", texts.text("rating.not_noted"), "storage_unavailable")
    if not handover.live:
        store_row(ctx, handover.id)
    return Reply(True, handover.state, texts.text("rating.thanks"), handover_id=handover.id, extra={"rated": True})


def _latest_to_rate(ctx: RequestContext, session_id: str) -> Handover | None:
    """Returns the chat's latest call that can be rated, or None. Raises StorageError."""
    newest = latest(ctx, session_id)
    if newest and may_rate(newest):
        return newest
    earlier = ctx.storage.sessions.pointers(session_id)[:-1][-_MOST_EARLIER:]
    loaded = ctx.storage.handovers.load_many([pointer.handover_id for pointer in earlier], ctx.now())
    found = [handover for handover in loaded if handover and may_rate(handover)]
    return found[-1] if found else None
