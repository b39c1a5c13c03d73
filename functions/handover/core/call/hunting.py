"""The hunt: which agents are rung for a call, in which order.

The order is frozen when the customer presses a key. So a change of the desk during the call skips and repeats no agent.
"""

from __future__ import annotations

from collections.abc import Collection

from handover.core.call.events import HuntTarget
from handover.core.desk.config import Agent, Desk
from handover.core.desk.on_duty import on_duty


def order(desk: Desk, customer: str, away: Collection[str] = ()) -> tuple[HuntTarget, ...]:
    """Returns the agents to ring, first to last. Skips the agents whose ids are in `away`, and an agent who has the
    customer's number."""
    return tuple(_target(agent, desk) for agent in on_duty(desk, away, customer))


def _target(agent: Agent, desk: Desk) -> HuntTarget:
    return HuntTarget(
        id=agent.id,
        name=agent.name,
        phone=agent.phone,
        language=agent.language,
        caller=desk.number_for(agent.phone),
        call_reason=desk.call_reason,
    )
