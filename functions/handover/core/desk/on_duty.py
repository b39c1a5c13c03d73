"""Who is on duty: the agents of the desk who may be rung now."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from handover.core.desk.config import Agent, Desk


def on_duty(desk: Desk, away: Collection[str], customer: str = "", now: datetime | None = None) -> tuple[Agent, ...]:
    """Returns the agents in the order of desk.json, without those whose ids are in `away`, without an agent who has the
    customer's number (E.164), and without those whose own hours do not cover `now` (None: at any time)."""
    agents = (agent for agent in desk.agents if customer not in agent.numbers and agent.id not in away)
    return tuple(agent for agent in agents if now is None or agent.hours is None or _works(agent, now))


def _works(agent: Agent, now: datetime) -> bool:
    from handover.core.desk.hours import works  # the time zones: most agents have no hours of their own

    return works(agent, now)


def somebody_is_free(agents: Collection[Agent], talking: Collection[str], unknown: int = 0) -> bool:
    """Returns whether one of these agents surely does not talk: `talking` are ids, and there may be `unknown` more
    agents who do."""
    return sum(agent.id not in talking for agent in agents) > unknown
