"""Claim a chat session's next handover: at most one is live per session, however many requests come at the same moment.

Two objects are written at the same time. The session's n-th **pointer** names a handover; the handover's first event is
the **permit** to dial. Both names follow from the session, the day and n alone, so all requests claim the same two. The
request that wins the permit which the pointer names dials; the others report that handover's status. There is no lease
that could expire and no take-over that could race. docs/decisions explains why two are enough, across midnight too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handover.core.call.events import EventKind
from handover.core.call.state import Handover
from handover.services.storage import StorageError
from handover.usecases.context import RequestContext
from handover.usecases.reconcile import reconcile

_MOST_ROUNDS = 20


@dataclass(frozen=True)
class Claimed:
    """Either a permit that this request won (`existing` is None), or the live handover that the session has already."""

    handover_id: str
    existing: Handover | None = None


def claim_session(ctx: RequestContext, session_id: str, facts: Mapping[str, Any]) -> Claimed:
    """Claim the session's next handover; `facts` is the whole request, which the permit holds. Raises StorageError."""
    now, n = ctx.now(), 1
    for _ in range(_MOST_ROUNDS):
        claimed = _claim(ctx, session_id, n, now, facts)
        if claimed.existing is None or claimed.existing.live:
            return claimed
        pointer = ctx.storage.sessions.latest_pointer(session_id)
        n = pointer.n if pointer and pointer.n > n else n + 1  # the latest may be live: it comes before a new one
    raise StorageError("This chat has had too many handovers at once.")


def latest(ctx: RequestContext, session_id: str) -> Handover | None:
    """Returns the session's latest handover, reconciled if that is due, or None if it never had one. Raises StorageError."""
    pointer = ctx.storage.sessions.latest_pointer(session_id)
    handover = ctx.storage.handovers.load(pointer.handover_id, ctx.now()) if pointer else None
    return reconcile(ctx, handover) if handover else None


def _claim(ctx: RequestContext, session_id: str, n: int, now: datetime, facts: Mapping[str, Any]) -> Claimed:
    handovers, sessions = ctx.storage.handovers, ctx.storage.sessions
    handover_id = sessions.handover_id(session_id, now, n)
    pointer, permit = ctx.storage.in_parallel(
        lambda: sessions.claim_pointer(session_id, n, handover_id, now),
        lambda: handovers.claim(handover_id, EventKind.REQUESTED, now, facts),
    )
    named = pointer.handover_id
    if permit.mine and named == handover_id:
        return Claimed(handover_id)
    if permit.mine:  # a request on the other side of midnight won the pointer: this permit is void
        handovers.add(handover_id, EventKind.VOID, now)
    existing = handovers.load(named, now)
    if existing is None and handovers.claim(named, EventKind.REQUESTED, now, facts).mine:
        return Claimed(named)  # the request that won the pointer stopped before it wrote the permit
    existing = existing or handovers.load(named, now)
    if existing is None:
        raise StorageError("A handover's first event cannot be read.")
    return Claimed(named, reconcile(ctx, existing))
