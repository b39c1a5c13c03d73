"""Availability: which agents are away, and whether the desk is paused.

Each is a flag: an object that exists while the flag is on. So two agents who change flags at the same moment cannot undo
each other, and one listing reads all flags.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from handover.clock import Clock
from handover.core.desk.config import Desk
from handover.core.desk.status import AvailabilityChange
from handover.core.report.readable import moment_of, text_of
from handover.services.storage import keys
from handover.services.storage.bucket import Bucket, DamagedError
from handover.services.storage.memory import ShortMemory


@dataclass(frozen=True)
class Availability:
    """The flags as they were read. `away` holds object names; `AvailabilityStore.is_away` understands them."""

    paused: bool = False
    away: frozenset[str] = field(default_factory=frozenset)


class AvailabilityStore:
    """Reads and sets the flags. Every method that reaches the bucket raises StorageError."""

    def __init__(self, bucket: Bucket, names: keys.Keys, memory: ShortMemory[frozenset[str]], clock: Clock) -> None:
        self._bucket = bucket
        self._names = names
        self._memory = memory
        self._clock = clock

    def read(self) -> Availability:
        """Returns all flags: one listing."""
        changes, at = self._memory.changes, self._clock.now()
        on = frozenset(entry.key for entry in self._bucket.listing(keys.SWITCHES))
        self._memory.keep(on, at, changes)
        return _availability(on)

    def recent(self) -> Availability:
        """Returns all flags as they were a few seconds ago at most. That some are on is not remembered: who comes back is
        called at once."""
        on = self._memory.get()
        return self.read() if on is None or on else _availability(on)

    def is_away(self, availability: Availability, agent_id: str) -> bool:
        return self._names.away(agent_id) in availability.away

    def away(self, availability: Availability, desk: Desk) -> frozenset[str]:
        """Returns the ids of the desk's agents who are away."""
        return frozenset(agent.id for agent in desk.agents if self.is_away(availability, agent.id))

    def away_since(self, agent_id: str) -> AvailabilityChange | None:
        """Returns who set the agent away and when, or None if they are available."""
        return self._change(self._names.away(agent_id))

    def paused_since(self) -> AvailabilityChange | None:
        """Returns who paused the desk and when, or None if it is not paused."""
        return self._change(keys.PAUSED)

    def set_paused(self, paused: bool, by: str, at: datetime) -> None:
        """Pause the desk or resume it; `by` is the lead's id."""
        self._set(keys.PAUSED, paused, by, at)

    def set_away(self, agent_id: str, away: bool, by: str, at: datetime) -> None:
        """Set an agent away or available; `by` is the id of the agent who does it."""
        self._set(self._names.away(agent_id), away, by, at)

    def _change(self, key: str) -> AvailabilityChange | None:
        try:
            body = self._bucket.get(key)
        except DamagedError:
            body = {}
        return None if body is None else AvailabilityChange(text_of(body.get("by")), moment_of(body.get("at")))

    def _set(self, key: str, on: bool, by: str, at: datetime) -> None:
        try:
            if on:
                self._bucket.put_once(key, {"by": by, "at": at.isoformat()})
            else:
                self._bucket.delete(key)
        finally:
            self._memory.forget()


def _availability(on: frozenset[str]) -> Availability:
    return Availability(keys.PAUSED in on, on - {keys.PAUSED})
