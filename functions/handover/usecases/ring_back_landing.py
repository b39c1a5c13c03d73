"""A ring-back lands: what would call the number is cancelled, and the new handover is claimed.

The next step of a booking is claimed, a call that is being placed is cancelled as by `cancel_call`. The new handover is the
chat's next one, and takes the number's next claim. So of two calls from one number one lands, and a start or a booking for
the number meets it as a live call. No call is placed, so it uses up no limit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from handover.core.call.booking import RING_BACK
from handover.core.call.events import EventKind
from handover.core.call.hunting import preferred
from handover.core.call.ring_back import NOBODY, Answer, RingBack, assess
from handover.core.call.state import Handover, State
from handover.core.desk.config import Desk
from handover.errors import HandoverError
from handover.services.storage import StorageError
from handover.usecases.book_again import UNLESS_CONNECTED, book_again
from handover.usecases.calls_of_caller import calls_of
from handover.usecases.cancel_call import cancel_handover
from handover.usecases.chat_limits import calls_with
from handover.usecases.claim_session import PermitError, claim_session
from handover.usecases.incoming_call import IncomingCall
from handover.usecases.ring_back_claim import NumberClaim

#: Looks at the number's calls: each one after the first is made because another request took the claim in between.
_MOST_LOOKS = 5


class OtherCallError(HandoverError):
    """Another call with this number is under way, so this one rings nobody."""


@dataclass(frozen=True)
class Landing:
    """What a ring-back lands on: the desk, the number's next claim, whose request is `meant`, and whether somebody is
    `there` who can be rung."""

    desk: Desk
    next_claim: int
    meant: RingBack
    there: bool


def land(call: IncomingCall, landing: Landing, then: Callable[[str], str]) -> str:
    """Cancel what is pending, and claim the new handover. Returns the document that `then` makes for its id. What was
    cancelled in vain is booked again, also if `then` fails. Raises OtherCallError, StorageError."""
    ctx, replaced, own = call.ctx, list[Handover](), ""
    try:
        _cancel(call, landing.meant.pending, replaced)
        own, number = _claim(call, landing)
        ctx.log.note(handover=own)
        _hold_number(call, own, number, replaced)
        _record_leg(call, own)
        return then(own)
    except (StorageError, OtherCallError) as error:
        mine = own or (error.handover_id if isinstance(error, PermitError) and error.mine else "")
        if mine:
            reason = "already_calling" if isinstance(error, OtherCallError) else "storage_unavailable"
            with ctx.best_effort("Recording that nobody is rung"):
                ctx.storage.handovers.add(mine, EventKind.REFUSED, ctx.now(), {"reason": reason})
        if isinstance(error, StorageError):
            _book_again(call, replaced)
        raise


def _cancel(call: IncomingCall, pending: Sequence[Handover], replaced: list[Handover]) -> None:
    """Cancel the attempts to call this number; a booking goes to `replaced`. Raises OtherCallError when one cannot be
    cancelled, StorageError."""
    for handover in pending:
        current: Handover | None = handover
        for _ in range(_MOST_LOOKS):
            if current is None or not current.live:
                break
            if current.booking and current.state is State.SCHEDULED and not current.booking.over:
                steps, now = call.ctx.storage.bookings, call.ctx.now()
                facts = {RING_BACK: call.sid, **UNLESS_CONNECTED}
                if steps.claim_step(current.id, current.booking.number, now, facts).mine:
                    replaced.append(current)
                    break
            elif not cancel_handover(call.ctx, current, current.texts(), ring_back=call.sid).ok:
                raise OtherCallError("The other call cannot be cancelled any more.")
            else:
                break
            current = call.ctx.storage.handovers.load(handover.id, call.ctx.now())


def _claim(call: IncomingCall, landing: Landing) -> tuple[str, NumberClaim]:
    """Claim the chat's next handover for this call. Returns its id, and the number's claim. Raises OtherCallError when the
    chat has another live one, StorageError."""
    ctx, origin = call.ctx, landing.meant.handover
    session_id = origin.call_request.session_id if origin else ""
    if origin is None or not session_id:
        raise OtherCallError("The request names no chat.")

    def facts(before: Handover | None) -> Mapping[str, Any]:
        return {**_record(call, landing.desk, origin, before), **({} if landing.there else {NOBODY: True})}

    ctx.storage.sessions.latest_pointer(session_id)  # remembered: the claim begins with the chat's next handover
    claims: dict[str, NumberClaim] = {}

    def beside(handover_id: str, before: Handover | None) -> NumberClaim:
        claims[handover_id] = NumberClaim(ctx, call.number, landing.next_claim, handover_id, before)
        return claims[handover_id]

    claimed = claim_session(ctx, session_id, facts, beside)
    if claimed.existing:
        raise OtherCallError("The chat has another live call.")
    return claimed.handover_id, claims[claimed.handover_id]


def _record(call: IncomingCall, desk: Desk, origin: Handover, before: Handover | None) -> dict[str, Any]:
    """Returns what the permit of a ring-back holds: the request of the handover that is meant. Its consent is left out: it
    was given for being called."""
    request = origin.call_request
    return {
        "wish": {**request.as_record(), "consent": {}},
        "phone": origin.phone,
        "country": origin.country,
        "language": origin.language,
        "desk": desk.spoken_name(origin.texts()),
        "time_limit": desk.limits.call_minutes * 60,
        "earlier": calls_with(call.ctx, request.session_id, before) if before else [],
        "after": origin.id,
        RING_BACK: call.sid,
        **({"prefer": agent} if (agent := preferred(origin)) else {}),
    }


def _hold_number(call: IncomingCall, own: str, number: NumberClaim, replaced: list[Handover]) -> None:
    """Take the number's claim, and cancel what came in between. Raises OtherCallError, StorageError."""
    if number.error:
        raise number.error
    for _ in range(_MOST_LOOKS):
        if number.claimed:
            return
        calls, _ = calls_of(call.ctx, call.number)
        others = [one for one in calls.handovers if one.id != own]
        meant = assess(others, call.number, "", call.ctx.now())
        if meant.answer is Answer.ALREADY:
            raise OtherCallError("Another call with this number came first.")
        _cancel(call, meant.pending, replaced)
        number.claimed = number.claim(calls.next)
    raise StorageError("Other requests kept claiming calls to the number.")


def _record_leg(call: IncomingCall, own: str) -> None:
    """Record the customer's leg: it was answered before its handover began."""
    ctx, facts = call.ctx, {"sid": call.sid, RING_BACK: True}
    kinds = (EventKind.PLACED, EventKind.ANSWERED)
    with ctx.best_effort("Recording the customer's call"):
        ctx.storage.in_parallel(*[partial(ctx.storage.handovers.add, own, kind, ctx.now(), facts) for kind in kinds])


def _book_again(call: IncomingCall, replaced: Sequence[Handover]) -> None:
    for handover in replaced:
        with call.ctx.best_effort("Booking the replaced call again"):
            book_again(call.ctx, handover)
