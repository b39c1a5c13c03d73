"""The hint on the demo's page: what is happening, and what the user can do now. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handover.core.call.booking import RETRY
from handover.core.call.events import Event, EventKind, frozen_order
from handover.core.call.proof import DIGIT, NONE
from handover.core.call.state import Handover, State
from sandbox.demo.handset import Handset, reading_form
from sandbox.demo.words import ENGLISH, Words


@dataclass(frozen=True)
class Hint:
    """`where`: `chat`, `desk`, or the number of a phone. `fact`: what is happening. `act`: what the user can do."""

    where: str
    fact: str
    act: str = ""

    def text(self, played: bool, words: Words = ENGLISH) -> str:
        """Returns the text for the user, who only watches if the demo is `played`."""
        return (self.fact or words.text("hint.watch")) if played else f"{self.fact} {self.act}".strip()


@dataclass(frozen=True)
class Situation:
    """What the hint depends on. `begun`: the customer has written in the chat. `events`: the handover's timeline."""

    customer: Handset
    agents: Sequence[Handset]
    handover: Handover | None
    begun: bool
    events: Sequence[Event] = ()


def hint(now: Situation, words: Words = ENGLISH) -> Hint:
    """Returns the hint. Phones come first, because they do not wait."""
    where, key, values = _on_the_phone(now) or _in_the_chat(now, words)
    fact, act = (words.text(name, **values) if words.has(name) else "" for name in (f"hint.{key}", f"hint.{key}_act"))
    return Hint(where, fact, act)


_BEFORE_THE_CALL = (State.REQUESTED, State.DIALING)
#: The ends after which the customer may still want to talk.
_MISSED = (State.BUSY, State.NO_ANSWER, State.NO_HUMAN, State.ABANDONED, State.NO_AGENT, State.DROPPED)

_Found = tuple[str, str, Mapping[str, str]]


def _on_the_phone(now: Situation) -> _Found | None:
    """Returns where to look, the name of the hint in the texts, and its values; None if all phones are idle."""
    phone, rung = now.customer.phone, _colleagues(now.events)
    for agent in now.agents:  # a colleague who is asked to join comes before the two who talk
        if agent.phone.owner in rung and agent.phone.state != "idle" and agent.phone.talking_to is None:
            about = "colleague_hears" if agent.phone.state == "connected" else _about_agent(agent)
            return agent.phone.number, about, {"agent": agent.phone.owner}
    if phone.talking_to is not None:
        return phone.number, "connected", {"other": phone.talking_to.owner}
    for agent in now.agents:
        if agent.phone.state != "idle":
            asks = _asks(now.events) and agent.phone.state == "connected"
            return agent.phone.number, "agent_asks" if asks else _about_agent(agent), {"agent": agent.phone.owner}
    return None if phone.state == "idle" else (phone.number, _about_customer(now), {})


def _colleagues(events: Sequence[Event]) -> set[str]:
    """Returns the names of the colleagues who were asked to join the call and have not answered yet."""
    answered = {event.attempt for event in events if event.kind in (EventKind.JOINED, EventKind.COLLEAGUE_OVER)}
    asked = (event for event in events if event.kind is EventKind.COLLEAGUE and event.attempt not in answered)
    return {agent.name for event in asked for agent in frozen_order(event.facts)}


def _asks(events: Sequence[Event]) -> bool:
    """Returns whether the agent has pressed `*` and not come back to the customer yet."""
    of_the_room = [event for event in events if event.kind in (EventKind.ENTERED, EventKind.ASKED)]
    return bool(of_the_room) and max(of_the_room, key=lambda event: event.at).kind is EventKind.ASKED


def _about_agent(agent: Handset) -> str:
    if agent.phone.state == "ringing":
        return "agent_rings_link" if agent.has_new_link else "agent_rings"
    return "agent_mailbox" if agent.phone.in_mailbox else "agent_hears"


def _about_customer(now: Situation) -> str:
    phone = now.customer.phone
    if phone.state == "ringing":
        return "customer_rings"
    if phone.in_mailbox:
        return "customer_mailbox"
    if phone.recording:
        return "customer_records"
    inbound = phone.call is not None and phone.call.direction == "inbound"
    proof = now.handover.proof if now.handover else ""
    if not any(line.kind == "key" for line in now.customer.lines):
        return "customer_rang_us" if inbound else _GREETED.get(proof, "customer_hears")
    if inbound and not (now.handover and phone.call and now.handover.ring_back == phone.call.sid):
        return _about_caller(proof, phone.listening)
    return _about_hunt(now, phone.listening)


#: What the customer hears first, by the kind of proof.
_GREETED = {DIGIT: "customer_digit", NONE: "customer_not_asked"}


def _about_caller(proof: str, listening: bool) -> str:
    """Returns what a caller hears after a key whose call is not connected, or not yet. Nobody is promised to them."""
    if not listening:
        return "customer_told"
    return "customer_digit" if proof == DIGIT else "caller_chooses"


def _about_hunt(now: Situation, listening: bool) -> str:
    """Returns what the customer waits for, after a key. An agent is promised only while one is still to be rung."""
    kinds = {event.kind for event in now.events}
    if EventKind.NO_KEY in kinds and EventKind.HUNT not in kinds:  # a wrong digit
        return "customer_digit" if listening else "customer_told"
    if EventKind.BRIDGED in kinds:
        return "customer_told"
    if kinds & {EventKind.VOICEMAIL, EventKind.NO_AGENT}:
        return "customer_chooses" if listening else "customer_told"
    if now.handover and now.handover.state is State.WAITING:
        return "customer_waits"
    tried = {event.attempt for event in now.events if event.kind in (EventKind.MISSED, EventKind.PASSED)}
    order = now.handover.order if now.handover else ()
    return "customer_told" if order and len(tried) >= len(order) else "customer_pressed"


def _in_the_chat(now: Situation, words: Words) -> _Found:
    if now.handover and now.handover.live and now.handover.phone != now.customer.phone.number:
        return "chat", "elsewhere", {"number": reading_form(now.customer.phone.number)}
    if now.handover and now.handover.state is State.SCHEDULED:
        again = now.handover.booking is not None and now.handover.booking.why == RETRY
        return "chat", "scheduled_again" if again else "scheduled", {}
    if now.handover and now.handover.state is State.UNCONFIRMED:
        return "chat", "unconfirmed", {}
    if now.handover and now.handover.live:
        return "chat", "on_its_way" if now.handover.state in _BEFORE_THE_CALL else "call_over", {}
    if now.handover:
        where, ended = _after(now.handover, now.customer.phone.number)
        return where, ended, {"state": words.text(f"state.{now.handover.state}")}
    return "chat", "begun" if now.begun else "start", {}


def _after(handover: Handover, phone: str) -> tuple[str, str]:
    """Returns where to look after a handover, and the name of the hint."""
    if handover.state is State.VOICEMAIL:
        return "desk", "left_message"
    if handover.state in _MISSED and not handover.disproved:
        return phone, "missed"
    return "desk", "ended_talked" if handover.state is State.COMPLETED and not handover.ratings else "ended"
