"""The hint on the demo's page: what is happening, and what the user can do now. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handover.core.call.state import Handover
from sandbox.demo.handset import Handset

_WATCH = "The customer writes to the assistant."


@dataclass(frozen=True)
class Hint:
    """`where`: `chat`, `desk`, or the number of a phone. `fact`: what is happening. `act`: what the user can do."""

    where: str
    fact: str
    act: str = ""

    def text(self, played: bool) -> str:
        """Returns the text for the user, who only watches if the demo is `played`."""
        return (self.fact or _WATCH) if played else f"{self.fact} {self.act}".strip()


def hint(customer: Handset, agents: Sequence[Handset], handover: Handover | None, begun: bool) -> Hint:
    """Returns the hint. Phones come first, because they do not wait. `begun`: the customer has written in the chat."""
    return _on_the_phone(customer, agents) or _in_the_chat(handover, begun)


def _on_the_phone(customer: Handset, agents: Sequence[Handset]) -> Hint | None:
    if customer.phone.talking_to is not None:
        other = customer.phone.talking_to.owner
        fact = f"{other} and the customer are connected."
        return Hint(customer.phone.number, fact, "Type what either of them says, or hang up.")
    for agent in agents:
        if agent.phone.state != "idle":
            return Hint(agent.phone.number, *_about_agent(agent))
    if customer.phone.state == "idle":
        return None
    return Hint(customer.phone.number, *_about_customer(customer))


def _about_agent(agent: Handset) -> tuple[str, str]:
    name = agent.phone.owner
    if agent.phone.state == "ringing":
        link = "Tap the link in the text message to see who wants to talk. " if agent.has_new_link else ""
        return f"{name}'s phone rings.", f"{link}Answer it, or see what happens if nobody does."
    if agent.phone.in_mailbox:
        return f"{name}'s mailbox has the call. It cannot press a key, so it will not be connected.", ""
    return f"{name} hears what it is about.", "Press 1 to take the call, 2 to pass, 9 to hear more."


def _about_customer(customer: Handset) -> tuple[str, str]:
    if customer.phone.state == "ringing":
        return "The customer's phone rings.", "Answer it."
    if customer.phone.in_mailbox:
        return "The customer's mailbox has the call. It cannot press a key, so no agent is rung.", ""
    if any(line.kind == "key" for line in customer.lines):
        return "One moment: an agent's phone will ring.", ""
    return "The customer hears who calls.", "Press any key on that phone: it shows that a person is listening."


def _in_the_chat(handover: Handover | None, begun: bool) -> Hint:
    if handover and handover.live:
        return Hint("chat", "The call is on its way.")
    if handover:
        ended = f"The handover has ended as “{handover.state}”."
        return Hint("desk", ended, "Wrap it up in an agent's browser, see what the desk keeps, or start a new chat.")
    if begun:
        return Hint("chat", "The assistant asks for a number and a clear yes before anyone is called.", "Answer it.")
    return Hint("chat", "", "Start here: you are the customer. Ask the assistant to call you.")
