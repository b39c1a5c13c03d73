"""Cancel a call, unless an agent is talking already.

The cancellation is recorded first: from then on every step of the call hangs up, even if the request to end the leg fails.
A call that is being placed at this moment has no id yet; `start_call` looks for a cancellation after it placed the call.
"""

from __future__ import annotations

from handover.core import reply
from handover.core.call.events import EventKind
from handover.core.call.state import Handover, State
from handover.core.i18n import Catalogue, catalogue, choose
from handover.core.reply import Reply
from handover.services.storage import StorageError
from handover.usecases.claim_session import latest
from handover.usecases.context import RequestContext


def cancel_call(ctx: RequestContext, session_id: str, language: str) -> Reply:
    """Cancel the session's live handover. A second request returns the same reply."""
    texts = catalogue(choose(language))
    if not session_id:
        return reply.refusal("missing_session", texts)
    try:
        handover = latest(ctx, session_id)
        if handover is None:
            return reply.refusal("no_handover", texts)
        texts = catalogue(choose(language, handover.language))
        ctx.log.note(handover=handover.id)
        return cancel_handover(ctx, handover, texts)
    except StorageError as error:
        ctx.log.warn(str(error))
        return Reply(False, "refused", texts.text("status.not_canceled"), "storage_unavailable")


def cancel_handover(ctx: RequestContext, handover: Handover, texts: Catalogue) -> Reply:
    """Cancel a handover, if it is live and no agent is talking. Raises StorageError."""
    if handover.state is State.CONNECTED:
        return reply.refusal("already_connected", texts, handover.id, handover.state)
    if handover.state is State.CANCELED:
        return reply.status_of(handover, texts, already=True)
    if not handover.live:
        return reply.refusal("no_handover", texts, handover.id, handover.state)
    ctx.storage.handovers.add(handover.id, EventKind.CANCELED, ctx.now(), {"state": handover.state})
    ended = _end_leg(ctx, handover)
    message = texts.text("status.canceled_now" if ended else "status.canceled_unreached")
    return Reply(True, State.CANCELED, message, handover_id=handover.id)


def _end_leg(ctx: RequestContext, handover: Handover) -> bool:
    """End the customer's leg. Returns False when there is none yet, or Twilio failed."""
    with ctx.best_effort("Ending the canceled call"):
        sid = handover.sid
        if not sid:
            call = ctx.telephone.find_call(handover.phone, handover.requested_at)
            sid = call.sid if call else ""
        if sid:
            ctx.telephone.end_call(sid)
        return bool(sid)
    return False
