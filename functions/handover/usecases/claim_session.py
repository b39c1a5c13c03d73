"""Claim a chat session's next handover: at most one is live per session, however many requests come at the same moment.

Two objects are written at the same time. The session's n-th **pointer** names a handover; the handover's first event is
the **permit** to dial. Both names follow from the session, the day and n alone, so all requests claim the same two. The
request that wins the permit which the pointer names dials; the others report that handover's status. There is no lease
that could expire and no take-over that could race. docs/decisions explains why two are enough, across midnight too.

A session's handovers are serial: the n-th is claimed only when the one before has ended. So what its permit says of the
chat's earlier calls is complete.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handover.core.call.events import EventKind
from handover.core.call.state import Handover, fold
from handover.services.storage import NotDoneError, StorageError
from handover.usecases.context import RequestContext
from handover.usecases.reconcile import reconcile

_MOST_ROUNDS = 20

Facts = Mapping[str, Any]
#: Returns what the permit holds, from the chat's handover before it, or from None for the first one.
FactsAfter = Callable[[Handover | None], Facts]


class PermitError(StorageError):
    """A permit was claimed, or may have been, and no call can follow. `mine`: this request surely has the permit, so there
    is surely no call. Else another request may have it, and may place a call."""

    def __init__(self, handover_id: str, mine: bool, why: str) -> None:
        super().__init__(why)
        self.handover_id = handover_id
        self.mine = mine


@dataclass(frozen=True)
class Claimed:
    """Either a permit that this request won (`existing` is None), or the live handover that the session has already.
    `before` is the chat's handover before the permit, if it has one."""

    handover_id: str
    existing: Handover | None = None
    before: Handover | None = None


def claim_session(ctx: RequestContext, session_id: str, facts: Facts | FactsAfter) -> Claimed:
    """Claim the session's next handover. `facts` is the whole request, which the permit holds, or makes that.

    Raises PermitError, StorageError before anything was claimed, and what `facts` raises.
    """
    facts_after: FactsAfter = facts if callable(facts) else lambda _: facts
    n, before, now = 1, None, ctx.now()
    for _ in range(_MOST_ROUNDS):
        claimed = _claim(ctx, session_id, n, now, facts_after(before))
        if claimed.existing is None:
            return Claimed(claimed.handover_id, before=before)
        n, before, live = _latest(ctx, session_id, n, claimed.existing)
        if live:
            return Claimed(live.id, live)
    raise StorageError("This chat has had too many handovers at once.")


def latest(ctx: RequestContext, session_id: str) -> Handover | None:
    """Returns the session's latest handover, reconciled if that is due, or None if it never had one. Raises StorageError."""
    handover = _latest_at_once(ctx, session_id)
    return reconcile(ctx, handover) if handover else None


def _latest_at_once(ctx: RequestContext, session_id: str) -> Handover | None:
    """Returns what `latest_stored` returns, in two rounds if the handover began today (UTC), as nearly all did.

    Its id follows from the session, the day and its number. So its events are listed beside the pointers, which costs one
    listing more where there is none, and are read beside the pointer that names it."""
    sessions, handovers, now = ctx.storage.sessions, ctx.storage.handovers, ctx.now()
    n, of_today = ctx.storage.in_parallel(
        lambda: sessions.latest_number(session_id),
        lambda: handovers.list_of_chat(sessions.handover_id(session_id, now, 1)),
    )
    if not n:
        return None
    likely = sessions.handover_id(session_id, now, n)
    events, pointer = handovers.read_beside(of_today.get(likely, ()), lambda: sessions.pointer(session_id, n))
    found = fold(likely, events, now) if pointer and pointer.handover_id == likely else None
    return found or (handovers.load(pointer.handover_id, now) if pointer else None)


def latest_stored(ctx: RequestContext, session_id: str) -> Handover | None:
    """Returns the session's latest handover as it is stored, or None if it never had one: no look at Twilio, and nothing is
    written. Raises StorageError."""
    pointer = ctx.storage.sessions.latest_pointer(session_id)
    return ctx.storage.handovers.load(pointer.handover_id, ctx.now()) if pointer else None


def _latest(
    ctx: RequestContext, session_id: str, n: int, nth: Handover
) -> tuple[int, Handover | None, Handover | None]:
    """Returns the number to claim next, the handover before it, and the live handover if there is one. `nth` is the n-th."""
    if nth.live:
        return n, None, nth
    pointer = ctx.storage.sessions.latest_pointer(session_id)
    if pointer is None or pointer.n <= n:
        return n + 1, nth, None
    found = ctx.storage.handovers.load(pointer.handover_id, ctx.now())
    if found is None:  # the request that won the pointer did not write the permit yet: any request may
        return pointer.n, _nth(ctx, session_id, pointer.n - 1), None
    found = reconcile(ctx, found)
    return (pointer.n, None, found) if found.live else (pointer.n + 1, found, None)


def _nth(ctx: RequestContext, session_id: str, n: int) -> Handover | None:
    pointer = ctx.storage.sessions.pointer(session_id, n)
    return ctx.storage.handovers.load(pointer.handover_id, ctx.now()) if pointer else None


def _claim(ctx: RequestContext, session_id: str, n: int, now: datetime, facts: Facts) -> Claimed:
    handovers, sessions = ctx.storage.handovers, ctx.storage.sessions
    handover_id = sessions.handover_id(session_id, now, n)
    pointer, permit = ctx.storage.attempts(
        lambda: sessions.claim_pointer(session_id, n, handover_id, now),
        lambda: handovers.claim(handover_id, EventKind.REQUESTED, now, facts),
    )
    if isinstance(permit, NotDoneError):
        raise permit
    if isinstance(permit, StorageError):
        raise PermitError(handover_id, False, str(permit))
    if isinstance(pointer, StorageError):
        raise PermitError(handover_id, permit.mine, str(pointer))
    named = pointer.handover_id
    if permit.mine and named == handover_id:
        return Claimed(handover_id)
    if permit.mine:  # a request on the other side of midnight won the pointer: this permit is void
        with ctx.best_effort("Recording the void permit"):
            handovers.add(handover_id, EventKind.VOID, now)
    try:
        return _claim_named(ctx, named, now, facts)
    except StorageError as error:
        raise PermitError(named, False, str(error)) from None


def _claim_named(ctx: RequestContext, named: str, now: datetime, facts: Facts) -> Claimed:
    """Returns the handover that the session's pointer names, or its permit if no request wrote that yet."""
    handovers = ctx.storage.handovers
    existing = handovers.load(named, now)
    if existing is None and handovers.claim(named, EventKind.REQUESTED, now, facts).mine:
        return Claimed(named)  # the request that won the pointer stopped before it wrote the permit
    existing = existing or handovers.load(named, now)
    if existing is None:
        raise StorageError("A handover's first event cannot be read.")
    return Claimed(named, reconcile(ctx, existing))
