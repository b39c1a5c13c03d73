"""What each event of a handover means: what was decided, and why. For operators, so in English as all of deploy.sh. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handover.core.call.events import Event, EventKind
from handover.core.privacy.numbers import masked

_MEANINGS: Mapping[str, str] = {
    EventKind.BOOKED: "step {attempt} of the booking was claimed, so no other request can take it: {step}",
    EventKind.REQUESTED: "the permit was claimed: this request alone may dial {phone}; from here on a call may exist",
    EventKind.VOID: "the permit is void: the chat's pointer names another handover, so this one was never dialled",
    EventKind.REFUSED: "no call was placed: {reason}{limit}",
    EventKind.PLACED: "Twilio accepted the call {sid}",
    EventKind.UNCONFIRMED: "Twilio's answer was lost: the call may exist, so it is not placed again",
    EventKind.RINGING: "Twilio reports that the customer's phone rings",
    EventKind.ANSWERED: "the customer's phone was answered; a key press is required, because a mailbox presses none",
    EventKind.NO_KEY: "no key was pressed, so no agent was rung",
    EventKind.HUNT: "a key was pressed: the order of agents is frozen: {agents}",
    EventKind.CHOSEN: "after the frozen order was tried, attempt {attempt} rings {agents}",
    EventKind.WAITING: "nobody was free: the customer waits in line for attempt {attempt}",
    EventKind.ACCEPTED: "agent {attempt} pressed 1 and takes the call",
    EventKind.PASSED: "agent {attempt} passed; the next one is rung",
    EventKind.BRIDGED: "customer and agent {attempt} were connected: no further agent is rung",
    EventKind.MOVING: "agent {attempt}'s leg is about to be moved to a conference, once; else the legs are bridged",
    EventKind.ENTERED: "an agent came into the conference (attempt and visit: {attempt}): the customer has somebody",
    EventKind.ASKED: "an agent pressed * (attempt and visit: {attempt}); proposed: {agents}",
    EventKind.COLLEAGUE: "the call to {agents} was claimed before it was placed, so a repetition calls nobody",
    EventKind.JOINED: "the colleague {agent} pressed 1 and comes in",
    EventKind.COLLEAGUE_OVER: "the colleague's call is over, or surely was not placed: {status}",
    EventKind.LEFT: "the call of agent {attempt} is over; the others may go on",
    EventKind.MISSED: "the Dial to agent {attempt} ended without a bridge; an acceptance is taken back",
    EventKind.NO_AGENT: "nobody was left to ring",
    EventKind.VOICEMAIL: "the customer left a message",
    EventKind.CALL_RECORDED: "the sound of the call is in the bucket, {bytes} bytes; only now it may be deleted at Twilio",
    EventKind.RECORDED: "the sound of the message is in the bucket, {bytes} bytes; only now it may be deleted at Twilio",
    EventKind.DROPPED: "Twilio reports that the line of agent {attempt} broke during the conversation",
    EventKind.CANCELED: "the call was cancelled; every later step hangs up",
    EventKind.ENDED: "the customer's leg is over: {status}",
    EventKind.LOOKED: "the call was looked up at Twilio: {look}",
    EventKind.WRAPPED: "agent {agent} noted the outcome: {disposition}",
    EventKind.TEXTED: "message {attempt} to the customer was claimed before it was sent: {kind}",
    EventKind.RATED: "the customer rated the call: {rating} of 5",
}


def meaning(event: Event) -> str:
    """Returns what the event means, in one line. Phone numbers are masked."""
    facts = event.facts
    agents = facts.get("agents")
    names = (
        [str(agent.get("name")) for agent in agents if isinstance(agent, Mapping)] if isinstance(agents, list) else []
    )
    values = _Known(
        {name: str(fact) for name, fact in facts.items()},
        attempt=str(event.attempt),
        phone=masked(str(facts.get("phone", ""))),
        agents=", ".join(names) or "nobody",
        limit=f" ({facts['limit']})" if facts.get("limit") else "",
        look=_look(facts),
        step=_step(facts),
    )
    return _MEANINGS.get(event.kind, f"an event of the kind {event.kind}").format_map(values)


class _Known(dict[str, str]):
    """The values for a sentence; what is not on record is named as such."""

    def __missing__(self, name: str) -> str:
        return f"(no {name} on record)"


def _step(facts: Mapping[str, Any]) -> str:
    """Returns what a step of a booking says."""
    said = next((name for name in ("dial", "canceled", "dropped", "ring_back") if facts.get(name)), "")
    if said:
        return f"{said} ({facts[said]})" if said == "dropped" else said
    return f"at {facts.get('at', '(no time on record)')}"


def _look(facts: Mapping[str, Any]) -> str:
    """Returns the finding of a look-up."""
    known = {name: fact for name, fact in facts.items() if name not in ("owner", "phone")}
    return ", ".join(f"{name} {fact}" for name, fact in known.items()) or "nothing was found"
