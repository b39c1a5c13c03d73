"""The desk's current status, as its lead sees it: available agents, calls of the day, and whether the scheduler runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from handover.core.desk.config import Agent, Desk
from handover.core.desk.stop import Stop, stop_of_desk, stop_of_limits

#: The scheduler runs every minute, or every five where no calls are booked (docs/operations.md). A run that fails or comes
#: late does no harm: the next one does its work.
_LATE = timedelta(minutes=15)


@dataclass(frozen=True)
class AvailabilityChange:
    """An agent was set to away, or the desk was paused: by whom (an agent's id, or `""`), and when, or None if
    the record is damaged. `misses` is how many missed calls in a row were the reason, or 0."""

    by: str
    at: datetime | None
    misses: int = 0


@dataclass(frozen=True)
class AgentStatus:
    """One agent's status. `away` is None for an available agent. `talking` is when their current conversation began, or
    None. `off` is whether their own hours keep them from being rung now; `today` are the spans of these hours today, None
    for an agent without own hours."""

    agent: Agent
    away: AvailabilityChange | None = None
    talking: datetime | None = None
    off: bool = False
    today: tuple[str, ...] | None = None


@dataclass(frozen=True)
class DeskStatus:
    """`paused` is a pause from the dashboard; the one in desk.json is `Desk.paused`. `calls_today` counts the quota claims
    of the day in the desk's time zone, `all_lines_busy` is whether its limit `calls_in_progress` is reached. `last_sweep` is
    when the scheduler last ran, or None if it never did."""

    agents: tuple[AgentStatus, ...]
    calls_today: int
    all_lines_busy: bool = False
    paused: AvailabilityChange | None = None
    last_sweep: datetime | None = None

    @property
    def available(self) -> int:
        """The number of available agents."""
        return sum(agent.away is None and not agent.off for agent in self.agents)

    def stopped_by(self, desk: Desk, now: datetime) -> Stop | None:
        """Returns why a `start_call` of a new chat is refused at `now`, or None if it is not."""
        away = [status.agent.id for status in self.agents if status.away]
        of_desk = stop_of_desk(desk, self.paused is not None, away, now)
        return of_desk or stop_of_limits(desk.limits, self.calls_today, self.all_lines_busy)

    def scheduler_is_late(self, now: datetime) -> bool:
        """Returns whether the scheduler is overdue: live handovers whose callbacks never came are then not reconciled."""
        return self.last_sweep is None or now - self.last_sweep > _LATE
