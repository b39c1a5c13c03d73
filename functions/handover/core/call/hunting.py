"""The hunt: which agents are rung for a call, in which order.

The order is frozen when the customer presses a key. So a change of the desk during the call skips and repeats no agent.
"""

from __future__ import annotations

from collections.abc import Collection

from handover.core.call.events import HuntTarget
from handover.core.call.state import Handover, State
from handover.core.desk.config import Agent, Desk
from handover.core.desk.on_duty import on_duty


def order(desk: Desk, customer: str, away: Collection[str] = (), prefer: str = "") -> tuple[HuntTarget, ...]:
    """Returns the agents to ring, first to last. Skips the agents whose ids are in `away`, and an agent who has the
    customer's number. The agent with the id `prefer` is rung first: they had the customer's call when it was dropped."""
    agents = on_duty(desk, away, customer)
    return tuple(_target(agent, desk) for agent in sorted(agents, key=lambda agent: agent.id != prefer))


def preferred(before: Handover | None) -> str:
    """Returns the id of the agent to ring first after that handover: who had the call when it was dropped, else `""`."""
    return before.agent.id if before and before.agent and before.state is State.DROPPED else ""


def _target(agent: Agent, desk: Desk) -> HuntTarget:
    return HuntTarget(
        id=agent.id,
        name=agent.name,
        phone=agent.phone,
        language=agent.language,
        caller=desk.number_for(agent.phone),
        call_reason=desk.call_reason,
    )
