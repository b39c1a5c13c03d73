"""What somebody at the desk switched on: the desk is paused, an agent is away. A switch is an object that is there while it
is on, so that two agents who switch at the same moment cannot undo each other, and one listing tells them all."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from handover.core.desk.config import Desk
from handover.core.desk.status import AvailabilityChange
from handover.services.storage import keys
from handover.services.storage.bucket import Bucket


@dataclass(frozen=True)
class Availability:
    """How the switches stand. `away` holds object names; ask `is_away`."""

    paused: bool = False
    away: frozenset[str] = field(default_factory=frozenset)


class AvailabilityFlags:
    """Reads and turns switches."""

    def __init__(self, bucket: Bucket, names: keys.Keys) -> None:
        self._bucket = bucket
        self._names = names

    def read(self) -> Availability:
        """All switches: one listing."""
        on = frozenset(entry.key for entry in self._bucket.listing(keys.SWITCHES))
        return Availability(keys.PAUSED in on, on - {keys.PAUSED})

    def is_away(self, availability: Availability, agent_id: str) -> bool:
        return self._names.away(agent_id) in availability.away

    def away(self, availability: Availability, desk: Desk) -> frozenset[str]:
        """The ids of the desk's agents who are away."""
        return frozenset(agent.id for agent in desk.agents if self.is_away(availability, agent.id))

    def away_since(self, agent_id: str) -> AvailabilityChange | None:
        """Who set the agent away, and when; None when nobody did."""
        return self._turned(self._names.away(agent_id))

    def paused_since(self) -> AvailabilityChange | None:
        """Who paused the desk, and when; None when nobody did."""
        return self._turned(keys.PAUSED)

    def pause(self, on: bool, by: str, at: datetime) -> None:
        """Pause the desk, or open it again; `by` is the id of the lead who did."""
        self._turn(keys.PAUSED, on, by, at)

    def set_away(self, agent_id: str, on: bool, by: str, at: datetime) -> None:
        """Whether an agent is skipped when calls come."""
        self._turn(self._names.away(agent_id), on, by, at)

    def _turned(self, key: str) -> AvailabilityChange | None:
        body = self._bucket.get(key)
        return AvailabilityChange(body["by"], datetime.fromisoformat(body["at"])) if body else None

    def _turn(self, key: str, on: bool, by: str, at: datetime) -> None:
        if on:
            self._bucket.put_once(key, {"by": by, "at": at.isoformat()})
        else:
            self._bucket.delete(key)
