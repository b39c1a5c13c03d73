"""Record Twilio's status callbacks.

They come late, twice and in any order. Each is recorded under its own name, so a repetition changes nothing, and the fold
puts them in order. The address of a callback was given to one create only, so the call in it is surely the handover's,
whatever a lookup found before. What another event says already is not stored again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from handover.core.call.booking import RING_BACK
from handover.core.call.call_status import OVER, CallStatus, may_be_missed
from handover.core.call.dropped import broke_off
from handover.core.call.events import Event, EventKind, LegReport, text_fact
from handover.core.call.hunt import goes_on_in_room
from handover.errors import HandoverError
from handover.usecases.agent_link import record_ring
from handover.usecases.context import RequestContext
from handover.usecases.live_marker import remove_when_over
from handover.usecases.record_end import record_end

_UNDER_WAY: Mapping[str, EventKind] = {
    CallStatus.RINGING: EventKind.RINGING,
    CallStatus.IN_PROGRESS: EventKind.ANSWERED,
}

#: A report is about the present call: a time further away than this is none.
_PLAUSIBLE = timedelta(days=2)
#: Twilio's times are whole seconds.
_A_MOMENT = timedelta(seconds=2)


#: The ends of an agent's leg after which they may have missed the call, or have done something about it.
_MAY_BE_MISSED = (CallStatus.NO_ANSWER, CallStatus.COMPLETED)


class UnknownHandoverError(HandoverError):
    """There is no handover of that id."""


class UnknownReportError(HandoverError):
    """Twilio reports something that this service does not subscribe to."""


def record_customer_callback(ctx: RequestContext, handover_id: str, form: Mapping[str, str]) -> str:
    """Record a report of the customer's leg; returns Twilio's `CallStatus`. Raises UnknownHandoverError,
    UnknownReportError, and StorageError when the report may not be recorded."""
    status = form.get("CallStatus", "")
    over = (EventKind.HUNT,) if status in OVER else ()
    known = require_known(ctx, handover_id, *over)
    handovers, at, facts = ctx.storage.handovers, report_time(ctx, form), {"sid": form.get("CallSid", "")}
    if status in _UNDER_WAY:
        handovers.add(handover_id, _UNDER_WAY[status], at, facts)
        _end_if_over(ctx, handover_id, facts["sid"])
    elif status in OVER:
        facts |= {"status": status, "seconds": form.get("CallDuration", ""), "sip": form.get("SipResponseCode", "")}
        pressed = EventKind.HUNT in known or bool(text_fact(known[EventKind.REQUESTED].facts, RING_BACK))
        record_end(ctx, handover_id, at, facts, hunted=pressed)
        if EventKind.HUNT in known and goes_on_in_room(known[EventKind.HUNT].facts):
            from handover.usecases.colleague import end_ringing

            end_ringing(ctx, handover_id)
        remove_when_over(ctx, handover_id, known.get(EventKind.HUNT))
        if may_be_missed(status, pressed):
            from handover.usecases.follow_up import follow_up_soon

            follow_up_soon(ctx, handover_id)
    elif status not in (CallStatus.QUEUED, CallStatus.INITIATED):
        raise UnknownReportError("CallStatus is none that Twilio documents.")
    return status


def record_leg_callback(
    ctx: RequestContext,
    handover_id: str,
    attempt: int,
    kind: str,
    form: Mapping[str, str],
    in_room: bool = False,
    together: bool = False,
) -> str:
    """Record a report of an agent's leg, a machine detection, or a recording of which there is no sound. An agent whose
    phone begins to ring gets the link to the handover. `in_room`: the call goes on in a room once the agent accepts, and
    the customer waits to learn that the agent has left it. `together`: the agent is rung with others, so it matters who
    picked up; of one who is rung alone, what they do next says it (agent_steps.py). Returns Twilio's word for what
    happened. Raises like `record_customer_callback`."""
    require_known(ctx, handover_id)
    word = form.get({"agent": "CallStatus", "amd": "AnsweredBy", "recording": "RecordingStatus"}[kind], "")
    if not re.fullmatch(r"[A-Za-z][A-Za-z_-]{0,39}", word):
        raise UnknownReportError("The report does not say what happened.")
    known = ("CallSid", "CallDuration", "SipResponseCode", "RecordingSid", "RecordingDuration")
    facts = {name: form[name] for name in known if form.get(name)}
    report = LegReport(f"{kind}-{word}", report_time(ctx, form), attempt, facts)
    if kind == "agent" and _may_have_dropped(word, facts):
        ctx.storage.handovers.add(handover_id, EventKind.DROPPED, report.at, {"status": word, **facts}, attempt)
    if in_room and kind == "agent" and word in OVER:
        ctx.storage.handovers.add(handover_id, EventKind.LEFT, report.at, {"status": word}, attempt)
    if (kind, word) == ("agent", CallStatus.RINGING):
        record_ring(ctx, handover_id, report, is_new=_is_new(ctx, form))
    elif (kind, word) == ("agent", CallStatus.IN_PROGRESS) and not together:
        return word
    elif not (kind == "agent" and word in OVER and _is_known_end(ctx, handover_id, attempt, word)):
        ctx.storage.handovers.add_leg(handover_id, attempt, report.fact, report.at, facts)
    if kind == "agent" and word in _MAY_BE_MISSED:
        from handover.usecases.missed_call import count_miss  # most phones do not reach this

        count_miss(ctx, handover_id, report)
    return word


def _may_have_dropped(word: str, facts: Mapping[str, str]) -> bool:
    """Returns whether an agent's leg broke off after it was answered. The fold knows whether that agent had the call."""
    return facts.get("CallDuration") != "0" and broke_off(word, facts.get("SipResponseCode", ""))


def _is_known_end(ctx: RequestContext, handover_id: str, attempt: int, word: str) -> bool:
    """Returns whether the Dial's end on record says how this agent's leg ended. It does not say why a phone could not be
    reached, so that is stored in any case."""
    if word == CallStatus.FAILED:
        return False
    with ctx.best_effort("Looking for the end of the Dial"):
        if word == CallStatus.COMPLETED and ctx.storage.handovers.has(handover_id, EventKind.BRIDGED, attempt):
            return True
        events, _ = ctx.storage.handovers.events_beside(handover_id, {EventKind.MISSED: attempt})
        return any(event.facts.get("status") == word for event in events.values())
    return False


def _end_if_over(ctx: RequestContext, handover_id: str, sid: str) -> None:
    """End a call that is under way although its handover was canceled, or ended because no call was found: nobody would
    speak to that customer. The scheduler tries again to end a canceled one."""
    with ctx.best_effort("Ending a call that nobody waits for"):
        events = ctx.storage.handovers.events_of(handover_id, EventKind.CANCELED, EventKind.ENDED)
        ended = events.get(EventKind.ENDED)
        if sid and (ended.facts.get("sid") != sid if ended else EventKind.CANCELED in events):
            ctx.telephone.end_call(sid)


def require_known(ctx: RequestContext, handover_id: str, *more: EventKind) -> Mapping[EventKind, Event]:
    """Returns the permit, and those of `more` that exist. Raises UnknownHandoverError, StorageError."""
    events = ctx.storage.handovers.events_of(handover_id, EventKind.REQUESTED, *more)
    if EventKind.REQUESTED not in events:
        raise UnknownHandoverError("There is no such handover.")
    return events


def report_time(ctx: RequestContext, form: Mapping[str, str]) -> datetime:
    """Returns when it happened by Twilio's clock, or the current time if Twilio does not say."""
    at = _timestamp(form)
    return at.astimezone(ctx.now().tzinfo) if at and abs(at - ctx.now()) < _PLAUSIBLE else ctx.now()


def _is_new(ctx: RequestContext, form: Mapping[str, str]) -> bool:
    """Returns whether it surely happened a moment ago."""
    at = _timestamp(form)
    return at is not None and abs(at - ctx.now()) < _A_MOMENT


def _timestamp(form: Mapping[str, str]) -> datetime | None:
    try:
        at = parsedate_to_datetime(form["Timestamp"])
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    except (KeyError, ValueError, TypeError, OverflowError):
        return None
