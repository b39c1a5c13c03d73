"""The steps of the agent's leg: what the agent hears on picking up, and what their key does.

On this leg a document without Hangup bridges the legs. So an acceptance that cannot be recorded ends the agent's call.
Twilio repeats requests; a step writes facts that may be written twice, and returns the same again. Each step reads storage
once, and writes once:

    whisper   permit ‖ order ‖ canceled ‖ ended
    decide    permit ‖ order ‖ canceled ‖ ended ─ accepted, or passed

Key 1 looks besides, at the same time, who opened the handover's page: the brief is for an agent who has not. Key 3 is in
agent_call_back.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from handover.core.call.brief import brief, short_reason
from handover.core.call.events import EventKind, Timeline
from handover.core.call.hunt import hunt_of
from handover.core.call.twiml_agent import AgentTwiml
from handover.core.i18n import Catalogue
from handover.core.privacy import Numbers
from handover.services.storage.handovers import SIGNED_IN, Views
from handover.usecases.leg import Leg, LegRequest

#: Seconds of the request's time that are left for the acceptance and the answer when the views cannot be read quickly.
_LEFT = 4.0


def whisper(request: LegRequest) -> str:
    leg = request.agents_leg(*_OVER)
    texts = leg.agents_texts
    builder = AgentTwiml(texts)
    if leg.over:
        return builder.customer_left()
    reason = short_reason(leg.call_request_for(texts, Numbers.ANY), texts)  # a mailbox may be listening
    return builder.whisper(leg.handover_id, leg.attempt, leg.callback_urls, leg.facts["desk"], reason)


def decide(request: LegRequest) -> str:
    """The agent pressed a key. The legs are bridged only after the acceptance was recorded."""
    key = request.form.get("Digits", "")
    request.ctx.log.note(key=key[:1])
    if key == "1":
        return _accept(request)
    if key == "3":
        from handover.usecases.agent_call_back import call_back

        return call_back(request)
    leg = request.agents_leg(*_OVER)
    texts = leg.agents_texts
    builder = AgentTwiml(texts)
    if leg.over:
        return builder.customer_left()
    if key == "2":
        leg.record(EventKind.PASSED)
        return builder.passed()
    if key == "9":
        return builder.brief_again(leg.handover_id, leg.attempt, leg.callback_urls, _brief(leg, texts))
    return builder.ask_again(leg.handover_id, leg.attempt, leg.callback_urls, request.heard)


def _accept(request: LegRequest) -> str:
    """Record the acceptance, and bridge the legs: after the brief, or at once when the agent heard or read what it says."""
    leg, found = request.agents_leg_beside(_OVER, *(() if request.heard else (lambda: _views(request),)))
    texts, views = leg.agents_texts, found[0] if found else {}
    builder = AgentTwiml(texts)
    if leg.over:
        return builder.customer_left()
    facts = {"agent": leg.agent.id, "sid": leg.form.get("CallSid", "")}
    storage, at = leg.ctx.storage, leg.ctx.now()
    _, is_read = storage.in_parallel(
        lambda: storage.handovers.add(leg.handover_id, EventKind.ACCEPTED, at, facts, leg.attempt),
        lambda: _has_read(leg, views),
    )
    if request.heard or is_read:
        return builder.connected()
    return builder.accepted(leg.handover_id, leg.attempt, leg.callback_urls, _brief(leg, texts))


def _brief(leg: Leg, texts: Catalogue) -> str:
    return brief(leg.call_request_for(texts), texts, leg.ctx.now() - leg.events[EventKind.HUNT].at)


def _views(request: LegRequest) -> Views:
    """Returns the views of the handover's page; none if that cannot be read."""
    with request.ctx.best_effort("Reading who opened the page"):
        return request.ctx.leaving(_LEFT).storage.handovers.views(request.handover_id)
    return {}


def _has_read(leg: Leg, views: Views) -> bool:
    """Returns whether this agent opened the page: by their link, which names an attempt of theirs, or signed in."""
    hunt = hunt_of(Timeline(leg.events.values()))
    if hunt and any(views.get(attempt) for attempt in hunt.attempts_of(leg.agent)):
        return True
    signed_in = views.get(SIGNED_IN, ())
    if not signed_in:
        return False
    with leg.ctx.best_effort("Reading who opened the page"):
        reports = leg.ctx.leaving(_LEFT).storage.handovers.read_legs(signed_in)
        return any(report.facts.get("agent") == leg.agent.id for report in reports)
    return False


#: The steps of the agent's leg, by their name in the address.
STEPS: Mapping[str, Callable[[LegRequest], str]] = {"whisper": whisper, "decide": decide}

#: After one of these nobody is on the customer's leg, or may be called for it.
_OVER = (EventKind.CANCELED, EventKind.ENDED)
