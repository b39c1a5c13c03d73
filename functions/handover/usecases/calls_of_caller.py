"""Find the handovers of a caller's number, and the handover that an incoming call has.

The number's quota claims name its calls, and its chain of bookings those that are booked. Both are found by the keyed hash
of the number, so a withheld number finds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from handover.core.call.state import Handover
from handover.services.storage.quotas import BARRIER, QuotaClaim
from handover.usecases.context import RequestContext

#: A number's latest calls that are looked at: more than its ring-backs of a day and its last calls.
_MOST_CALLS = 12
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

    def claimed() -> tuple[int, Sequence[QuotaClaim]]:
        claims = storage.quotas.calls_to(number)
        taken = claims.taken()
        return taken.next, claims.read_latest(taken, _MOST_CALLS)

    (next_claim, claims), booked, *done = storage.in_parallel(
        claimed, lambda: storage.bookings.of_number(number), *works
    )
    ids = [*(claim.owner for claim in claims if claim.owner != BARRIER), *booked]
    found = storage.handovers.load_many(list(dict.fromkeys(ids)), ctx.now())
    return CallerCalls([handover for handover in found if handover], next_claim), done


def handover_of_call(ctx: RequestContext, caller: str, call_sid: str) -> Handover | None:
    """Returns the handover of an incoming call from that number, or None if it has none. Raises StorageError."""
    if not call_sid or not is_number(caller):
        return None
    calls, _ = calls_of(ctx, caller)
    return next((one for one in calls.handovers if one.ring_back == call_sid), None)
