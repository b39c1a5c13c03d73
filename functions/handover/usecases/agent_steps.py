"""The steps of the agent's leg: what the agent hears on picking up, and what their key does.

On this leg a document without Hangup bridges the legs. So an acceptance that cannot be recorded ends the agent's call.
Twilio repeats requests; a step writes facts that may be written twice, and returns the same again. Each step reads storage
once, and writes once:

    whisper   permit ‖ order ‖ canceled ‖ ended
    decide    permit ‖ order ‖ canceled ‖ ended ─ accepted, or passed
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from handover.core.call.brief import brief, short_reason
from handover.core.call.events import EventKind
from handover.core.call.twiml import TwimlBuilder
from handover.core.i18n import catalogue, tag_of
from handover.core.privacy import Numbers
from handover.usecases.leg import LegRequest


def whisper(request: LegRequest) -> str:
    leg = request.agents_leg(*_OVER)
    texts = catalogue(tag_of(leg.agent.language, leg.by_button))
    builder = TwimlBuilder(texts)
    if leg.over:
        return builder.customer_left()
    reason = short_reason(leg.call_request_for(texts, Numbers.ANY), texts)  # a mailbox may be listening
    return builder.whisper(leg.handover_id, leg.attempt, leg.callback_urls, leg.facts["desk"], reason)


def decide(request: LegRequest) -> str:
    """The agent pressed a key. The legs are bridged only after the acceptance was recorded."""
    leg = request.agents_leg(*_OVER)
    texts = catalogue(tag_of(leg.agent.language, leg.by_button))
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


#: The steps of the agent's leg, by their name in the address.
STEPS: Mapping[str, Callable[[LegRequest], str]] = {"whisper": whisper, "decide": decide}

#: After one of these nobody is on the customer's leg, or may be called for it.
_OVER = (EventKind.CANCELED, EventKind.ENDED)
