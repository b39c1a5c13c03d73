"""Find the handovers of a caller's number, and the handover that an incoming call has.

The number's quota claims name its calls, and its chain of bookings those that are booked. Both are found by the keyed hash
of the number, so a withheld number finds nothing. A caller without a request who left a message has a handover of the call.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from handover.core.call.booking import RING_BACK
from handover.core.call.events import EventKind, text_fact
from handover.core.call.state import Handover
from handover.services.storage.quotas import BARRIER
from handover.usecases.context import RequestContext
from handover.usecases.incoming_call import session_of_call

#: A number's latest calls that are looked at: more than its ring-backs of a day and its last calls.
_MOST_CALLS = 12
#: An older claim is that of a call that is over for longer than a day.
_MATTERS = timedelta(hours=49)
#: What Twilio gives as a caller's number is not always one.
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


@dataclass(frozen=True)
class CallerCalls:
    """The latest handovers of a number, calls and bookings, as they are stored. `next` is the number's claim that nobody had
    when they were listed: who wins it knows that there is no later call."""

    handovers: Sequence[Handover]
    next: int


def is_number(caller: str) -> bool:
    """Returns whether the caller shows a number, in E.164."""
    return _E164.fullmatch(caller) is not None


def calls_of(ctx: RequestContext, number: str, *works: Callable[[], Any]) -> tuple[CallerCalls, list[Any]]:
    """Returns the latest handovers of a number (E.164), without a look at Twilio, and the results of works that run at the
    same time. Raises StorageError, and what a work raises."""
    storage = ctx.storage

    (next_claim, called), booked, *done = storage.in_parallel(
        partial(_called, ctx, number), partial(storage.bookings.of_number, number), *works
    )
    found = storage.handovers.load_many(list(dict.fromkeys([*called, *booked])), ctx.now())
    return CallerCalls([handover for handover in found if handover], next_claim), done


def handover_of_call(ctx: RequestContext, caller: str, call_sid: str) -> str:
    """Returns the id of the handover of an incoming call from that number, or `""` if it has none: its permit says so.
    Raises StorageError."""
    if not call_sid:
        return ""
    _, called = _called(ctx, caller) if is_number(caller) else (0, [])
    return _with_call(ctx, called, call_sid) or _of_call(ctx, call_sid) or _of_chats(ctx, caller, call_sid)


def _of_call(ctx: RequestContext, call_sid: str) -> str:
    """Returns the handover of a caller without a request, or `""`: their call stands for the chat."""
    pointer = ctx.storage.sessions.latest_pointer(session_of_call(call_sid))
    return _with_call(ctx, [pointer.handover_id] if pointer else [], call_sid)


def _with_call(ctx: RequestContext, found: Sequence[str], call_sid: str) -> str:
    """Returns the one of these handovers whose permit names that call, or `""`."""
    permits = ctx.storage.in_parallel(
        *[partial(ctx.storage.handovers.events_of, one, EventKind.REQUESTED) for one in found]
    )
    sids = [{text_fact(event.facts, RING_BACK) for event in permit.values()} for permit in permits]
    return next((one for one, known in zip(found, sids, strict=True) if call_sid in known), "")


def _of_chats(ctx: RequestContext, caller: str, call_sid: str) -> str:
    """Returns that handover among the latest of the chats with this number: one whose claim of the number failed is found
    there alone. `""` if there is none."""
    if not is_number(caller):
        return ""
    calls, _ = calls_of(ctx, caller)
    chats = {one.call_request.session_id for one in calls.handovers if one.phone == caller}
    latest = ctx.storage.in_parallel(*[partial(ctx.storage.sessions.latest_pointer, chat) for chat in sorted(chats)])
    return _with_call(ctx, [pointer.handover_id for pointer in latest if pointer], call_sid)


def _called(ctx: RequestContext, number: str) -> tuple[int, list[str]]:
    """Returns the number's next claim, and the handovers that have its latest claims, newest first."""
    claims = ctx.storage.quotas.calls_to(number)
    taken, now = claims.taken(), ctx.now()
    latest = [claim for claim in claims.read_latest(taken, _MOST_CALLS) if now - claim.at < _MATTERS]
    return taken.next, [claim.owner for claim in latest if claim.owner != BARRIER]
