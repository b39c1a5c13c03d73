"""The steps of the agent's leg: what the agent hears on picking up, and what their key does.

On this leg a document without Hangup bridges the legs. So an acceptance that cannot be recorded ends the agent's call.
Twilio repeats requests; a step writes facts that may be written twice, and returns the same again. Each step reads storage
once, and writes once:

    whisper   permit ‖ order ‖ canceled ‖ ended
    decide    permit ‖ order ‖ canceled ‖ ended ─ accepted, or passed

Agents who are rung together share one acceptance, which is claimed: the first who presses 1 has the call, and the others are
told who that is. Of them the acceptance is read too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from handover.core.call.brief import brief, short_reason
from handover.core.call.events import ATTEMPT, Event, EventKind, Timeline, number_fact, text_fact
from handover.core.call.hunt import hunt_of
from handover.core.call.twiml import TwimlBuilder
from handover.core.i18n import catalogue, tag_of
from handover.core.privacy import Numbers
from handover.usecases.leg import Leg, LegRequest


def whisper(request: LegRequest) -> str:
    leg = _leg(request)
    texts = catalogue(tag_of(leg.agent.language, leg.by_button))
    builder = TwimlBuilder(texts)
    if leg.over:
        return builder.customer_left()
    if (colleague := _taken_by(leg, leg.events.get(EventKind.ACCEPTED))) is not None:
        return builder.taken(colleague)
    reason = short_reason(leg.call_request_for(texts, Numbers.ANY), texts)  # a mailbox may be listening
    return builder.whisper(leg.handover_id, leg.attempt, leg.callback_urls, leg.facts["desk"], reason)


def decide(request: LegRequest) -> str:
    """The agent pressed a key. The legs are bridged only after the acceptance was recorded."""
    leg = _leg(request)
    texts = catalogue(tag_of(leg.agent.language, leg.by_button))
    builder = TwimlBuilder(texts)
    if leg.over:
        return builder.customer_left()
    if (colleague := _taken_by(leg, leg.events.get(EventKind.ACCEPTED))) is not None:
        return builder.taken(colleague)
    key, at = leg.form.get("Digits", ""), leg.ctx.now()
    leg.ctx.log.note(key=key[:1])
    if key == "1":
        agent = {"agent": leg.agent.id, "sid": leg.form.get("CallSid", "")}
        if (colleague := _accept(leg, at, agent)) is not None:
            return builder.taken(colleague)
        return builder.accepted(brief(leg.call_request_for(texts), texts))
    if key == "2":
        leg.record(EventKind.PASSED)
        return builder.passed()
    if key == "9":
        return builder.brief_again(
            leg.handover_id, leg.attempt, leg.callback_urls, brief(leg.call_request_for(texts), texts)
        )
    return builder.ask_again(leg.handover_id, leg.attempt, leg.callback_urls)


def _leg(request: LegRequest) -> Leg:
    return request.agents_leg(*_OVER, *((EventKind.ACCEPTED,) if request.first else ()))


def _accept(leg: Leg, at: datetime, agent: Mapping[str, str]) -> str | None:
    """Record the acceptance. Returns None if this agent has the call now, else the name of the colleague who was rung
    together with them and accepted before. Raises StorageError."""
    handovers = leg.ctx.storage.handovers
    if not leg.first:
        handovers.add(leg.handover_id, EventKind.ACCEPTED, at, agent, leg.attempt)
        return None
    facts = {**agent, ATTEMPT: leg.attempt}
    claim = handovers.claim(leg.handover_id, EventKind.ACCEPTED, at, facts, leg.first)
    return _taken_by(leg, Event(EventKind.ACCEPTED, at, leg.first, claim.body["facts"]))


def _taken_by(leg: Leg, accepted: Event | None) -> str | None:
    """Returns the name of the colleague who accepted the call of these agents (`""` if it is not known), or None if nobody
    else did."""
    if not leg.first or accepted is None or number_fact(accepted.facts, ATTEMPT) == leg.attempt:
        return None
    hunt = hunt_of(Timeline(leg.events.values()))
    order = hunt.order if hunt else ()
    return next((agent.name for agent in order if agent.id == text_fact(accepted.facts, "agent")), "")


#: The steps of the agent's leg, by their name in the address.
STEPS: Mapping[str, Callable[[LegRequest], str]] = {"whisper": whisper, "decide": decide}

#: After one of these nobody is on the customer's leg, or may be called for it.
_OVER = (EventKind.CANCELED, EventKind.ENDED)
