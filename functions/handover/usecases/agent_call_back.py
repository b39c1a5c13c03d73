"""Key 3 on the agent's leg: the agent calls back in ten minutes.

The call is booked first, as one that the customer books by key (call_back.py), and rings this agent first. Then the end of
the attempt is claimed with the time of the call. That ends the hunt, and the step `dialed` tells the customer the time
(decision 56). Only then the agent hears it.

Both claims can be repeated: only one booking ever follows a handover, and an attempt ends once. If it is not known whether
the call was booked, the agent hears so, and may press 3 again, or take the call: a call back is not placed after the
customer has talked to an agent (visit_due.py).

The customer may cancel, or hang up, while the call is being booked. So that is looked at again afterwards, and a
cancellation looks for the booking after it was recorded (cancel_call.py): one of the two sees the other.

There is no call back for a customer who has hung up: who leaves after a key press is not called again by itself, here as
after a missed call (follow_up.py).
"""

from __future__ import annotations

from datetime import datetime

from handover.core.booking_reply import TimeWords
from handover.core.call.events import Event, EventKind
from handover.core.call.hunt import CALLED_BACK, call_back_time
from handover.core.call.twiml_agent import AgentTwiml
from handover.core.desk.config import Desk, DeskError
from handover.core.i18n import Catalogue, catalogue, choose
from handover.services.storage import StorageError
from handover.usecases.call_back import booked_at, unbooked
from handover.usecases.leg import Leg, LegRequest

#: How much later the customer is called; when the desk opens next if it is closed then.
MINUTES = 10


def call_back(request: LegRequest) -> str:
    """Book the call, and return the document for the agent: when it is, or that it is not booked and what they can press.
    Raises UnknownCallError."""
    shared = (EventKind.ACCEPTED,) if request.first else ()
    try:
        leg = request.agents_leg(EventKind.CANCELED, EventKind.ENDED, EventKind.MISSED, *shared)
    except StorageError as error:  # the agent's language is not known then
        request.ctx.log.warn(str(error))
        return _ask_again(AgentTwiml(catalogue(choose())), request, "call.agent_call_back_unknown")
    texts = leg.agents_texts
    builder, ended = AgentTwiml(texts), leg.events.get(EventKind.MISSED)
    before = call_back_time(ended) if ended else None  # this is a repetition
    if before is None and (leg.over or ended):
        return builder.customer_left()
    if before is None and (colleague := leg.taken_by) is not None:
        return builder.taken(colleague)
    try:
        desk = leg.ctx.storage.desk()
        at = before or booked_at(leg, desk, MINUTES, prefer=leg.agent.id)
        if before is None and at and unbooked(leg, EventKind.CANCELED, EventKind.ENDED):
            return builder.customer_left()
    except (StorageError, DeskError) as error:  # it may be booked
        leg.ctx.log.warn(f"It is not known whether a call back was booked: {error}")
        return _ask_again(builder, request, "call.agent_call_back_unknown")
    if at is None:
        return _ask_again(builder, request, "call.agent_call_back_refused")
    leg.ctx.log.note(outcome="booked")
    if before is None:
        _end_attempt(leg, desk, at)
    return builder.called_back(_words(leg, desk, at, texts))


def _end_attempt(leg: Leg, desk: Desk, at: datetime) -> None:
    """Claim the end of the attempt, with the time and how the customer hears it. If that fails the hunt goes on, and the
    call stays booked."""
    ctx, handovers = leg.ctx, leg.ctx.storage.handovers
    spoken = {"when": _words(leg, desk, at, leg.texts), "agent": leg.agent.id, "name": leg.agent.name}
    facts = {"status": CALLED_BACK, "next": 0, "at": at.isoformat(), **spoken, **leg.picked_up_fact}
    with ctx.best_effort("Recording that an agent calls back"):
        number = leg.number_of(EventKind.MISSED)
        claim = handovers.claim(leg.handover_id, EventKind.MISSED, ctx.now(), facts, number)
        found = Event(EventKind.MISSED, ctx.now(), number, claim.body.get("facts") or {})
        if call_back_time(found):
            handovers.add(leg.handover_id, EventKind.NO_AGENT, ctx.now())


def _words(leg: Leg, desk: Desk, at: datetime, texts: Catalogue) -> str:
    return TimeWords(desk, str(leg.facts["phone"]), leg.ctx.now(), texts).of(at)


def _ask_again(builder: AgentTwiml, request: LegRequest, first: str) -> str:
    urls = request.callback_urls
    return builder.ask_again(request.handover_id, request.attempt, urls, request.heard, first)
