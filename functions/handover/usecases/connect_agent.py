"""Connect the customer with an agent. Twilio requests the next step of each leg, and gets it as TwiML.

Twilio repeats requests, so each step writes facts that may be written twice and returns the same again. A step of a
canceled handover hangs up. On the customer's leg, a fact that cannot be recorded does not end the call. On the agent's
leg, an acceptance that cannot be recorded does, because a document without Hangup there bridges the legs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from handover.core.call import hunting, twiml
from handover.core.call.brief import brief, short_reason
from handover.core.call.call_status import CallStatus
from handover.core.call.events import EventKind, frozen_order
from handover.core.call.twiml import TwimlBuilder
from handover.core.desk.limits import Limits
from handover.core.i18n import catalogue
from handover.core.privacy import Numbers
from handover.services.storage.availability import Availability
from handover.usecases.context import RequestContext
from handover.usecases.leg import Leg


def greet(leg: Leg) -> str:
    if leg.over:
        return twiml.hang_up()
    return leg.customer.greet(leg.handover_id, leg.callback_urls, leg.facts["desk"])


def no_key(leg: Leg) -> str:
    leg.record(EventKind.NO_KEY)
    return twiml.hang_up() if EventKind.CANCELED in leg.events else leg.customer.no_key()


def connect(leg: Leg) -> str:
    """The customer pressed a key, so a person is on the line: freeze the order of agents and ring the first."""
    if leg.over:
        return twiml.hang_up()
    ctx = leg.ctx
    desk, availability = ctx.storage.in_parallel(ctx.storage.desk, lambda: _availability(ctx))
    away = ctx.storage.availability.away(availability, desk)
    agents = [vars(agent) for agent in hunting.order(desk, leg.facts["phone"], away)]
    facts = {"agents": agents, "ring": desk.limits.ring_agent_seconds, "sid": leg.form.get("CallSid", "")}
    frozen = ctx.storage.handovers.claim(leg.handover_id, EventKind.HUNT, ctx.now(), facts)
    return _ring(leg, frozen.body["facts"], 1)


def whisper(leg: Leg) -> str:
    texts = catalogue(leg.agent.language)
    builder = TwimlBuilder(texts)
    if leg.over:
        return builder.customer_left()
    reason = short_reason(leg.call_request_for(texts, Numbers.ANY), texts)  # a mailbox may be listening
    return builder.whisper(leg.handover_id, leg.attempt, leg.callback_urls, leg.facts["desk"], reason)


def decide(leg: Leg) -> str:
    """The agent pressed a key. The legs are bridged only after the acceptance was recorded."""
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


def dialed(leg: Leg) -> str:
    """The Dial is over. They talked, or the next agent's phone rings."""
    if _bridged(leg):
        leg.record(EventKind.BRIDGED, seconds=leg.form.get("DialCallDuration", ""))
        return twiml.hang_up() if EventKind.CANCELED in leg.events else leg.customer.goodbye()
    leg.record(EventKind.MISSED, status=leg.form.get("DialCallStatus", ""))
    if EventKind.CANCELED in leg.events:
        return twiml.hang_up()
    return _ring(leg, leg.hunt, leg.attempt + 1)


def unanswered(leg: Leg) -> str:
    leg.record(EventKind.NO_AGENT)
    return twiml.hang_up() if EventKind.CANCELED in leg.events else leg.customer.unanswered()


def _availability(ctx: RequestContext) -> Availability:
    """Returns the availability; if it cannot be read nobody is skipped, because a customer is waiting."""
    with ctx.best_effort("Reading who is away"):
        return ctx.storage.availability.read()
    return Availability()


def _ring(leg: Leg, hunt: Mapping[str, Any], attempt: int) -> str:
    """Returns the Dial to that attempt's agent in the frozen order. A change of the desk during a call has no effect."""
    order = frozen_order(hunt)
    if attempt > len(order):
        return leg.customer.go_to(leg.callback_urls.step("unanswered", leg.handover_id))
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
    accepted = leg.ctx.storage.handovers.has(leg.handover_id, EventKind.ACCEPTED, leg.attempt)
    return accepted and leg.form.get("DialCallStatus") in (CallStatus.COMPLETED, CallStatus.ANSWERED)


#: The steps that need a handover, by their name in the address.
CUSTOMER_STEPS: Mapping[str, Callable[[Leg], str]] = {
    "greet": greet,
    "no_key": no_key,
    "connect": connect,
    "dialed": dialed,
    "unanswered": unanswered,
}
AGENT_STEPS: Mapping[str, Callable[[Leg], str]] = {"whisper": whisper, "decide": decide}
