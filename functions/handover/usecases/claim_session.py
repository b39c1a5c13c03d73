"""Claim a chat session's next handover: at most one is live per session, however many requests come at the same moment.

There is no look first: a chat's first handover is claimed at once. Only a container that remembers a handover of the chat
begins with that one.

Two objects are written at the same time. The session's n-th **pointer** names a handover; the handover's first event is
the **permit** to dial. Both names follow from the session, the day and n alone, so all requests claim the same two. The
request that wins the permit which the pointer names dials; the others report that handover's status. There is no lease
that could expire and no take-over that could race. docs/decisions explains why two are enough, across midnight too.

A handover may begin as a booking: then its first event is `booked.1`, and its id says so. A start and a booking at the same
moment make two ids, so the pointer decides between them as it does across midnight. Nobody makes a first event of the other
sort: a pointer without one is closed, and its owner takes the chat's next handover.

A session's handovers are serial: the n-th is claimed only when the one before has ended. So what its permit says of the
chat's earlier calls is complete.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from handover.core.call.events import EventKind
from handover.core.call.state import Handover, fold
from handover.services.storage import NotDoneError, StorageError
from handover.usecases.close_permit import close_permit
from handover.usecases.context import RequestContext
from handover.usecases.reconcile import reconcile

_MOST_ROUNDS = 20

Facts = Mapping[str, Any]
#: Returns what the permit holds, from the chat's handover before it, or from None for the first one.
FactsAfter = Callable[[Handover | None], Facts]
#: Returns what is claimed with a permit, from the handover's id and the chat's handover before it.
MakeBeside = Callable[[str, Handover | None], "Beside"]


class Beside(Protocol):
    """What is claimed for a handover side by side with its pointer and permit."""

    def first_works(self) -> Sequence[Callable[[], Any]]:
        """Returns the claims, each of which may raise StorageError."""

    def note_first(self, outcomes: Sequence[Any]) -> None:
        """Note their results, or the StorageErrors that they raised."""

    def releases(self, ctx: RequestContext) -> Sequence[Callable[[], Any]]:
        """Returns the works that give all back, for a request that has the permit."""

    def releases_after(self, handover: Handover) -> Sequence[Callable[[], Any]]:
        """Returns the works that give back what was claimed for a handover that had ended."""


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
    `before` is the chat's handover before the permit, if it has one; `beside` is what was claimed with the permit."""

    handover_id: str
    existing: Handover | None = None
    before: Handover | None = None
    beside: Beside | None = None


def claim_session(
    ctx: RequestContext,
    session_id: str,
    facts: Facts | FactsAfter,
    beside: MakeBeside | None = None,
    booked: bool = False,
) -> Claimed:
    """Claim the session's next handover. `facts` is the whole request, which the permit holds, or makes that. `beside` makes
    what is claimed with it. `booked`: it begins as a booking, and its first step holds the facts, in place of a permit.

    Raises PermitError, StorageError before a permit was claimed, and what `facts` raises.
    """
    facts_after: FactsAfter = facts if callable(facts) else lambda _: facts
    claimant = _Claimant(ctx, session_id, beside, booked)
    n, before, live = _remembered(ctx, session_id)
    for _ in range(_MOST_ROUNDS):
        if live:
            return Claimed(live.id, live)
        claimed = claimant.claim(n, before, facts_after(before))
        if claimed.existing is None:
            return replace(claimed, before=before)
        n, before, live = _latest(ctx, session_id, n, claimed)
    raise StorageError("This chat has had too many handovers at once.")


def claim_next(
    ctx: RequestContext, session_id: str, before: Handover, facts: Facts, beside: MakeBeside | None = None
) -> Claimed:
    """Claim the booking that follows a handover of the session: only one ever follows. Returns what follows as `existing`
    when that was claimed before, live or not. Raises PermitError, StorageError."""
    n = ctx.storage.sessions.place_of(before.id) + 1
    return replace(_Claimant(ctx, session_id, beside, booked=True).claim(n, before, facts), before=before)


def latest(ctx: RequestContext, session_id: str) -> Handover | None:
    """Returns the session's latest handover, reconciled if that is due, or None if it never had one. A pointer whose
    handover never began is passed over: what was before it holds, and may be booked again (book_again.py). Raises
    StorageError."""
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
    likely, booked = (sessions.handover_id(session_id, now, n, booked) for booked in (False, True))
    if booked in of_today and likely not in of_today:
        likely = booked
    events, pointer = handovers.read_beside(of_today.get(likely, ()), lambda: sessions.pointer(session_id, n))
    found = fold(likely, events, now) if pointer and pointer.handover_id == likely else None
    found = found or (handovers.load(pointer.handover_id, now) if pointer else None)
    return found or (_nth(ctx, session_id, n - 1) if n > 1 else None)


def latest_stored(ctx: RequestContext, session_id: str) -> Handover | None:
    """Returns the session's latest handover as it is stored, or None if it never had one: no look at Twilio, and nothing is
    written. Raises StorageError."""
    pointer = ctx.storage.sessions.latest_pointer(session_id)
    return ctx.storage.handovers.load(pointer.handover_id, ctx.now()) if pointer else None


def _remembered(ctx: RequestContext, session_id: str) -> tuple[int, Handover | None, Handover | None]:
    """Like `_latest`, from the pointer that this container remembers: there may be later ones, which a claim then meets."""
    pointer = ctx.storage.sessions.known_pointer(session_id)
    found = ctx.storage.handovers.load(pointer.handover_id, ctx.now()) if pointer else None
    if pointer is None or found is None:
        return 1, None, None
    found = reconcile(ctx, found)
    return (pointer.n, None, found) if found.live else (pointer.n + 1, found, None)


def _latest(
    ctx: RequestContext, session_id: str, n: int, claimed: Claimed
) -> tuple[int, Handover | None, Handover | None]:
    """Returns the number to claim next, the handover before it, and the live handover if there is one. `claimed` has the
    n-th; what was claimed for it in vain is given back."""
    nth = claimed.existing
    if nth is None or nth.live:
        return n, None, nth
    pointer, *given_back = ctx.storage.attempts(
        lambda: ctx.storage.sessions.latest_pointer(session_id),
        *(claimed.beside.releases_after(nth) if claimed.beside else ()),
    )
    for outcome in given_back:
        if isinstance(outcome, StorageError):
            ctx.log.warn(f"Giving back what was claimed in vain failed: {outcome}")
    if isinstance(pointer, StorageError):
        raise pointer
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


class _Claimant:
    """Claims one session's handovers, at one time: its requests must not cross midnight."""

    def __init__(self, ctx: RequestContext, session_id: str, beside: MakeBeside | None, booked: bool) -> None:
        self._ctx = ctx
        self._session_id = session_id
        self._now = ctx.now()
        self._beside = beside
        self._booked = booked
        self._kind, self._attempt = (EventKind.BOOKED, 1) if booked else (EventKind.REQUESTED, 0)

    def claim(self, n: int, before: Handover | None, facts: Facts) -> Claimed:
        """Claim pointer and permit of the n-th handover. Returns the permit, or the n-th handover as `existing`."""
        ctx, handovers, sessions, now = self._ctx, self._ctx.storage.handovers, self._ctx.storage.sessions, self._now
        handover_id = sessions.handover_id(self._session_id, now, n, self._booked)
        beside = self._beside(handover_id, before) if self._beside else None
        pointer, permit, *others = ctx.storage.attempts(
            sessions.claiming_pointer(self._session_id, n, handover_id, now),
            handovers.claiming(handover_id, self._kind, now, facts, self._attempt),
            *(beside.first_works() if beside else ()),
        )
        if beside:
            beside.note_first(others)
        if isinstance(permit, NotDoneError):
            raise permit
        if isinstance(permit, StorageError):
            raise PermitError(handover_id, False, str(permit))
        if isinstance(pointer, StorageError):
            raise PermitError(handover_id, permit.mine, str(pointer))
        named = pointer.handover_id
        if permit.mine and named == handover_id:
            return Claimed(handover_id, beside=beside)
        if permit.mine:  # a request of the other sort, or on the other side of midnight, won the pointer: this is void
            self._void(handover_id, beside)
        try:
            return self._claim_named(named, before, facts, beside if named == handover_id else None)
        except StorageError as error:
            raise PermitError(named, False, str(error)) from None

    def _void(self, handover_id: str, beside: Beside | None) -> None:
        handovers = self._ctx.storage.handovers
        outcomes = self._ctx.storage.attempts(
            lambda: handovers.add(handover_id, EventKind.VOID, self._now),
            lambda: handovers.unmark_live(handover_id),
            *(beside.releases(self._ctx) if beside else ()),
        )
        for outcome in outcomes:
            if isinstance(outcome, StorageError):
                self._ctx.log.warn(f"Recording the void permit failed: {outcome}")

    def _claim_named(self, named: str, before: Handover | None, facts: Facts, beside: Beside | None) -> Claimed:
        """Returns the handover that the session's pointer names, or its permit if no request wrote that yet. `beside` is
        what was claimed for it."""
        ctx, handovers = self._ctx, self._ctx.storage.handovers
        existing = handovers.load(named, self._now)
        if existing is None and ctx.storage.sessions.is_booked(named) is not self._booked:
            close_permit(ctx, named)
        elif existing is None and handovers.claim(named, self._kind, self._now, facts, self._attempt).mine:
            # The request that won the pointer stopped before it wrote the permit.
            return Claimed(named, beside=self._claim_beside(named, before))
        existing = existing or handovers.load(named, self._now)
        if existing is None:
            raise StorageError("A handover's first event cannot be read.")
        return Claimed(named, reconcile(ctx, existing), beside=beside)

    def _claim_beside(self, handover_id: str, before: Handover | None) -> Beside | None:
        beside = self._beside(handover_id, before) if self._beside else None
        if beside:
            beside.note_first(self._ctx.storage.attempts(*beside.first_works()))
        return beside
