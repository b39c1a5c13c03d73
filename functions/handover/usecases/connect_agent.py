"""Connect the customer with an agent. Twilio requests the next step of each leg, and gets it as TwiML.

Twilio repeats requests, so each step writes facts that may be written twice and returns the same again. A step of a
canceled handover hangs up. On the customer's leg, a fact that cannot be recorded does not end the call. On the agent's
leg, an acceptance that cannot be recorded does, because a document without Hangup there bridges the legs.

The steps that only speak are in core/call/spoken_steps.py. The others read storage once, and write once:

    connect   permit ‖ canceled ‖ ended ‖ desk ‖ availability ─ claim of the order
    whisper   permit ‖ order ‖ canceled ‖ ended
    decide    permit ‖ order ‖ canceled ‖ ended ─ accepted, or passed
    dialed    permit ‖ order ‖ canceled ─ bridged, or missed ‖ nobody left
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from handover.core.call import hunting, twiml
from handover.core.call.brief import brief, short_reason
from handover.core.call.call_status import OVER, CallStatus
from handover.core.call.dropped import broke_off
from handover.core.call.events import EventKind, frozen_order, text_fact
from handover.core.call.nobody_left import Offer
from handover.core.call.ring_back import NOBODY
from handover.core.call.twiml import TwimlBuilder
from handover.core.desk.limits import Limits
from handover.core.i18n import catalogue
from handover.core.privacy import Numbers
from handover.services.storage.availability import Availability
from handover.usecases.check_proof import refuse_unproven
from handover.usecases.context import RequestContext
from handover.usecases.leg import Leg, LegRequest
from handover.usecases.nobody_left import offer_what_is_left


def connect(request: LegRequest) -> str:
    """The customer pressed a key, so a person is on the line: freeze the order of agents and ring the first.

    The order is claimed before the document is made, because Twilio may repeat the request while somebody changes the desk:
    both must ring the same agents. So the claim comes after what the order is made of.
    """
    ctx = request.ctx
    leg, (desk, availability) = request.leg_beside(_OVER, ctx.storage.desk, lambda: _availability(ctx))
    if leg.over:
        return twiml.hang_up()
    if unproven := refuse_unproven(leg):
        return unproven
    away = ctx.storage.availability.away(availability, desk)
    nobody = leg.facts.get(NOBODY) is True
    order = () if nobody else hunting.order(desk, leg.facts["phone"], away, text_fact(leg.facts, "prefer"))
    agents = [vars(agent) for agent in order]
    facts = {"agents": agents, "ring": desk.limits.ring_agent_seconds, "sid": leg.form.get("CallSid", "")}
    facts |= Offer.of(desk).as_facts()
    frozen = ctx.storage.handovers.claim(leg.handover_id, EventKind.HUNT, ctx.now(), facts).body["facts"]
    if not frozen_order(frozen):
        leg.record(EventKind.NO_AGENT)
    return _ring(leg, frozen, 1)


def whisper(request: LegRequest) -> str:
    leg = request.leg(EventKind.HUNT, *_OVER)
    texts = catalogue(leg.agent.language)
    builder = TwimlBuilder(texts)
    if leg.over:
        return builder.customer_left()
    reason = short_reason(leg.call_request_for(texts, Numbers.ANY), texts)  # a mailbox may be listening
    return builder.whisper(leg.handover_id, leg.attempt, leg.callback_urls, leg.facts["desk"], reason)


def decide(request: LegRequest) -> str:
    """The agent pressed a key. The legs are bridged only after the acceptance was recorded."""
    leg = request.leg(EventKind.HUNT, *_OVER)
    texts = catalogue(leg.agent.language)
    builder = TwimlBuilder(texts)
    if leg.over:
        return builder.customer_left()
    key, at = leg.form.get("Digits", ""), leg.ctx.now()
    leg.ctx.log.note(key=key[:1])
    if key == "1":
        agent = {"agent": leg.agent.id, "sid": leg.form.get("CallSid", "")}
        leg.ctx.storage.handovers.add(leg.handover_id, EventKind.ACCEPTED, at, agent, leg.attempt)
        return builder.accepted(brief(leg.call_request_for(texts), texts))
    if key == "2":
        leg.record(EventKind.PASSED)
        return builder.passed()
    if key == "9":
        return builder.brief_again(
            leg.handover_id, leg.attempt, leg.callback_urls, brief(leg.call_request_for(texts), texts)
        )
    return builder.ask_again(leg.handover_id, leg.attempt, leg.callback_urls)


def dialed(request: LegRequest) -> str:
    """The Dial is over. They talked, or the next agent's phone rings.

    When nobody is left, that is recorded here: the step that says so reads and writes nothing. Twilio may also request this
    step because the customer hung up; then agents are left, whatever the number of the attempt."""
    in_doubt = () if request.form.get("DialBridged") else (EventKind.ACCEPTED,)
    leg = request.leg(EventKind.HUNT, EventKind.CANCELED, *in_doubt)
    canceled = EventKind.CANCELED in leg.events
    if _bridged(leg):
        status = leg.form.get("DialCallStatus", "")
        broken = {"status": status} if broke_off(status) else {}
        leg.record(EventKind.BRIDGED, seconds=leg.form.get("DialCallDuration", ""), **broken)
        if canceled:
            return twiml.hang_up()
        return leg.customer.dropped() if broken else leg.customer.goodbye()
    waits = not canceled and leg.form.get("CallStatus") not in OVER
    nobody_left = waits and leg.attempt >= len(frozen_order(leg.hunt))
    missed = {"status": leg.form.get("DialCallStatus", "")}
    leg.record(EventKind.MISSED, *([EventKind.NO_AGENT] if nobody_left else []), **missed)
    return twiml.hang_up() if canceled else _ring(leg, leg.hunt, leg.attempt + 1)


def _availability(ctx: RequestContext) -> Availability:
    """Returns the availability; if it cannot be read nobody is skipped, because a customer is waiting."""
    with ctx.best_effort("Reading who is away"):
        return ctx.storage.availability.read()
    return Availability()


def _ring(leg: Leg, hunt: Mapping[str, Any], attempt: int) -> str:
    """Returns the Dial to that attempt's agent in the frozen order. A change of the desk during a call has no effect."""
    order = frozen_order(hunt)
    if attempt > len(order):
        return offer_what_is_left(leg, hunt)
    return leg.customer.dial(
        leg.handover_id,
        attempt,
        order[attempt - 1],
        leg.callback_urls,
        caller=leg.ctx.settings.twilio_number,
        ring=int(hunt.get("ring", Limits.ring_agent_seconds)),
        time_limit=int(leg.facts["time_limit"]),
    )


def _bridged(leg: Leg) -> bool:
    """Returns whether they talked. DialCallStatus alone proves nothing: a mailbox that was refused is `completed` too. If
    Twilio sends no DialBridged at all, a recorded acceptance decides."""
    bridged = leg.form.get("DialBridged", "")
    if bridged:
        return bridged == "true"
    return EventKind.ACCEPTED in leg.events and leg.form.get("DialCallStatus") in (
        CallStatus.COMPLETED,
        CallStatus.ANSWERED,
    )


#: The steps of both legs, by their name in the address.
STEPS: Mapping[str, Callable[[LegRequest], str]] = {
    "connect": connect,
    "dialed": dialed,
    "whisper": whisper,
    "decide": decide,
}

#: After one of these nobody is on the customer's leg, or may be called for it.
_OVER = (EventKind.CANCELED, EventKind.ENDED)
