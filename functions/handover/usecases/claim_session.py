"""Claim a chat's next handover: at most one live per session, whoever asks how often at the same moment.

Two objects are written side by side. The session's n-th **pointer** names a handover; the handover's first event is the
**permit** to dial. Both names follow from the session, the day and n alone, so everybody who asks claims the same two:
whoever wins the permit that the pointer names dials, everybody else tells how that handover stands. There is no lease to
expire and no take-over to race. See docs/decisions for why the two are enough, across midnight too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handover.core.call.events import EventKind
from handover.core.call.state import Handover
from handover.services.storage import StorageError, keys
from handover.usecases.context import RequestContext
from handover.usecases.reconcile import reconciled

_MOST_ROUNDS = 20


@dataclass(frozen=True)
class Claimed:
    """Either a permit that is mine (`standing` is None), or the live handover that the session has already."""

    handover_id: str
    standing: Handover | None = None


def claim_session(ctx: RequestContext, session_id: str, facts: Mapping[str, Any]) -> Claimed:
    """Claim the session's next handover; `facts` is the whole request, kept in the permit. Raises StorageError."""
    session, now, n = ctx.storage.keys.session(session_id), ctx.now(), 1
    for _ in range(_MOST_ROUNDS):
        claimed = _claim(ctx, session, n, now, facts)
        if claimed.standing is None or claimed.standing.live:
            return claimed
        latest = ctx.storage.quotas.latest_pointer(session)
        n = latest.n if latest and latest.n > n else n + 1  # the latest may be live: it is asked before a new one
    raise StorageError("This chat has had too many handovers at once.")


def _claim(ctx: RequestContext, session: str, n: int, now: datetime, facts: Mapping[str, Any]) -> Claimed:
    storage, handover_id = ctx.storage, keys.handover_id(f"{now:%Y%m%d}", session, n)
    pointer, permit = storage.bucket.together(
        lambda: storage.quotas.claim_pointer(session, n, handover_id, now),
        lambda: storage.handovers.claim(handover_id, EventKind.REQUESTED, now, facts),
    )
    named = pointer.body["hid"]
    if permit.mine and named == handover_id:
        return Claimed(handover_id)
    if permit.mine:  # the other side of midnight was first: this permit is nobody's
        storage.handovers.add(handover_id, EventKind.VOID, now)
    standing = storage.handovers.load(named, now)
    if standing is None and storage.handovers.claim(named, EventKind.REQUESTED, now, facts).mine:
        return Claimed(named)  # whoever wrote the pointer stopped before the permit
    standing = standing or storage.handovers.load(named, now)
    if standing is None:
        raise StorageError("A handover's first event cannot be read.")
    return Claimed(named, reconciled(ctx, standing))


def latest(ctx: RequestContext, session_id: str) -> Handover | None:
    """The session's latest handover, settled if that is due; None when it never had one."""
    pointer = ctx.storage.quotas.latest_pointer(ctx.storage.keys.session(session_id))
    handover = ctx.storage.handovers.load(pointer.handover_id, ctx.now()) if pointer else None
    return reconciled(ctx, handover) if handover else None
