"""Enforce the limits of one chat: how many different numbers, and how many calls an hour and a day.

A chat's handovers are serial, so each permit can hold the calls before it. The next start then needs no request of its own
to count them, and the count is exact: the permit names the handover before it, and only one request wins it. Calls that
were surely not placed do not count. Neither do dropped ones, whose customers are asked whether we shall call again, and
those in which the customer rang us. Cancelled ones count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from handover.core import reply
from handover.core.call.booking import ASKED, DIAL
from handover.core.call.state import Handover, State
from handover.core.desk.limits import ChatCall, Limits, booking_limit, chat_limit, still_counted
from handover.usecases.check_request import CheckedCall, RefusedError
from handover.usecases.context import RequestContext

#: Of chats that began under a version whose permits have no earlier calls, so many handovers are read.
_MOST_READ = 40


def call_after(ctx: RequestContext, call: CheckedCall, before: Handover | None, booked: bool = False) -> CheckedCall:
    """Returns the call with the chat's earlier calls, of which `before` is the last. `booked`: it is to be booked. Raises
    RefusedError when a limit of the chat is reached, and StorageError."""
    call = call.following(before)
    if before is None:
        return call
    session_id = call.call_request.session_id
    earlier = _earlier(ctx, session_id, before)
    mark, desk, now = _mark(ctx, session_id, call.number.e164), call.desk, ctx.now()
    if booked:
        limit = booking_limit(desk.limits, desk.bookings.per_chat, earlier, mark, now)
    else:
        limit = chat_limit(desk.limits, earlier, mark, now)
    if limit:
        raise RefusedError(reply.limit_reached(limit, call.texts), limit)
    return replace(call, earlier=still_counted(earlier, now))


def calls_with(ctx: RequestContext, session_id: str, before: Handover) -> list[dict[str, Any]]:
    """Returns the chat's calls, of which `before` was the last, as a permit's record has them. Raises StorageError."""
    return [call.as_record() for call in still_counted(_earlier(ctx, session_id, before), ctx.now())]


def limit_of_chat(ctx: RequestContext, limits: Limits, session_id: str, before: Handover) -> str:
    """Returns the limit that keeps a chat, whose last handover is `before`, from having any number called now, or `""`.
    Raises StorageError."""
    earlier = _earlier(ctx, session_id, before)
    return chat_limit(limits, earlier, earlier[-1].number, ctx.now()) if earlier else ""


def _earlier(ctx: RequestContext, session_id: str, before: Handover) -> list[ChatCall]:
    if before.earlier is None:
        return _calls(ctx, session_id, [*_handovers_before(ctx, session_id, before), before])
    return [*before.earlier, *_calls(ctx, session_id, [before])]


def _handovers_before(ctx: RequestContext, session_id: str, before: Handover) -> list[Handover]:
    ids = [pointer.handover_id for pointer in ctx.storage.sessions.pointers(session_id)]
    ids = ids[: ids.index(before.id)] if before.id in ids else ids
    return [handover for handover in ctx.storage.handovers.load_many(ids[-_MOST_READ:], ctx.now()) if handover]


def _calls(ctx: RequestContext, session_id: str, handovers: Sequence[Handover]) -> list[ChatCall]:
    return [
        replace(call, number=_mark(ctx, session_id, handover.phone))
        for handover in handovers
        if handover.phone
        for call in _calls_of(handover)
    ]


def _calls_of(handover: Handover) -> list[ChatCall]:
    """Returns the booking that the customer made, and the call that was placed for it or without one."""
    booking, found = handover.booking, list[ChatCall]()
    if booking and booking.why == ASKED:
        found.append(ChatCall("", booking.made_at, booked=True))
    placed = handover.state not in (State.REFUSED, State.DROPPED) and not handover.ring_back
    if placed and (booking is None or booking.over == DIAL):
        found.append(ChatCall("", handover.requested_at))
    return found


def _mark(ctx: RequestContext, session_id: str, e164: str) -> str:
    return ctx.storage.sessions.number_in_chat(session_id, e164)
