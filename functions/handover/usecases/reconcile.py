"""Reconcile an unfinished handover with Twilio when it is overdue.

Callbacks may never come. So the call is looked up at Twilio, once, and the result is recorded as an event like any other.
The call of a canceled handover is ended when the lookup finds it under way.

A call whose create was never answered has no id yet, and is looked for (`find_call.py`). An end is recorded only for a call
that is surely the handover's. Twilio's list lags behind, so only two lookups that are two minutes apart, and see no call
under way that may be it, prove that no phone rings: then the handover ends as `failed`, without a call. It also ends when
the longest call would be over, whatever Twilio answers.
"""

from __future__ import annotations

from typing import Any

from handover.core.call.call_status import CallStatus
from handover.core.call.events import EventKind
from handover.core.call.lost_call import Found
from handover.core.call.retry_plan import needs_follow_up
from handover.core.call.state import Handover, State
from handover.core.call.state_timeouts import counts, overdue, surely_over
from handover.core.call.twilio_call import TwilioCall
from handover.core.call.wrapping_up import left_alone
from handover.services.telephony import TelephoneError
from handover.usecases.context import RequestContext
from handover.usecases.find_call import find_call
from handover.usecases.record_end import record_end
from handover.usecases.release_quotas import release_quotas_of


def reconcile(ctx: RequestContext, handover: Handover) -> Handover:
    """Returns the handover in its state after a lookup at Twilio, if one was due; unchanged if none was due, or Twilio does
    not answer. Raises StorageError."""
    if not overdue(handover, ctx.now()):
        return handover
    try:
        if handover.sid:
            _follow(ctx, handover)
        else:
            _search(ctx, handover)
    except TelephoneError as error:
        ctx.log.warn(f"{handover.id} could not be reconciled: {error}")
        if handover.sid or not surely_over(handover, ctx.now()):
            return handover
        _record_end(ctx, handover, CallStatus.FAILED, source="look")
    return ctx.storage.handovers.load(handover.id, ctx.now()) or handover


def search(ctx: RequestContext, handover: Handover) -> Found:
    """Look for the call of a handover that has no sid, and record what was found, but no end. Raises TelephoneError,
    StorageError."""
    found = find_call(ctx, handover)
    if found.call:
        facts = {"sid": found.call.sid, "source": "look"}
        if not ctx.storage.handovers.add(handover.id, EventKind.PLACED, ctx.now(), facts):
            # A cancellation has claimed the event without a call.
            ctx.storage.handovers.add(handover.id, EventKind.PLACED, ctx.now(), facts, 1)
        if found.call.over:
            return found
    more: dict[str, Any] = {"calls": len(found.unsure), "over": found.quiet} if found.unsure else {}
    _record_look(ctx, handover, found.status, **more)
    return found


def give_back_if_unplaced(ctx: RequestContext, handover: Handover) -> None:
    """Give back the quotas of a handover that is over and was surely not placed. Raises StorageError."""
    refused = handover.state is State.REFUSED
    seen = {look.facts.get("status") for look in handover.looks}
    not_found = handover.state is State.FAILED and not handover.sids and seen == {"none"}
    if refused or not_found:
        release_quotas_of(ctx, handover)


def _follow(ctx: RequestContext, handover: Handover) -> None:
    """Look up a call whose sid is known."""
    call = ctx.telephone.fetch_call(handover.sid)
    if call is None:
        _record_end(ctx, handover, CallStatus.FAILED, source="look")
    elif call.over:
        _record_end_of(ctx, handover, call)
    else:
        _record_look(ctx, handover, call.status)
        _end_if_canceled(ctx, handover, call)


def _search(ctx: RequestContext, handover: Handover) -> None:
    found = search(ctx, handover)
    if found.call and found.call.over:
        _record_end_of(ctx, handover, found.call)
    elif found.call:
        _end_if_canceled(ctx, handover, found.call)
    elif _is_quiet(ctx, handover, found):
        _record_end(ctx, handover, CallStatus.FAILED, source="look")


def _is_quiet(ctx: RequestContext, handover: Handover, found: Found) -> bool:
    """Returns whether no phone rings: a second lookup saw no call under way either, or the longest call is over."""
    if not found.quiet:
        return surely_over(handover, ctx.now())
    return any(counts(look, handover, ctx.now()) for look in handover.looks)


def _end_if_canceled(ctx: RequestContext, handover: Handover, call: TwilioCall) -> None:
    if handover.state is State.CANCELED:
        ctx.telephone.end_call(call.sid)


def _record_look(ctx: RequestContext, handover: Handover, status: str, **facts: Any) -> None:
    known = max((look.attempt for look in handover.looks), default=0)
    ctx.storage.handovers.add_look(handover.id, ctx.now(), {"status": status or "unknown", **facts}, known)


def _record_end_of(ctx: RequestContext, handover: Handover, call: TwilioCall) -> None:
    _record_end(ctx, handover, call.status, seconds=call.seconds, sid=call.sid, source="look")


def _record_end(ctx: RequestContext, handover: Handover, status: str, **facts: Any) -> None:
    """Record that the customer's leg is over, give back what no call used, remove the live marker, and store the row. The
    marker stays when quotas could not be given back: the scheduler tries again."""
    handovers = ctx.storage.handovers
    hunted = bool(handover.ring_back) or EventKind.HUNT in handovers.events_of(handover.id, EventKind.HUNT)
    record_end(ctx, handover.id, ctx.now(), {"status": status, **facts}, hunted)
    with ctx.best_effort("Giving back what no call used"):
        ended = handovers.load(handover.id, ctx.now())
        if ended:
            give_back_if_unplaced(ctx, ended)
        # By the scheduler: the request that looked may be the chat's next one.
        if ended and (needs_follow_up(ended) or ended.owes_retry):
            ctx.storage.bookings.list_due(ctx.now(), ended.id)
        if not (ended and left_alone(ended, ctx.now())):
            handovers.unmark_live(handover.id)
    from handover.usecases.handover_list import store_row  # few requests find that a call has ended

    store_row(ctx, handover.id)
