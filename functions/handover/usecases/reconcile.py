"""Settle a live handover that is past its bound: callbacks may never come, so Twilio is asked, once, and the finding is
an event like any other.

A call whose create was never answered has no id yet; it is looked for by its number, which no other live handover can
have. Twilio's list lags behind, so only two look-ups that are two minutes apart prove that there is no call.
"""

from __future__ import annotations

from typing import Any

from handover.core.call.call_status import CallStatus
from handover.core.call.events import EventKind
from handover.core.call.state import Handover
from handover.core.call.state_timeouts import LOOK_GAP, overdue
from handover.services.telephony import Leg, TelephoneError
from handover.usecases.context import RequestContext
from handover.usecases.keep_row import keep_row


def reconciled(ctx: RequestContext, handover: Handover) -> Handover:
    """The handover as it stands after a look at Twilio, if one was due; as it is when Twilio cannot be asked."""
    if not overdue(handover, ctx.now()):
        return handover
    try:
        leg = _look(ctx, handover)
    except TelephoneError as error:
        ctx.log.warn(f"{handover.id} could not be settled: {error}")
        return handover
    _record(ctx, handover, leg)
    return ctx.storage.handovers.load(handover.id, ctx.now()) or handover


def end(ctx: RequestContext, handover_id: str, status: str, **facts: Any) -> None:
    """Record that the customer's leg is over, take the marker away, and keep the row."""
    handovers = ctx.storage.handovers
    handovers.add(handover_id, EventKind.ENDED, ctx.now(), {"status": status, **facts})
    handovers.unmark_live(handover_id)
    keep_row(ctx, handover_id)


def _look(ctx: RequestContext, handover: Handover) -> Leg | None:
    if handover.sid:
        return ctx.telephone.look(handover.sid)
    return ctx.telephone.find(handover.phone, handover.requested_at)


def _record(ctx: RequestContext, handover: Handover, leg: Leg | None) -> None:
    handovers, now = ctx.storage.handovers, ctx.now()
    if leg and not handover.sid:
        handovers.add(handover.id, EventKind.PLACED, now, {"sid": leg.sid, "source": "look"})
    if leg and leg.over:
        end(ctx, handover.id, leg.status, seconds=leg.seconds, sid=leg.sid, source="look")
    elif leg or not handover.sid:
        word = leg.status if leg else "none"
        handovers.add(handover.id, EventKind.LOOKED, now, {"status": word}, len(handover.looks) + 1)
    if leg is None and (handover.sid or _looked_before(ctx, handover)):
        end(ctx, handover.id, CallStatus.FAILED, source="look")


def _looked_before(ctx: RequestContext, handover: Handover) -> bool:
    """Whether an earlier look, long enough ago, found no call either."""
    return any(ctx.now() - look.at >= LOOK_GAP for look in handover.looks if look.facts.get("status") == "none")
