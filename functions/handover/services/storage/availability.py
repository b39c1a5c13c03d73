"""Availability: which agents are away, and whether the desk is paused.

Each is a flag: an object that exists while the flag is on. So two agents who change flags at the same moment cannot undo
each other, and one listing reads all flags.

The same listing has when each agent last ended a conversation, if the desk rings by that: an object that is written anew
each time, and whose age is all that counts. And it has the calls that agents missed in a row.

The markers of live handovers lie in a folder beside the flags. Who only wants the flags lists without that folder; who also
needs to know which calls are under way gets both in one listing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from handover.clock import Clock
from handover.core.call.events import number_fact
from handover.core.desk.config import Desk
from handover.core.desk.status import AvailabilityChange
from handover.core.report.readable import moment_of, text_of
from handover.services.storage import keys
from handover.services.storage.bucket import Bucket, DamagedError, Entry
from handover.services.storage.memory import FlagsMemory
from handover.services.storage.operation import Operation


@dataclass(frozen=True)
class Look:
    """What is to be read to know whether a desk takes calls. `works` are done at the same time, and `flags` makes of their
    results what is known: the flags, or None if they all have to be listed."""

    works: Sequence[Callable[[], Any]]
    flags: Callable[[Sequence[Any]], Availability | None]


@dataclass(frozen=True)
class Availability:
    """The flags as they were read. `away` and `talked` hold object names; the store understands them. `talked` is when
    each was written, by the bucket's clock."""

    paused: bool = False
    away: frozenset[str] = field(default_factory=frozenset)
    talked: Mapping[str, datetime] = field(default_factory=dict)


class AvailabilityStore:
    """Reads and sets the flags. Every method that reaches the bucket raises StorageError."""

    def __init__(self, bucket: Bucket, names: keys.Keys, memory: FlagsMemory, clock: Clock) -> None:
        self._bucket = bucket
        self._names = names
        self._memory = memory
        self._clock = clock

    def read(self) -> Availability:
        """Returns all flags: one listing."""
        return self.reading()()

    def reading_with_live(self) -> Operation[tuple[Availability, Sequence[str]]]:
        """Returns the operation whose result are all flags, and the ids of the handovers with a live marker, oldest day
        first: one listing."""

        def live(listed: Sequence[Entry]) -> list[str]:
            return [entry.key.removeprefix(keys.LIVE) for entry in listed if entry.key.startswith(keys.LIVE)]

        return self._listing(flat=False).then(lambda found: (found[0], live(found[1])))

    def recent(self) -> Availability:
        """Returns all flags as they were a few seconds ago at most. That some are on is not remembered: who comes back is
        called at once."""
        return Availability() if self._memory.none_on.get() else self.read()

    def look(self, agent_id: str = "") -> Look:
        """Returns what a start has to read to know whether that agent is there, as of a few seconds ago at most.

        As long as no flag was on when they were last listed, that is the pause and the agent's own flag: two reads cost a
        fifth of a listing. Without an agent all flags are listed."""
        names = (keys.PAUSED, self._names.away(agent_id))
        if self._memory.none_on.get() or self._memory.off.get() == names:
            return Look((), lambda _: Availability())
        if not (agent_id and self._memory.none_was_on):
            return Look((self.reading(),), lambda found: found[0])
        changes, at = self._memory.off.changes, self._clock.now()

        def flags(found: Sequence[Any]) -> Availability | None:
            if any(body is not None for body in found):
                return None
            self._memory.off.keep(names, at, changes)
            return Availability()

        return Look([self._bucket.getting_bytes(name) for name in names], flags)

    def reading(self) -> Operation[Availability]:
        """Returns the operation that does what `read` does."""
        return self._listing(flat=True).then(lambda found: found[0])

    def is_away(self, availability: Availability, agent_id: str) -> bool:
        return self._names.away(agent_id) in availability.away

    def away(self, availability: Availability, desk: Desk) -> frozenset[str]:
        """Returns the ids of the desk's agents who are away."""
        return frozenset(agent.id for agent in desk.agents if self.is_away(availability, agent.id))

    def last_talked(self, availability: Availability, desk: Desk) -> dict[str, datetime]:
        """Returns when each of the desk's agents last ended a conversation, by their ids, as far as that is stored. The
        times are the bucket's: good for comparing them."""
        names = {agent.id: self._names.talked(agent.id) for agent in desk.agents}
        return {each: availability.talked[name] for each, name in names.items() if name in availability.talked}

    def note_talked(self, agent_id: str, at: datetime) -> None:
        """Note that the agent ended a conversation just now."""
        self._bucket.put(self._names.talked(agent_id), {"at": at.isoformat()})

    def note_miss(self, agent_id: str, call: str, most: int, at: datetime) -> bool:
        """Note that the agent missed a call, and returns whether that makes `most` in a row. `call` names the call: that it
        is noted again changes nothing. Those that are noted are read: a claim that is lost would cost more."""
        for n in range(1, most):
            name = self._names.missed(agent_id, n)
            noted: Mapping[str, Any] | None = self._bucket.get(name)
            if noted is None:
                claim = self._bucket.claim(name, {"of": call, "at": at.isoformat()})
                if claim.mine:
                    return False
                noted = claim.body
            if noted.get("of") == call:
                return False
        return True

    def forget_misses(self, agent_id: str) -> None:
        """Begin to count the agent's missed calls anew. Without a first one it reads that, and does no more. So the first
        one is deleted last: if one of the others stays, it is deleted the next time."""
        first = self._names.missed(agent_id, 1)
        if self._bucket.get_bytes(first) is not None:
            names = [name for name in self._bucket.names(self._names.missed_by(agent_id)) if name != first]
            self._bucket.in_parallel(*[partial(self._bucket.delete, name) for name in names])
            self._bucket.delete(first)

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
        """Set an agent away or available; `by` is the id of the agent who does it. Who comes back has missed no call."""
        if not away:
            self.forget_misses(agent_id)
        self._set(self._names.away(agent_id), away, by, at)

    def set_away_for_misses(self, agent_id: str, misses: int, at: datetime) -> bool:
        """Set an agent away who missed so many calls in a row. Returns False if they are away already."""
        try:
            return self._bucket.put_once(self._names.away(agent_id), {"by": "", "at": at.isoformat(), "misses": misses})
        finally:
            self._memory.forget()

    def _listing(self, flat: bool) -> Operation[tuple[Availability, Sequence[Entry]]]:
        """Returns the operation whose result are the flags, and all that was listed; `flat`: without the live markers."""
        changes, at = self._memory.none_on.changes, self._clock.now()

        def flags(listed: Sequence[Entry]) -> tuple[Availability, Sequence[Entry]]:
            on = frozenset(entry.key for entry in listed if keys.is_flag(entry.key))
            self._memory.none_on.keep(not on, at, changes)
            self._memory.none_was_on = not on
            if on:
                self._memory.off.forget()  # it may be older
            talked = {entry.key: entry.modified for entry in listed if entry.key.startswith(keys.TALKED)}
            return Availability(keys.PAUSED in on, on - {keys.PAUSED}, talked), listed

        return self._bucket.listing_of(keys.SWITCHES, flat).then(flags)

    def _change(self, key: str) -> AvailabilityChange | None:
        try:
            body = self._bucket.get(key)
        except DamagedError:
            body = {}
        if body is None:
            return None
        return AvailabilityChange(text_of(body.get("by")), moment_of(body.get("at")), number_fact(body, "misses"))

    def _set(self, key: str, on: bool, by: str, at: datetime) -> None:
        try:
            if on:
                self._bucket.put_once(key, {"by": by, "at": at.isoformat()})
            else:
                self._bucket.delete(key)
        finally:
            self._memory.forget()
