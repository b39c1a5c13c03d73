"""Who is rung for a call, in which order. The order is frozen when the customer presses a key, so that a change of the
desk in the middle of a call neither skips nor repeats anybody."""

from __future__ import annotations

from collections.abc import Iterable

from handover.core.call.timeline import Rung
from handover.core.desk.desk import Agent, Desk


def order(desk: Desk, customer: str) -> tuple[Rung, ...]:
    """The agents to ring, first to last. An agent whose own phone is the customer's is skipped."""
    return tuple(_rung(agent) for agent in _free(desk.agents, customer))


def _free(agents: Iterable[Agent], customer: str) -> Iterable[Agent]:
    return (agent for agent in agents if agent.phone != customer)


def _rung(agent: Agent) -> Rung:
    return Rung(id=agent.id, name=agent.name, phone=agent.phone, language=agent.language)
