"""Record Twilio's reports of a call back: of the agent's call, which is the handover's own, and of the customer's phone."""

from __future__ import annotations

from collections.abc import Mapping

from handover.core.call.call_status import OVER, CallStatus
from handover.core.call.called_back import ATTEMPT, NOT_ACCEPTED
from handover.core.call.events import EventKind
from handover.core.call.state import State
from handover.usecases.context import RequestContext
from handover.usecases.handover_list import store_row
from handover.usecases.live_marker import remove_unless_left_alone
from handover.usecases.reconcile import give_back_if_unplaced
from handover.usecases.record_callback import UnknownReportError, report_time, require_known
from handover.usecases.retry_after_call_back import book_retry_soon

_UNDER_WAY = (CallStatus.RINGING, CallStatus.IN_PROGRESS)
_BEFORE = (CallStatus.QUEUED, CallStatus.INITIATED)


def record_agents_call(ctx: RequestContext, handover_id: str, form: Mapping[str, str]) -> str:
    """Record a report of the agent's call; returns Twilio's `CallStatus`. If the create's answer was lost, it is now known
    that the call was placed. Raises UnknownHandoverError, UnknownReportError, and StorageError when the report may not be
    recorded."""
    status, sid, at = form.get("CallStatus", ""), form.get("CallSid", ""), report_time(ctx, form)
    require_known(ctx, handover_id)
    handovers = ctx.storage.handovers
    if status in _UNDER_WAY:
        handovers.add(handover_id, EventKind.PLACED, at, {"sid": sid})
        handovers.add_leg(handover_id, ATTEMPT, f"agent-{status}", at, {"CallSid": sid})
    elif status in OVER:
        seconds, sip = form.get("CallDuration", ""), form.get("SipResponseCode", "")
        facts = {"sid": sid, "status": status, "seconds": seconds, "sip": sip}
        handovers.add(handover_id, EventKind.ENDED, at, facts)
        _after_the_end(ctx, handover_id)
    elif status not in _BEFORE:
        raise UnknownReportError("CallStatus is none that Twilio documents.")
    return status


def record_customers_phone(ctx: RequestContext, handover_id: str, form: Mapping[str, str]) -> str:
    """Record a report of the customer's phone, which the agent's call dials; returns Twilio's `CallStatus`. How it ended is
    known from the Dial. Raises like `record_agents_call`."""
    status, at = form.get("CallStatus", ""), report_time(ctx, form)
    require_known(ctx, handover_id)
    kinds = {CallStatus.RINGING: EventKind.RINGING, CallStatus.IN_PROGRESS: EventKind.ANSWERED}
    if status in kinds:
        facts = {"leg": form.get("CallSid", "")}
        ctx.storage.handovers.add(handover_id, kinds[CallStatus(status)], at, facts, ATTEMPT)
    elif status not in OVER and status not in _BEFORE:
        raise UnknownReportError("CallStatus is none that Twilio documents.")
    return status


def _after_the_end(ctx: RequestContext, handover_id: str) -> None:
    """Give back what was claimed if the customer was not called, and book the retry again that gave way then. Remove the
    live marker; it stays when something could not be given back, and the scheduler tries again."""
    handovers = ctx.storage.handovers
    with ctx.best_effort("Giving back what no call used"):
        ended = handovers.load(handover_id, ctx.now())
        if ended and ended.state is State.REFUSED and not ended.reason:
            handovers.add(handover_id, EventKind.REFUSED, ctx.now(), {"reason": NOT_ACCEPTED})
        if ended:
            give_back_if_unplaced(ctx, ended)
            remove_unless_left_alone(ctx, ended)
    book_retry_soon(ctx, handover_id)
    store_row(ctx, handover_id)
    ctx.storage.forget_rows()
