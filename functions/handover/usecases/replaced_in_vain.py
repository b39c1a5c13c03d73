"""Make up for a booking that was cancelled for a call now, when no such call was ever placed: the request has died.

The scheduler looks a few minutes after the cancellation. What surely rings nobody is closed first, and then the booking is
made again as the chat's next handover, for the same time. Only one handover ever follows another, so any number of
schedulers book it once. When its time has passed, or something else was claimed in the chat in vain, the customer gets a
text message. Nothing is done if a call was placed, or may have been. An agent's call back is no such call as long as the
agent did not take it: the customer's phone did not ring.
"""

from __future__ import annotations

from datetime import timedelta

from handover.core.call.booking import RETRY
from handover.core.call.events import EventKind
from handover.core.call.state import Handover, State
from handover.core.call.text_messages import TextKind
from handover.usecases.book import hold
from handover.usecases.book_again import book_again
from handover.usecases.claim_session import latest_stored
from handover.usecases.close_permit import close_permit
from handover.usecases.context import RequestContext
from handover.usecases.text_customer import text_customer

#: A request that replaces a booking has claimed the call's own handover by then, or never will.
_CLAIMED_WITHIN = timedelta(minutes=2)
#: Handovers of one chat that are read to see that none of them called the customer.
_MOST_READ = 20


def is_replaced(ctx: RequestContext, booked: Handover) -> bool:
    """Make up for a booking that was replaced in vain, and was not cancelled since. Returns False as long as it is not known
    whether a call was placed. Raises StorageError; repeating it is safe."""
    booking = booked.booking
    if booking is None or booking.over_at is None or ctx.storage.handovers.has(booked.id, EventKind.CANCELED):
        return True
    if ctx.now() - booking.over_at < _CLAIMED_WITHIN:
        return False
    latest = _latest_closed(ctx, booked)
    if latest.state is State.SCHEDULED:
        return hold(ctx, latest) or True  # an earlier run may have stopped half way
    if latest.back_of:
        return _is_called_back(ctx, booked, latest)
    if latest.id != booked.id and not _is_closed(latest):
        if latest.sids or latest.state is not State.FAILED:
            return bool(latest.sids) or not latest.live
        seen = {look.facts.get("status") for look in latest.looks}
        if seen != {"none"} or ctx.storage.handovers.has(latest.id, EventKind.UNCONFIRMED):
            return True  # it may have been placed, or the chat knows of it
    _make_up(ctx, booked, latest)
    return True


def _make_up(ctx: RequestContext, booked: Handover, latest: Handover) -> None:
    """Book the call again after the chat's latest handover, or text the customer. Nobody was told of a retry; one that is
    late by now is dropped with a message when it is due."""
    follows = ctx.storage.sessions.place_of(latest.id) - ctx.storage.sessions.place_of(booked.id)
    booking = booked.booking
    if booking and follows <= 1 and (booking.at > ctx.now() or booking.why == RETRY):
        book_again(ctx, booked, latest)
    elif booking and booking.why != RETRY:
        text_customer(ctx, booked, TextKind.CANCELED)


def _is_called_back(ctx: RequestContext, retry: Handover, called: Handover) -> bool:
    """Book the retry again if the chat's latest handover is a call back that its agent did not take. Returns False while
    that is not known."""
    if called.live:
        return False
    if called.not_taken and _all_in_vain(ctx, retry, called):
        book_again(ctx, retry, called)
    return True


def _latest_closed(ctx: RequestContext, booked: Handover) -> Handover:
    """Returns the chat's latest handover. One that never began is closed first: then it never begins."""
    session_id = booked.call_request.session_id
    latest = latest_stored(ctx, session_id)
    if latest is None and (pointer := ctx.storage.sessions.latest_pointer(session_id)):
        close_permit(ctx, pointer.handover_id)
        latest = ctx.storage.handovers.load(pointer.handover_id, ctx.now())
    return latest or booked


def _all_in_vain(ctx: RequestContext, booked: Handover, latest: Handover) -> bool:
    """Returns whether no handover of the chat after the booking has called the customer, or is booked."""
    sessions, session_id = ctx.storage.sessions, booked.call_request.session_id
    first, last = sessions.place_of(booked.id) + 1, sessions.place_of(latest.id)
    for n in range(first, min(last, first + _MOST_READ)):
        pointer = sessions.pointer(session_id, n)
        found = ctx.storage.handovers.load(pointer.handover_id, ctx.now()) if pointer else None
        if found and not found.not_taken and not _is_closed(found):
            return False
    return last < first + _MOST_READ


def _is_closed(handover: Handover) -> bool:
    """Returns whether its permit was claimed so that nothing is dialled: it holds no request."""
    return handover.state is State.REFUSED and not handover.phone
