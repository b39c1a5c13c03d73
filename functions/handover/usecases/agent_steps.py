"""The steps of the agent's leg: what the agent hears on picking up, and what their key does.

On this leg a document without Hangup bridges the legs. So an acceptance that cannot be recorded ends the agent's call.
Twilio repeats requests; a step writes facts that may be written twice, and returns the same again. Each step reads storage
once, and writes once:

    whisper   permit ‖ order ‖ canceled ‖ ended
    decide    permit ‖ order ‖ canceled ‖ ended ─ accepted ‖ page opened, or passed

The brief is for an agent who has neither heard it nor opened the handover's page. Key 3 is in agent_call_back.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from handover.core.access.agent_link import link_attempt
from handover.core.access.views import first_view_of
from handover.core.call.brief import brief, short_reason
from handover.core.call.events import EventKind
from handover.core.call.hunt import goes_on_in_room
from handover.core.call.twiml_agent import AgentTwiml
from handover.core.i18n import Catalogue
from handover.core.privacy import Numbers
from handover.usecases.leg import Leg, LegRequest

#: Seconds of the request's time that are left for the answer when it cannot be read quickly whether they opened the page.
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
    leg = request.agents_leg(*_OVER)
    texts = leg.agents_texts
    builder = AgentTwiml(texts)
    if leg.over:
        return builder.customer_left()
    facts = {"agent": leg.agent.id, "sid": leg.form.get("CallSid", "")}
    storage, at = leg.ctx.storage, leg.ctx.now()
    _, *is_known = storage.in_parallel(
        lambda: storage.handovers.add(leg.handover_id, EventKind.ACCEPTED, at, facts, leg.attempt),
        *(() if request.heard else _looks_at_views(leg)),
    )
    if goes_on_in_room(leg.hunt):
        return _to_room(leg, texts, known=request.heard or any(is_known))
    if request.heard or any(is_known):
        return builder.connected()
    return builder.accepted(leg.handover_id, leg.attempt, leg.callback_urls, _brief(leg, texts))


def _to_room(leg: Leg, texts: Catalogue, known: bool) -> str:
    """Returns the way to the room where the call goes on: after the brief, or at once."""
    if known:
        from handover.usecases.room import enter

        return enter(leg)
    from handover.core.call.twiml_conference import ConferenceTwiml

    return ConferenceTwiml(texts).brief_then_room(leg.handover_id, leg.attempt, leg.callback_urls, _brief(leg, texts))


def _brief(leg: Leg, texts: Catalogue) -> str:
    return brief(leg.call_request_for(texts), texts, leg.ctx.now() - leg.events[EventKind.HUNT].at)


def _looks_at_views(leg: Leg) -> list[Callable[[], bool]]:
    """Returns the looks whether this agent has opened the handover's page: signed in, and by their link."""
    view, link = first_view_of(leg.agent.id, leg.ctx.settings.hash_key), link_attempt(leg.events.values(), leg.attempt)
    return [partial(_is_on_record, leg, attempt, view) for attempt in (0, link)]


def _is_on_record(leg: Leg, attempt: int, view: str) -> bool:
    """Returns whether there is that view; False if it cannot be read quickly."""
    with leg.ctx.best_effort("Reading who opened the page"):
        return leg.ctx.leaving(_LEFT).storage.handovers.has_leg(leg.handover_id, attempt, view)
    return False


#: The steps of the agent's leg, by their name in the address.
STEPS: Mapping[str, Callable[[LegRequest], str]] = {"whisper": whisper, "decide": decide}

#: After one of these nobody is on the customer's leg, or may be called for it.
_OVER = (EventKind.CANCELED, EventKind.ENDED)
