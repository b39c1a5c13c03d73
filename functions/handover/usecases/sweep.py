"""Tend what is live: the scheduler's round. Settles handovers whose callbacks never came, keeps a copy of the last good
desk, and leaves a heartbeat.

A round is bounded (so many handovers, and the request's deadline), begins with the oldest, and is harmless whoever asks
for it: it does what is due, and asked again too soon it does nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from handover.errors import HandoverError
from handover.services.storage import StorageError, keys
from handover.usecases.context import RequestContext
from handover.usecases.reconcile import reconciled

_MOST = 200
_TOO_SOON = timedelta(seconds=30)
_LEFT_TO_STOP = 5.0


def sweep(ctx: RequestContext) -> dict[str, Any]:
    """One round; says what it did. Raises StorageError when not even the heartbeat can be read."""
    last = ctx.storage.bucket.get(keys.HEARTBEAT)
    if last and timedelta(0) <= ctx.now() - datetime.fromisoformat(last["at"]) < _TOO_SOON:
        return {"ok": True, "status": "too_soon", "last": last["at"]}
    live = ctx.storage.handovers.marked_live()
    looked, ended, failed = 0, 0, 0
    for handover_id in live[:_MOST]:
        if ctx.deadline.left() < _LEFT_TO_STOP:
            break
        looked += 1
        try:
            ended += _tended(ctx, handover_id)
        except Exception as error:  # whatever is wrong with one must not keep the others waiting
            failed += 1
            ctx.log.warn(f"{handover_id}: {error if isinstance(error, HandoverError) else type(error).__name__}")
    _keep_desk(ctx)
    done = {"at": ctx.now().isoformat(), "live": len(live), "looked": looked, "ended": ended, "failed": failed}
    ctx.storage.bucket.put(keys.HEARTBEAT, done)
    return {"ok": True, "status": "done", **done}


def _tended(ctx: RequestContext, handover_id: str) -> int:
    """Settle one if that is due; 1 when it is over, and its marker gone."""
    handover = ctx.storage.handovers.load(handover_id, ctx.now())
    if handover is not None:
        handover = reconciled(ctx, handover)
    if handover is None or not handover.live:
        ctx.storage.handovers.unmark_live(handover_id)
        return 1
    return 0


def _keep_desk(ctx: RequestContext) -> None:
    try:
        ctx.storage.keep_good_desk()
    except StorageError as error:
        ctx.log.warn(f"The desk was not copied: {error}")
