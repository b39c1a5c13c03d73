"""Connect the customer with an agent, step by step, as Twilio asks what to do next on each leg.

Twilio repeats requests, so each step writes facts that may be written twice and answers the same again. A step on a
cancelled handover hangs up. On the customer's leg a fact that cannot be noted is no reason to end the call; an
acceptance that cannot be noted is one on the agent's leg, because a document without Hangup there bridges.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from handover.core.call import hunting, twiml
from handover.core.call.brief import brief, short_reason
from handover.core.call.call_request import CallRequest
from handover.core.call.call_status import CallStatus
from handover.core.call.callback_urls import CallbackUrls
from handover.core.call.events import Event, EventKind, HuntTarget
from handover.core.call.twiml import TwimlBuilder
from handover.core.desk.limits import Limits
from handover.core.i18n import catalogue
from handover.errors import HandoverError
from handover.services.storage import StorageError
from handover.services.storage.availability import Availability
from handover.usecases.context import RequestContext


class UnknownCallError(HandoverError):
    """There is no handover, or no such attempt, that this step could belong to."""


@dataclass(frozen=True)
class Leg:
    """One request of Twilio: which handover and attempt, what came with it, and what the permit holds."""

    ctx: RequestContext
    handover_id: str
    attempt: int
    form: Mapping[str, str]
    seen: Mapping[EventKind, Event]

    @property
    def facts(self) -> Mapping[str, Any]:
        return self.seen[EventKind.REQUESTED].facts

    @property
    def over(self) -> bool:
        """Cancelled, or the customer has hung up."""
        return EventKind.CANCELED in self.seen or EventKind.ENDED in self.seen

    @property
    def callback_urls(self) -> CallbackUrls:
        return self.ctx.callback_urls

    @property
    def customer(self) -> TwimlBuilder:
        """Speaks the customer's language."""
        return TwimlBuilder(catalogue(self.facts["language"]))

    @property
    def call_request(self) -> CallRequest:
        return CallRequest.from_record(self.facts.get("wish", {}))

    @property
    def hunt(self) -> Mapping[str, Any]:
        """The frozen order of agents and how long each is rung; empty before a key was pressed."""
        return self.seen[EventKind.HUNT].facts if EventKind.HUNT in self.seen else {}

    @property
    def agent(self) -> HuntTarget:
        """The agent of this attempt. Raises UnknownCallError."""
        order = _order(self.hunt)
        if not 0 < self.attempt <= len(order):
            raise UnknownCallError("This step belongs to no attempt that was made.")
        return order[self.attempt - 1]

    def note(self, kind: EventKind, **facts: Any) -> None:
        """Note a fact without which the call can go on."""
        try:
            self.ctx.storage.handovers.add(self.handover_id, kind, self.ctx.now(), facts, self.attempt)
        except StorageError as error:
            self.ctx.log.warn(f"{kind} was not noted: {error}")


def read_leg(ctx: RequestContext, handover_id: str, attempt: int, form: Mapping[str, str]) -> Leg:
    """What is on record for this request. Raises UnknownCallError, StorageError."""
    seen = ctx.storage.handovers.glance(
        handover_id, EventKind.REQUESTED, EventKind.HUNT, EventKind.CANCELED, EventKind.ENDED
    )
    if EventKind.REQUESTED not in seen:
        raise UnknownCallError("There is no such handover.")
    return Leg(ctx, handover_id, attempt, form, seen)


def greet(leg: Leg) -> str:
    if leg.over:
        return twiml.hang_up()
    return leg.customer.greet(leg.handover_id, leg.callback_urls, leg.facts["desk"])


def no_key(leg: Leg) -> str:
    leg.note(EventKind.NO_KEY)
    return leg.customer.no_key()


def connect(leg: Leg) -> str:
    """A key was pressed, so a person listens: freeze the order of agents, ring the first."""
    if leg.over:
        return twiml.hang_up()
    ctx = leg.ctx
    desk, availability = ctx.storage.bucket.together(ctx.storage.desk, lambda: _positions(ctx))
    away = ctx.storage.availability.away(availability, desk)
    agents = [vars(agent) for agent in hunting.order(desk, leg.facts["phone"], away)]
    facts = {"agents": agents, "ring": desk.limits.ring_agent_seconds, "sid": leg.form.get("CallSid", "")}
    frozen = ctx.storage.handovers.claim(leg.handover_id, EventKind.HUNT, ctx.now(), facts)
    return _ring(leg, frozen.body["facts"], 1)


def whisper(leg: Leg) -> str:
    speaker, words = TwimlBuilder(catalogue(leg.agent.language)), catalogue(leg.agent.language)
    if leg.over:
        return speaker.customer_left()
    return speaker.whisper(
        leg.handover_id, leg.attempt, leg.callback_urls, leg.facts["desk"], short_reason(leg.call_request, words)
    )


def decide(leg: Leg) -> str:
    """The agent pressed a key. The acceptance is noted before the legs are bridged, or they are not."""
    speaker, words = TwimlBuilder(catalogue(leg.agent.language)), catalogue(leg.agent.language)
    if leg.over:
        return speaker.customer_left()
    key, at = leg.form.get("Digits", ""), leg.ctx.now()
    leg.ctx.log.note(key=key[:1])
    if key == "1":
        agent = {"agent": leg.agent.id, "sid": leg.form.get("CallSid", "")}
        leg.ctx.storage.handovers.add(leg.handover_id, EventKind.ACCEPTED, at, agent, leg.attempt)
        return speaker.accepted(brief(leg.call_request, words))
    if key == "2":
        leg.note(EventKind.PASSED)
        return speaker.passed()
    if key == "9":
        return speaker.brief_again(leg.handover_id, leg.attempt, leg.callback_urls, brief(leg.call_request, words))
    return speaker.ask_again(leg.handover_id, leg.attempt, leg.callback_urls)


def dialed(leg: Leg) -> str:
    """The Dial is over: they talked, or the next agent is rung."""
    if _bridged(leg):
        leg.note(EventKind.BRIDGED, seconds=leg.form.get("DialCallDuration", ""))
        return leg.customer.goodbye()
    leg.note(EventKind.MISSED, status=leg.form.get("DialCallStatus", ""))
    if EventKind.CANCELED in leg.seen:
        return twiml.hang_up()
    return _ring(leg, leg.hunt, leg.attempt + 1)


def unanswered(leg: Leg) -> str:
    leg.note(EventKind.NO_AGENT)
    return leg.customer.unanswered()


def _positions(ctx: RequestContext) -> Availability:
    """Who is away; nobody when that cannot be read, because a customer is waiting."""
    try:
        return ctx.storage.availability.read()
    except StorageError as error:
        ctx.log.warn(f"Who is away was not read, so nobody was skipped: {error}")
        return Availability()


def _ring(leg: Leg, hunt: Mapping[str, Any], attempt: int) -> str:
    """The next of the frozen order; nothing that is changed in the middle of a call is read again."""
    order = _order(hunt)
    if attempt > len(order):
        return leg.customer.go_to(leg.callback_urls.step("unanswered", leg.handover_id))
    return leg.customer.dial(
        leg.handover_id,
        attempt,
        order[attempt - 1],
        leg.callback_urls,
        caller=leg.ctx.settings["TWILIO_NUMBER"],
        ring=int(hunt.get("ring", Limits.ring_agent_seconds)),
        time_limit=int(leg.facts["time_limit"]),
    )


def _order(hunt: Mapping[str, Any]) -> tuple[HuntTarget, ...]:
    return tuple(HuntTarget(**agent) for agent in hunt.get("agents", ()))


def _bridged(leg: Leg) -> bool:
    """Whether they talked. DialCallStatus alone proves nothing: a mailbox that was refused is `completed` too. Where
    Twilio does not say DialBridged at all, an acceptance on record decides."""
    said = leg.form.get("DialBridged", "")
    if said:
        return said == "true"
    accepted = leg.ctx.storage.handovers.has(leg.handover_id, EventKind.ACCEPTED, leg.attempt)
    return accepted and leg.form.get("DialCallStatus") in (CallStatus.COMPLETED, CallStatus.ANSWERED)


#: The steps that need a handover, by their word in the address.
CUSTOMER_STEPS: Mapping[str, Callable[[Leg], str]] = {
    "greet": greet,
    "no_key": no_key,
    "connect": connect,
    "dialed": dialed,
    "unanswered": unanswered,
}
AGENT_STEPS: Mapping[str, Callable[[Leg], str]] = {"whisper": whisper, "decide": decide}
