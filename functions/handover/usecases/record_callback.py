"""Follow a call by what Twilio reports of its legs. Reports come late, twice and in any order; each is a fact of its own
and is kept under its own name, so repeating it changes nothing and the fold makes sense of the order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime

from handover.core.call.call_status import OVER, CallStatus
from handover.core.call.events import EventKind
from handover.errors import HandoverError
from handover.services.storage import StorageError
from handover.usecases.agent_link import text_link
from handover.usecases.context import RequestContext
from handover.usecases.keep_row import keep_row

_ON_THE_WAY: Mapping[str, EventKind] = {
    CallStatus.RINGING: EventKind.RINGING,
    CallStatus.IN_PROGRESS: EventKind.ANSWERED,
}


class UnknownHandoverError(HandoverError):
    """There is no handover of that id."""


class UnknownReportError(HandoverError):
    """Twilio reports something that this service never asked for."""


def record_customer_callback(ctx: RequestContext, handover_id: str, form: Mapping[str, str]) -> str:
    """Keep what the customer's leg reports; says in a word what it was. Raises StorageError when it is not kept."""
    _demand_known(ctx, handover_id)
    handovers, status, at = ctx.storage.handovers, form.get("CallStatus", ""), _at(ctx, form)
    facts = {"sid": form.get("CallSid", "")}
    if status in _ON_THE_WAY:
        handovers.add(handover_id, _ON_THE_WAY[status], at, facts)
    elif status in OVER:
        facts |= {"status": status, "seconds": form.get("CallDuration", ""), "sip": form.get("SipResponseCode", "")}
        handovers.add(handover_id, EventKind.ENDED, at, facts)
        try:
            handovers.unmark_live(handover_id)
        except StorageError as error:  # a marker that outlives its handover is removed by the scheduler
            ctx.log.warn(str(error))
        keep_row(ctx, handover_id)
    elif status not in (CallStatus.QUEUED, CallStatus.INITIATED):
        raise UnknownReportError("CallStatus is none that Twilio documents.")
    return status


def record_leg_callback(ctx: RequestContext, handover_id: str, attempt: int, kind: str, form: Mapping[str, str]) -> str:
    """Keep what an agent's leg, a machine detection or a recording reports: the state does not depend on it. An agent
    whose phone begins to ring is sent the link to the handover."""
    _demand_known(ctx, handover_id)
    word = form.get({"agent": "CallStatus", "amd": "AnsweredBy", "recording": "RecordingStatus"}[kind], "")
    if not word.replace("-", "").replace("_", "").isalpha():
        raise UnknownReportError("The report does not say what happened.")
    known = ("CallSid", "CallDuration", "SipResponseCode", "RecordingSid", "RecordingDuration")
    facts = {name: form[name] for name in known if form.get(name)}
    ctx.storage.handovers.add_leg(handover_id, attempt, f"{kind}-{word}", _at(ctx, form), facts)
    if (kind, word) == ("agent", CallStatus.RINGING):
        text_link(ctx, handover_id, attempt)
    return word


def _demand_known(ctx: RequestContext, handover_id: str) -> None:
    if not ctx.storage.handovers.glance(handover_id, EventKind.REQUESTED):
        raise UnknownHandoverError("There is no such handover.")


def _at(ctx: RequestContext, form: Mapping[str, str]) -> datetime:
    """When it happened, by Twilio's clock; now when Twilio does not say."""
    try:
        return parsedate_to_datetime(form["Timestamp"]).astimezone(ctx.now().tzinfo)
    except (KeyError, ValueError, TypeError):
        return ctx.now()
