"""Record a request that was refused before it was claimed, so that the customer's words are not lost."""

from __future__ import annotations

from dataclasses import replace

from handover.core.call.call_request import CallRequest
from handover.core.reply import Reply
from handover.usecases.context import RequestContext
from handover.usecases.language import language_of


def record_refusal(ctx: RequestContext, call_request: CallRequest, refusal: Reply, limit: str = "") -> Reply:
    """Record a refused request; `limit` is the word of the limit that was hit, as in desk.json. Returns the refusal with the
    id of its handover, or as it is when storage fails: the chat's reply does not depend on the record."""
    facts = {
        "wish": call_request.as_record(),
        "language": language_of(ctx, call_request.language),
        "reason": refusal.reason,
    }
    if limit:
        facts["limit"] = limit
    with ctx.best_effort("Recording refused"):
        handover_id, recorded = ctx.storage.refusals.record(call_request.session_id, ctx.now(), facts)
        if not recorded:
            ctx.log.warn("A refused request was not recorded: its chat had too many of them today.")
        ctx.log.note(handover=handover_id)
        return replace(refusal, handover_id=handover_id)
    return refusal
