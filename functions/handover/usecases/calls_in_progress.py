"""Enforce the limit on calls in progress at the same time, if the desk has one.

Every start writes its live marker first and lists the markers afterwards. Of one start too many, the last to list sees all
the others, so there are never more calls than the limit. Two starts that race for the last place may see each other and
both be refused: the limit is a safety net for telephone lines, and the chat is asked to try again in a moment.
"""

from __future__ import annotations

from functools import partial

from handover.usecases.context import RequestContext
from handover.usecases.quota import LimitReachedError

#: Markers may outlive their calls. So many handovers are read to find those that are live; beyond that a marker counts.
_MOST_READ = 100


def require_place(ctx: RequestContext, handover_id: str, most: int) -> None:
    """Return when at most `most` handovers are live, this one included; its marker must be written. Raises
    LimitReachedError, StorageError."""
    others = [marked for marked in ctx.storage.handovers.marked_live() if marked != handover_id]
    if len(others) < most:
        return
    unread = others[_MOST_READ:]
    if len(unread) + sum(ctx.storage.in_parallel(*[partial(_is_live, ctx, id) for id in others[:_MOST_READ]])) >= most:
        raise LimitReachedError("limit_reached", "calls_in_progress")


def _is_live(ctx: RequestContext, handover_id: str) -> bool:
    handover = ctx.storage.handovers.load(handover_id, ctx.now())
    return handover is not None and handover.live
