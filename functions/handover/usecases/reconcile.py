"""Reconcile a live handover with Twilio when it is overdue.

Callbacks may never come. So the call is looked up at Twilio, once, and the result is recorded as an event like any other.

A call whose create was never answered has no id yet. It is found by its number, which no other live handover can have.
Twilio's list lags behind, so only two lookups that are two minutes apart prove that there is no call.
"""

from __future__ import annotations

from typing import Any

from handover.core.call.call_status import CallStatus
from handover.core.call.events import EventKind
from handover.core.call.state import Handover
from handover.core.call.state_timeouts import LOOK_GAP, overdue
from handover.services.telephony import TelephoneError, TwilioCall
from handover.usecases.context import RequestContext
from handover.usecases.handover_list import store_row


def reconcile(ctx: RequestContext, handover: Handover) -> Handover:
    """Returns the handover in its state after a lookup at Twilio, if one was due; unchanged if none was due, or Twilio does
    not answer. Raises StorageError."""
    if not overdue(handover, ctx.now()):
        return handover
    try:
        call = _look_up(ctx, handover)
    except TelephoneError as error:
        ctx.log.warn(f"{handover.id} could not be reconciled: {error}")
        return handover
    _record(ctx, handover, call)
    return ctx.storage.handovers.load(handover.id, ctx.now()) or handover


def _look_up(ctx: RequestContext, handover: Handover) -> TwilioCall | None:
    if handover.sid:
        return ctx.telephone.fetch_call(handover.sid)
    return ctx.telephone.find_call(handover.phone, handover.requested_at)


def _record(ctx: RequestContext, handover: Handover, call: TwilioCall | None) -> None:
    handovers, now = ctx.storage.handovers, ctx.now()
    if call and not handover.sid:
        handovers.add(handover.id, EventKind.PLACED, now, {"sid": call.sid, "source": "look"})
    if call and call.over:
        _record_end(ctx, handover.id, call.status, seconds=call.seconds, sid=call.sid, source="look")
    elif call or not handover.sid:
        status = call.status if call else "none"
        handovers.add(handover.id, EventKind.LOOKED, now, {"status": status}, len(handover.looks) + 1)
    if call is None and (handover.sid or _looked_before(ctx, handover)):
        _record_end(ctx, handover.id, CallStatus.FAILED, source="look")


def _record_end(ctx: RequestContext, handover_id: str, status: str, **facts: Any) -> None:
    """Record that the customer's leg is over, remove the live marker, and store the row."""
    handovers = ctx.storage.handovers
    handovers.add(handover_id, EventKind.ENDED, ctx.now(), {"status": status, **facts})
    handovers.unmark_live(handover_id)
    store_row(ctx, handover_id)


def _looked_before(ctx: RequestContext, handover: Handover) -> bool:
    """Returns whether an earlier lookup, long enough ago, found no call either."""
    return any(ctx.now() - look.at >= LOOK_GAP for look in handover.looks if look.facts.get("status") == "none")
