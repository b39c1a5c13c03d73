"""One sentence that says what a visitor can do now, and where. Looks at phones and handover; changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handover.core.call.states import Handover
from sandbox.demo.handset import Handset


@dataclass(frozen=True)
class Hint:
    """`where`: `chat`, `desk`, or the number of a phone."""

    text: str
    where: str


def hint(customer: Handset, agents: Sequence[Handset], handover: Handover | None, begun: bool) -> Hint:
    """What to do now; the phones come first, since they do not wait."""
    return _on_the_phone(customer, agents) or _in_the_chat(handover, begun)


def _on_the_phone(customer: Handset, agents: Sequence[Handset]) -> Hint | None:
    if customer.phone.talking_to is not None:
        other = customer.phone.talking_to.owner
        words = f"{other} and the customer are connected. Type what either of them says, or hang up."
        return Hint(words, customer.phone.number)
    for agent in agents:
        if agent.phone.state != "idle":
            return Hint(_to_agent(agent), agent.phone.number)
    if customer.phone.state == "idle":
        return None
    return Hint(_to_customer(customer), customer.phone.number)


def _to_agent(agent: Handset) -> str:
    name = agent.phone.owner
    if agent.phone.state == "ringing":
        return f"{name}'s phone rings: answer it, or see what happens if nobody does."
    if agent.phone.in_mailbox:
        return f"{name}'s mailbox has the call. It cannot press a key, so it will not be connected."
    return f"{name} hears what it is about: press 1 to take the call, 2 to pass, 9 to hear more."


def _to_customer(customer: Handset) -> str:
    if customer.phone.state == "ringing":
        return "The customer's phone rings: answer it."
    if customer.phone.in_mailbox:
        return "The customer's mailbox has the call. It cannot press a key, so no agent is rung."
    if any(line.kind == "key" for line in customer.lines):
        return "One moment: an agent's phone will ring."
    return "Press any key on the customer's phone: that shows a person is listening."


def _in_the_chat(handover: Handover | None, begun: bool) -> Hint:
    if handover and handover.live:
        return Hint("The call is on its way.", "chat")
    if handover:
        words = f"The handover has ended as “{handover.state}”. See what the desk keeps, or start a new chat."
        return Hint(words, "desk")
    if begun:
        return Hint("Answer the assistant. It asks for a number and a clear yes before anyone is called.", "chat")
    return Hint("Start here: you are the customer. Ask the assistant to call you.", "chat")
