"""The steps of the agent's leg: what the agent hears on picking up, and what their key does.

On this leg a document without Hangup bridges the legs. So an acceptance that cannot be recorded ends the agent's call.
Twilio repeats requests; a step writes facts that may be written twice, and returns the same again. Each step reads storage
once, and writes once:

    whisper   permit ‖ order ‖ canceled ‖ ended
    decide    permit ‖ order ‖ canceled ‖ ended ─ accepted ‖ page opened, or passed

The brief is for an agent who has neither heard it nor opened the handover's page. Key 3 is in agent_call_back.py.

When an agent picked up who is rung alone is not stored by itself: the addresses of the keys have the time, and what the key
does is recorded with it.

Agents who are rung together share one acceptance, which is claimed: the first who presses 1 has the call, and the others are
told who that is. Of them the acceptance is read too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from handover.core.access.agent_link import link_attempt
from handover.core.access.views import first_view_of
from handover.core.call.brief import brief, short_reason
from handover.core.call.events import ATTEMPT, Event, EventKind
from handover.core.call.hunt import goes_on_in_room
from handover.core.call.twiml_agent import AgentTwiml
from handover.core.i18n import Catalogue
from handover.core.privacy.mask import Numbers
from handover.usecases.leg import Leg, LegRequest

#: Seconds of the request's time that are left for the answer when it cannot be read quickly whether they opened the page.
_LEFT = 4.0


def whisper(request: LegRequest) -> str:
    leg = _leg(replace(request, picked_up=int(request.ctx.now().timestamp())))
    texts = leg.agents_texts
    builder = AgentTwiml(texts)
    if (gone := _gone(leg, builder)) is not None:
        return gone
    recorded = leg.hunt.get("record") == "agreed"  # core/call/call_recording.py, which few calls need
    reason = short_reason(leg.call_request_for(texts, Numbers.ANY), texts)  # a mailbox may be listening
    return builder.whisper(leg.handover_id, leg.attempt, leg.callback_urls, leg.facts["desk"], reason, recorded)


def decide(request: LegRequest) -> str:
    """The agent pressed a key. The legs are bridged only after the acceptance was recorded."""
    key = request.form.get("Digits", "")
    request.ctx.log.note(key=key[:1])
    if key == "1":
        return _accept(request)
    if key == "3":
        from handover.usecases.agent_call_back import call_back

        return call_back(request)
    leg = _leg(request)
    texts = leg.agents_texts
    builder = AgentTwiml(texts)
    if (gone := _gone(leg, builder)) is not None:
        return gone
    if key == "2":
        leg.record(EventKind.PASSED, **leg.picked_up_fact)
        return builder.passed()
    if key == "9":
        return builder.brief_again(leg.handover_id, leg.attempt, leg.callback_urls, _brief(leg, texts))
    return builder.ask_again(leg.handover_id, leg.attempt, leg.callback_urls, request.heard)


def _accept(request: LegRequest) -> str:
    """Record the acceptance, and bridge the legs: after the brief, or at once when the agent heard or read what it says."""
    leg = _leg(request)
    texts = leg.agents_texts
    builder = AgentTwiml(texts)
    if (gone := _gone(leg, builder)) is not None:
        return gone
    facts = {"agent": leg.agent.id, "sid": leg.form.get("CallSid", ""), **leg.picked_up_fact}
    colleague, *is_known = leg.ctx.storage.in_parallel(
        lambda: _record_acceptance(leg, facts), *(() if request.heard else _looks_at_views(leg))
    )
    if colleague is not None:
        return builder.taken(colleague)
    if goes_on_in_room(leg.hunt):
        return _to_room(leg, texts, known=request.heard or any(is_known))
    if request.heard or any(is_known):
        return builder.connected()
    return builder.accepted(leg.handover_id, leg.attempt, leg.callback_urls, _brief(leg, texts))


def _gone(leg: Leg, builder: AgentTwiml) -> str | None:
    """Returns what the agent hears if there is no customer for them any more, else None."""
    if leg.over:
        return builder.customer_left()
    return None if leg.taken_by is None else builder.taken(leg.taken_by)


def _leg(request: LegRequest) -> Leg:
    return request.agents_leg(*_OVER, *((EventKind.ACCEPTED,) if request.first else ()))


def _record_acceptance(leg: Leg, facts: Mapping[str, str]) -> str | None:
    """Returns None if this agent has the call now, else the name of the colleague who was rung together with them and
    accepted before. Raises StorageError."""
    handovers, at = leg.ctx.storage.handovers, leg.ctx.now()
    if not leg.first:
        handovers.add(leg.handover_id, EventKind.ACCEPTED, at, facts, leg.attempt)
        return None
    claim = handovers.claim(leg.handover_id, EventKind.ACCEPTED, at, {**facts, ATTEMPT: leg.attempt}, leg.first)
    return leg.colleague_in(Event(EventKind.ACCEPTED, at, leg.first, claim.body["facts"]))


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
