"""The hint on the demo's page: what is happening, and what the user can do now. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
    """What the hint depends on. `begun`: the customer has written in the chat."""

    customer: Handset
    agents: Sequence[Handset]
    handover: Handover | None
    begun: bool


def hint(now: Situation, words: Words = ENGLISH) -> Hint:
    """Returns the hint. Phones come first, because they do not wait."""
    where, key, values = _on_the_phone(now) or _in_the_chat(now, words)
    fact, act = (words.text(name, **values) if words.has(name) else "" for name in (f"hint.{key}", f"hint.{key}_act"))
    return Hint(where, fact, act)


_Found = tuple[str, str, Mapping[str, str]]


def _on_the_phone(now: Situation) -> _Found | None:
    """Returns where to look, the name of the hint in the texts, and its values; None if all phones are idle."""
    phone = now.customer.phone
    if phone.talking_to is not None:
        return phone.number, "connected", {"other": phone.talking_to.owner}
    for agent in now.agents:
        if agent.phone.state != "idle":
            return agent.phone.number, _about_agent(agent), {"agent": agent.phone.owner}
    return None if phone.state == "idle" else (phone.number, _about_customer(now.customer), {})


def _about_agent(agent: Handset) -> str:
    if agent.phone.state == "ringing":
        return "agent_rings_link" if agent.has_new_link else "agent_rings"
    return "agent_mailbox" if agent.phone.in_mailbox else "agent_hears"


def _about_customer(customer: Handset) -> str:
    if customer.phone.state == "ringing":
        return "customer_rings"
    if customer.phone.in_mailbox:
        return "customer_mailbox"
    return "customer_pressed" if any(line.kind == "key" for line in customer.lines) else "customer_hears"


def _in_the_chat(now: Situation, words: Words) -> _Found:
    if now.handover and now.handover.live and now.handover.phone != now.customer.phone.number:
        return "chat", "elsewhere", {"number": reading_form(now.customer.phone.number)}
    if now.handover and now.handover.live:
        return "chat", "on_its_way", {}
    if now.handover:
        ended = "ended_talked" if now.handover.state == State.COMPLETED and not now.handover.ratings else "ended"
        return "desk", ended, {"state": words.text(f"state.{now.handover.state}")}
    return "chat", "begun" if now.begun else "start", {}
