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
from handover.core.call.call_request import Wish
from handover.core.call.events import Event, Kind, Rung
from handover.core.call.links import Links
from handover.core.call.twiml import Speaker
from handover.core.desk.config import Limits
from handover.core.i18n import texts
from handover.errors import HandoverError
from handover.services.storage import StorageError
from handover.services.storage.availability import Positions
from handover.usecases.context import Tools


class UnknownCallError(HandoverError):
    """There is no handover, or no such attempt, that this step could belong to."""


@dataclass(frozen=True)
class Leg:
    """One request of Twilio: which handover and attempt, what came with it, and what the permit holds."""

    tools: Tools
    hid: str
    attempt: int
    form: Mapping[str, str]
    seen: Mapping[Kind, Event]

    @property
    def facts(self) -> Mapping[str, Any]:
        return self.seen[Kind.REQUESTED].facts

    @property
    def over(self) -> bool:
        """Cancelled, or the customer has hung up."""
        return Kind.CANCELED in self.seen or Kind.ENDED in self.seen

    @property
    def links(self) -> Links:
        return self.tools.links

    @property
    def customer(self) -> Speaker:
        """Speaks the customer's language."""
        return Speaker(texts(self.facts["language"]))

    @property
    def wish(self) -> Wish:
        return Wish.from_record(self.facts.get("wish", {}))

    @property
    def hunt(self) -> Mapping[str, Any]:
        """The frozen order of agents and how long each is rung; empty before a key was pressed."""
        return self.seen[Kind.HUNT].facts if Kind.HUNT in self.seen else {}

    @property
    def agent(self) -> Rung:
        """The agent of this attempt. Raises UnknownCallError."""
        order = _order(self.hunt)
        if not 0 < self.attempt <= len(order):
            raise UnknownCallError("This step belongs to no attempt that was made.")
        return order[self.attempt - 1]

    def note(self, kind: Kind, **facts: Any) -> None:
        """Note a fact without which the call can go on."""
        try:
            self.tools.storage.timelines.add(self.hid, kind, self.tools.now(), facts, self.attempt)
        except StorageError as error:
            self.tools.log.warn(f"{kind} was not noted: {error}")


def read_leg(tools: Tools, hid: str, attempt: int, form: Mapping[str, str]) -> Leg:
    """What is on record for this request. Raises UnknownCallError, StorageError."""
    seen = tools.storage.timelines.glance(hid, Kind.REQUESTED, Kind.HUNT, Kind.CANCELED, Kind.ENDED)
    if Kind.REQUESTED not in seen:
        raise UnknownCallError("There is no such handover.")
    return Leg(tools, hid, attempt, form, seen)


def greet(leg: Leg) -> str:
    if leg.over:
        return twiml.hang_up()
    return leg.customer.greet(leg.hid, leg.links, leg.facts["desk"])


def no_key(leg: Leg) -> str:
    leg.note(Kind.NO_KEY)
    return leg.customer.no_key()


def connect(leg: Leg) -> str:
    """A key was pressed, so a person listens: freeze the order of agents, ring the first."""
    if leg.over:
        return twiml.hang_up()
    tools = leg.tools
    desk, positions = tools.storage.bucket.together(tools.storage.desk, lambda: _positions(tools))
    away = tools.storage.switches.away(positions, desk)
    agents = [vars(agent) for agent in hunting.order(desk, leg.facts["phone"], away)]
    facts = {"agents": agents, "ring": desk.limits.ring_agent_seconds, "sid": leg.form.get("CallSid", "")}
    frozen = tools.storage.timelines.claim(leg.hid, Kind.HUNT, tools.now(), facts)
    return _ring(leg, frozen.body["facts"], 1)


def whisper(leg: Leg) -> str:
    speaker, words = Speaker(texts(leg.agent.language)), texts(leg.agent.language)
    if leg.over:
        return speaker.customer_left()
    return speaker.whisper(leg.hid, leg.attempt, leg.links, leg.facts["desk"], short_reason(leg.wish, words))


def decide(leg: Leg) -> str:
    """The agent pressed a key. The acceptance is noted before the legs are bridged, or they are not."""
    speaker, words = Speaker(texts(leg.agent.language)), texts(leg.agent.language)
    if leg.over:
        return speaker.customer_left()
    key, at = leg.form.get("Digits", ""), leg.tools.now()
    leg.tools.log.note(key=key[:1])
    if key == "1":
        agent = {"agent": leg.agent.id, "sid": leg.form.get("CallSid", "")}
        leg.tools.storage.timelines.add(leg.hid, Kind.ACCEPTED, at, agent, leg.attempt)
        return speaker.accepted(brief(leg.wish, words))
    if key == "2":
        leg.note(Kind.PASSED)
        return speaker.passed()
    if key == "9":
        return speaker.brief_again(leg.hid, leg.attempt, leg.links, brief(leg.wish, words))
    return speaker.ask_again(leg.hid, leg.attempt, leg.links)


def dialed(leg: Leg) -> str:
    """The Dial is over: they talked, or the next agent is rung."""
    if _bridged(leg):
        leg.note(Kind.BRIDGED, seconds=leg.form.get("DialCallDuration", ""))
        return leg.customer.goodbye()
    leg.note(Kind.MISSED, status=leg.form.get("DialCallStatus", ""))
    if Kind.CANCELED in leg.seen:
        return twiml.hang_up()
    return _ring(leg, leg.hunt, leg.attempt + 1)


def unanswered(leg: Leg) -> str:
    leg.note(Kind.NO_AGENT)
    return leg.customer.unanswered()


def _positions(tools: Tools) -> Positions:
    """Who is away; nobody when that cannot be read, because a customer is waiting."""
    try:
        return tools.storage.switches.read()
    except StorageError as error:
        tools.log.warn(f"Who is away was not read, so nobody was skipped: {error}")
        return Positions()


def _ring(leg: Leg, hunt: Mapping[str, Any], attempt: int) -> str:
    """The next of the frozen order; nothing that is changed in the middle of a call is read again."""
    order = _order(hunt)
    if attempt > len(order):
        return leg.customer.go_to(leg.links.step("unanswered", leg.hid))
    return leg.customer.dial(
        leg.hid,
        attempt,
        order[attempt - 1],
        leg.links,
        caller=leg.tools.settings["TWILIO_NUMBER"],
        ring=int(hunt.get("ring", Limits.ring_agent_seconds)),
        time_limit=int(leg.facts["time_limit"]),
    )


def _order(hunt: Mapping[str, Any]) -> tuple[Rung, ...]:
    return tuple(Rung(**agent) for agent in hunt.get("agents", ()))


def _bridged(leg: Leg) -> bool:
    """Whether they talked. DialCallStatus alone proves nothing: a mailbox that was refused is `completed` too. Where
    Twilio does not say DialBridged at all, an acceptance on record decides."""
    said = leg.form.get("DialBridged", "")
    if said:
        return said == "true"
    accepted = leg.tools.storage.timelines.has(leg.hid, Kind.ACCEPTED, leg.attempt)
    return accepted and leg.form.get("DialCallStatus") in ("completed", "answered")


#: The steps that need a handover, by their word in the address.
CUSTOMER_STEPS: Mapping[str, Callable[[Leg], str]] = {
    "greet": greet,
    "no_key": no_key,
    "connect": connect,
    "dialed": dialed,
    "unanswered": unanswered,
}
AGENT_STEPS: Mapping[str, Callable[[Leg], str]] = {"whisper": whisper, "decide": decide}
