"""The scheduler's sweep over live handovers: it reconciles those whose callbacks never came, copies the last good
desk.json, and leaves a heartbeat.

A sweep has limits (a number of handovers, and the request's deadline) and begins with the oldest. Any caller may start one:
it does only what is due, and does nothing when the last one was moments ago.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from handover.errors import HandoverError
from handover.usecases.context import RequestContext
from handover.usecases.handover_list import pack_rows
from handover.usecases.reconcile import reconcile

_MOST = 200
_TOO_SOON = timedelta(seconds=30)
_LEFT_TO_STOP = 5.0  # seconds


def sweep(ctx: RequestContext) -> dict[str, Any]:
    """Sweep once; returns what was done, as JSON values. Raises StorageError when the heartbeat or the live handovers cannot
    be read, or the heartbeat cannot be written."""
    last = ctx.storage.last_sweep()
    if last and timedelta(0) <= ctx.now() - last < _TOO_SOON:
        return {"ok": True, "status": "too_soon", "last": last.isoformat()}
    live = ctx.storage.handovers.marked_live()
    looked, ended, failed = 0, 0, 0
    for handover_id in live[:_MOST]:
        if ctx.deadline.left() < _LEFT_TO_STOP:
            break
        looked += 1
        try:
            ended += _reconcile_one(ctx, handover_id)
        except Exception as error:  # a defect in one handover must not hold up the others
            failed += 1
            ctx.log.warn(f"{handover_id}: {error if isinstance(error, HandoverError) else type(error).__name__}")
    with ctx.best_effort("Copying desk.json"):
        ctx.storage.copy_good_desk()
    days = [f"{ctx.now() - timedelta(days=ago):%Y%m%d}" for ago in (0, 1)]
    pack_rows(ctx, days, left=_LEFT_TO_STOP)
    done = {"at": ctx.now().isoformat(), "live": len(live), "looked": looked, "ended": ended, "failed": failed}
    ctx.storage.record_sweep(done)
    return {"ok": True, "status": "done", **done}


def _reconcile_one(ctx: RequestContext, handover_id: str) -> int:
    """Reconcile one handover if that is due. Returns 1 and removes the live marker when it is over, else 0."""
    handover = ctx.storage.handovers.load(handover_id, ctx.now())
    if handover is not None:
        handover = reconcile(ctx, handover)
    if handover is None or not handover.live:
        ctx.storage.handovers.unmark_live(handover_id)
        return 1
    return 0
