"""Cancel a call, unless an agent is talking already.

The cancellation is recorded first: from then on every step of the call hangs up, whatever happens to the request that
ends the leg. A call that is being placed at this very moment has no id yet; whoever places it looks again afterwards.
"""

from __future__ import annotations

from handover.core import reply
from handover.core.call.events import EventKind
from handover.core.call.state import Handover, State
from handover.core.i18n import Catalogue, catalogue, choose
from handover.core.reply import Reply
from handover.services.storage import StorageError
from handover.services.telephony import TelephoneError
from handover.usecases.claim_session import latest
from handover.usecases.context import RequestContext


def cancel_call(ctx: RequestContext, session_id: str, language: str) -> Reply:
    """End the session's live handover; asked twice, it says the same again."""
    words = catalogue(choose(language))
    if not session_id:
        return reply.refusal("missing_session", words)
    try:
        handover = latest(ctx, session_id)
        if handover is None:
            return reply.refusal("no_handover", words)
        words = catalogue(choose(language, handover.language))
        ctx.log.note(handover=handover.id)
        return _cancel(ctx, handover, words)
    except StorageError as error:
        ctx.log.warn(str(error))
        return Reply(False, "refused", words.text("status.not_canceled"), "storage_unavailable")


def _cancel(ctx: RequestContext, handover: Handover, words: Catalogue) -> Reply:
    if handover.state is State.CONNECTED:
        return reply.refusal("already_connected", words, handover.id, handover.state)
    if handover.state is State.CANCELED:
        return reply.status_of(handover, words, already=True)
    if not handover.live:
        return reply.refusal("no_handover", words, handover.id, handover.state)
    ctx.storage.handovers.add(handover.id, EventKind.CANCELED, ctx.now(), {"state": handover.state})
    reached = _hang_up(ctx, handover)
    message = words.text("status.canceled_now" if reached else "status.canceled_unreached")
    return Reply(True, State.CANCELED, message, handover_id=handover.id)


def _hang_up(ctx: RequestContext, handover: Handover) -> bool:
    """Whether the leg was ended, or there is none to end."""
    try:
        sid = handover.sid
        if not sid:
            leg = ctx.telephone.find(handover.phone, handover.requested_at)
            sid = leg.sid if leg else ""
        if sid:
            ctx.telephone.end(sid)
    except TelephoneError as error:
        ctx.log.warn(str(error))
        return False
    return bool(sid)
