"""Record Twilio's status callbacks.

They come late, twice and in any order. Each is recorded under its own name, so a repetition changes nothing, and the fold
puts them in order. The address of a callback was given to one create only, so the call in it is surely the handover's,
whatever a lookup found before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from handover.core.call.call_status import OVER, CallStatus
from handover.core.call.events import EventKind
from handover.errors import HandoverError
from handover.usecases.agent_link import send_agent_link
from handover.usecases.context import RequestContext
from handover.usecases.handover_list import store_row

_UNDER_WAY: Mapping[str, EventKind] = {
    CallStatus.RINGING: EventKind.RINGING,
    CallStatus.IN_PROGRESS: EventKind.ANSWERED,
}


#: A report is about the present call: a time further away than this is none.
_PLAUSIBLE = timedelta(days=2)


class UnknownHandoverError(HandoverError):
    """There is no handover of that id."""


class UnknownReportError(HandoverError):
    """Twilio reports something that this service does not subscribe to."""


def record_customer_callback(ctx: RequestContext, handover_id: str, form: Mapping[str, str]) -> str:
    """Record a report of the customer's leg; returns Twilio's `CallStatus`. Raises UnknownHandoverError,
    UnknownReportError, and StorageError when the report may not be recorded."""
    _require_known(ctx, handover_id)
    handovers, status, at = ctx.storage.handovers, form.get("CallStatus", ""), _at(ctx, form)
    facts = {"sid": form.get("CallSid", "")}
    if status in _UNDER_WAY:
        handovers.add(handover_id, _UNDER_WAY[status], at, facts)
        _end_if_over(ctx, handover_id, facts["sid"])
    elif status in OVER:
        facts |= {"status": status, "seconds": form.get("CallDuration", ""), "sip": form.get("SipResponseCode", "")}
        handovers.add(handover_id, EventKind.ENDED, at, facts)
        with ctx.best_effort("Removing the live marker"):  # the scheduler removes markers that outlive their handover
            handovers.unmark_live(handover_id)
        store_row(ctx, handover_id)
    elif status not in (CallStatus.QUEUED, CallStatus.INITIATED):
        raise UnknownReportError("CallStatus is none that Twilio documents.")
    return status


def record_leg_callback(ctx: RequestContext, handover_id: str, attempt: int, kind: str, form: Mapping[str, str]) -> str:
    """Record a report of an agent's leg, a machine detection or a recording: the state does not depend on it. An agent
    whose phone begins to ring gets the link to the handover. Returns Twilio's word for what happened. Raises like
    `record_customer_callback`."""
    _require_known(ctx, handover_id)
    word = form.get({"agent": "CallStatus", "amd": "AnsweredBy", "recording": "RecordingStatus"}[kind], "")
    if not re.fullmatch(r"[A-Za-z][A-Za-z_-]{0,39}", word):
        raise UnknownReportError("The report does not say what happened.")
    known = ("CallSid", "CallDuration", "SipResponseCode", "RecordingSid", "RecordingDuration")
    facts = {name: form[name] for name in known if form.get(name)}
    ctx.storage.handovers.add_leg(handover_id, attempt, f"{kind}-{word}", _at(ctx, form), facts)
    if (kind, word) == ("agent", CallStatus.RINGING):
        send_agent_link(ctx, handover_id, attempt)
    return word


def _end_if_over(ctx: RequestContext, handover_id: str, sid: str) -> None:
    """End a call that is under way although its handover was canceled, or ended because no call was found: nobody would
    speak to that customer. The scheduler tries again to end a canceled one."""
    with ctx.best_effort("Ending a call that nobody waits for"):
        events = ctx.storage.handovers.events_of(handover_id, EventKind.CANCELED, EventKind.ENDED)
        ended = events.get(EventKind.ENDED)
        if sid and (ended.facts.get("sid") != sid if ended else EventKind.CANCELED in events):
            ctx.telephone.end_call(sid)


def _require_known(ctx: RequestContext, handover_id: str) -> None:
    if not ctx.storage.handovers.events_of(handover_id, EventKind.REQUESTED):
        raise UnknownHandoverError("There is no such handover.")


def _at(ctx: RequestContext, form: Mapping[str, str]) -> datetime:
    """Returns when it happened by Twilio's clock, or the current time if Twilio does not say."""
    try:
        at = parsedate_to_datetime(form["Timestamp"]).astimezone(ctx.now().tzinfo)
    except (KeyError, ValueError, TypeError, OverflowError):
        return ctx.now()
    return at if abs(at - ctx.now()) < _PLAUSIBLE else ctx.now()
