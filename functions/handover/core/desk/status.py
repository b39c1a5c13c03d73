"""How the desk stands right now, as its lead sees it: who is there, what is left of the day, whether its clock runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from handover.core.desk.config import Agent, Desk

#: The scheduler comes every five minutes; a round that failed or came late is made up for by the next.
_LATE = timedelta(minutes=15)


@dataclass(frozen=True)
class AvailabilityChange:
    """A switch that is on: who turned it (an agent's id), and when."""

    by: str
    at: datetime


@dataclass(frozen=True)
class AgentStatus:
    """One agent: away since when and by whom, or on duty; talking to a customer since when, or not."""

    agent: Agent
    away: AvailabilityChange | None = None
    talking: datetime | None = None


@dataclass(frozen=True)
class DeskStatus:
    """`paused` is the lead's switch; desk.json's own is the desk's. `calls_today` are slots taken on the desk's own day;
    `last_round` is when the scheduler last ran, None for never."""

    duties: tuple[AgentStatus, ...]
    calls_today: int
    paused: AvailabilityChange | None = None
    last_round: datetime | None = None

    @property
    def there(self) -> int:
        """How many agents are on duty."""
        return sum(duty.away is None for duty in self.duties)

    def stopped_by(self, desk: Desk, is_open: bool) -> str:
        """Why a chat that asks for a call now is refused, as the word it gets; empty when it is not."""
        stops = {
            "desk_paused": desk.paused or self.paused is not None,
            "no_agents": self.there == 0,
            "closed": not is_open,
            "limit_reached": self.calls_today >= desk.limits.calls_per_day,
        }
        return next((reason for reason, stopped in stops.items() if stopped), "")

    def scheduler_is_late(self, now: datetime) -> bool:
        """Whether calls whose reports never came are not being settled."""
        return self.last_round is None or now - self.last_round > _LATE
