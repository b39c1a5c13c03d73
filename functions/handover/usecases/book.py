"""Book a call: claim a chat's next handover as a booking, which the scheduler dials when it is due.

The first step of the booking is claimed as a permit is: beside the chat's pointer, so a chat has one live handover at most.
Then the number's chain of bookings is claimed, so a number has one booking at most: the later one gives way. Only then is
anything promised. Every part can be repeated: a request that stopped half way is completed by the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from handover.core.call.booking import ASKED, DROPPED, RING_BACK
from handover.core.call.call_request import CallRequest
from handover.core.call.proof import DIGIT
from handover.core.call.ring_back import NOBODY
from handover.core.call.state import Handover, State
from handover.core.call.text_messages import TextKind
from handover.services.storage import StorageError
from handover.services.storage.bookings import MOST_OF_NUMBER, Due
from handover.usecases.booking_steps import claim_step
from handover.usecases.chat_limits import calls_with
from handover.usecases.claim_session import claim_next, claim_session
from handover.usecases.context import RequestContext
from handover.usecases.note_text import note_text

#: Facts of a permit that belong to one call in which the customer rang us.
_OF_ONE_CALL = (RING_BACK, NOBODY)
_DAY = timedelta(days=1)
#: Requests that may each take the number's next place before this one does.
_MOST_CLAIMS = 20


def book(
    ctx: RequestContext,
    record: Mapping[str, Any],
    at: datetime,
    why: str,
    after: Handover | None = None,
    retry: int = 0,
) -> Handover | None:
    """Book a call that the chat did not ask for just now: a retry, or a call back. `record` is the permit's record of an
    earlier call, `after` the handover that this one follows, and `retry` which retry of it this is.

    Returns the booking, the same one when it is repeated with the same `after`; None if the chat has a live handover or went
    on since `after`, or the number has a booking. Raises StorageError: then it may be booked, and it may be repeated."""
    session_id = CallRequest.from_record(record.get("wish")).session_id
    facts = booking_facts(record, at, why, after, retry)

    def facts_after(before: Handover | None) -> Mapping[str, Any]:
        return {**facts, "earlier": calls_with(ctx, session_id, before)} if before else facts

    make = partial(DueEntry, ctx, at)
    if after is None:
        claimed = claim_session(ctx, session_id, facts_after, make, booked=True)
    else:
        claimed = claim_next(ctx, session_id, after, facts_after(after), make)
    booked = claimed.existing or ctx.storage.handovers.load(claimed.handover_id, ctx.now())
    if booked is None or booked.booking is None or booked.state is not State.SCHEDULED:
        return None
    mine = claimed.existing is None or (after is not None and booked.booking.after == after.id)
    return booked if mine and hold(ctx, booked) else None


def booking_facts(
    record: Mapping[str, Any], at: datetime, why: str, after: Handover | None = None, retry: int = 0
) -> dict[str, Any]:
    """Returns what the first step of a booking holds: the permit's record, the time and the reason. The digit that the chat
    showed for the call before it stays the one that is asked for."""
    kept = {name: fact for name, fact in record.items() if name not in _OF_ONE_CALL}
    facts: dict[str, Any] = {**kept, "at": at.isoformat(), "why": why}
    if after is None:
        return facts
    shown = {"digit_of": after.digit_of or after.id} if after.proof == DIGIT else {}
    return {**facts, "after": after.id, **({"retry": retry} if retry else {}), **shown}


def hold(ctx: RequestContext, handover: Handover) -> bool:
    """Make sure that the booking is listed as due, and is its number's only one. Returns False when the number has another:
    this one gives way. Raises StorageError."""
    booking = handover.booking
    if booking is None:
        return False
    held, *_ = ctx.storage.in_parallel(
        lambda: _hold_number(ctx, handover),
        lambda: ctx.storage.bookings.list_due(booking.at, handover.id),
        lambda: note_text(ctx, handover, TextKind.BOOKED),
    )
    if not held:
        drop(ctx, handover, "already_calling")
    return bool(held)


def drop(ctx: RequestContext, handover: Handover, reason: str) -> Handover | None:
    """End a booking that is not to be dialled. Returns the handover afterwards: what another request claimed before may
    differ. Raises StorageError."""
    after = claim_step(ctx, handover, {DROPPED: reason})
    booking = handover.booking
    if booking:
        with ctx.best_effort("Removing a dropped booking from the index"):
            ctx.storage.bookings.unlist_due(Due(booking.at, handover.id))
    return after


def bookings_of(ctx: RequestContext, number: str, most: int) -> tuple[Handover | None, bool]:
    """Returns the booking of that number (E.164) which is not over, if there is one, and whether the number was booked
    `most` times in the last 24 hours, by any chats: each may text it. Raises StorageError."""
    claims = ctx.storage.bookings.latest(number, max(most, MOST_OF_NUMBER))
    of_day = sum(ctx.now() - claim.at < _DAY for claim in claims)
    looked_at = max(of_day, MOST_OF_NUMBER) if of_day >= most else MOST_OF_NUMBER
    found = ctx.storage.handovers.load_many([claim.owner for claim in claims[:looked_at]], ctx.now())
    asked = [one for one in found[:of_day] if one and one.booking and one.booking.why == ASKED]
    return next((one for one in found if one and _is_held(one, number)), None), len(asked) >= most


def _hold_number(ctx: RequestContext, handover: Handover) -> bool:
    """Claim the number's next place for this booking. Returns False if the latest one has it, and is not over."""
    chain = ctx.storage.bookings.chain(handover.phone)
    for _ in range(_MOST_CLAIMS):
        latest = chain.taken().latest
        for claim in chain.read([latest] if latest else []):
            if claim.owner == handover.id:
                return True
            other = ctx.storage.handovers.load(claim.owner, ctx.now())
            if other and _is_held(other, handover.phone):
                return False
        if chain.claim(latest + 1, handover.id, ctx.now()):
            return True
    raise StorageError("Other requests kept booking calls to the number.")


def _is_held(other: Handover, number: str) -> bool:
    return other.state is State.SCHEDULED and other.phone == number


class DueEntry:
    """The entry in the index of what is due, which is written beside a booking's first step."""

    def __init__(self, ctx: RequestContext, at: datetime, handover_id: str, _before: Handover | None = None) -> None:
        self._ctx = ctx
        self._at = at
        self._handover_id = handover_id

    def first_works(self) -> Sequence[Callable[[], Any]]:
        storage = self._ctx.storage
        return [storage.require_conditional_writes, lambda: storage.bookings.list_due(self._at, self._handover_id)]

    def note_first(self, outcomes: Sequence[Any]) -> None:
        """Nothing depends on the outcomes: `hold` lists it again."""

    def releases(self, ctx: RequestContext) -> Sequence[Callable[[], Any]]:
        return [lambda: ctx.storage.bookings.unlist_due(Due(self._at, self._handover_id))]

    def releases_after(self, _handover: Handover) -> Sequence[Callable[[], Any]]:
        return []
