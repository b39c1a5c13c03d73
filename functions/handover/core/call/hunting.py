"""Who is rung for a call, in which order. The order is frozen when the customer presses a key, so that a change of the
desk in the middle of a call neither skips nor repeats anybody."""

from __future__ import annotations

from collections.abc import Collection

from handover.core.call.events import HuntTarget
from handover.core.desk.config import Agent, Desk


def order(desk: Desk, customer: str, away: Collection[str] = ()) -> tuple[HuntTarget, ...]:
    """The agents to ring, first to last. Skipped are an agent whose own phone is the customer's, and who is `away`: ids of
    agents."""
    return tuple(_rung(agent) for agent in desk.agents if agent.phone != customer and agent.id not in away)


def _rung(agent: Agent) -> HuntTarget:
    return HuntTarget(id=agent.id, name=agent.name, phone=agent.phone, language=agent.language)
