"""Stored handovers: one object for each event and each report of a leg, and a marker for each live handover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from handover.core.call.events import Event, EventKind, LegReport
from handover.core.call.state import Handover, fold
from handover.services.storage import keys
from handover.services.storage.bucket import Bucket, Claim
from handover.services.storage.cache import ReadCache

Facts = Mapping[str, Any]
_NONE: Facts = {}
_KINDS = frozenset(EventKind)


class Handovers:
    """Reads and adds events and reports. Every method raises StorageError."""

    def __init__(self, bucket: Bucket, cache: ReadCache) -> None:
        self._bucket = bucket
        self._cache = cache

    def load(self, handover_id: str, now: datetime) -> Handover | None:
        """Returns the handover in its state at `now`, or None if there is none of that id."""
        return fold(handover_id, self.events(handover_id), now)

    def events(self, handover_id: str) -> list[Event]:
        """Returns all events of known kinds: a newer version, whose deploy was rolled back, may have written others."""
        return self.read(self.list_events(handover_id))

    def list_events(self, handover_id: str) -> list[str]:
        """Returns the names of the handover's events, for `read`: one listing."""
        return [entry.key for entry in self._bucket.listing(keys.events(handover_id))]

    def read(self, names: Sequence[str]) -> list[Event]:
        """Returns the events of those names. The container's cache saves reads."""
        known = [name for name in names if _identity(name)[0] in _KINDS]
        bodies = self._cache.get_many(self._bucket, known)
        return [_event(name, body) for name, body in zip(known, bodies, strict=True) if body]

    def events_of(self, handover_id: str, *kinds: EventKind) -> dict[EventKind, Event]:
        """Returns those events that exist, by kind: one read each, where a listing would cost more."""
        found = self._bucket.get_many([keys.event(handover_id, kind) for kind in kinds])
        return {
            kind: _event(keys.event(handover_id, kind), body) for kind, body in zip(kinds, found, strict=True) if body
        }

    def has(self, handover_id: str, kind: EventKind, attempt: int) -> bool:
        """Returns whether that event exists."""
        return self._bucket.get(keys.event(handover_id, kind, attempt)) is not None

    def claim(self, handover_id: str, kind: EventKind, at: datetime, facts: Facts, attempt: int = 0) -> Claim:
        """Claim an event that only one request may write: the permit to dial, the frozen order of agents."""
        return self._bucket.claim(keys.event(handover_id, kind, attempt), _body(at, facts))

    def add(self, handover_id: str, kind: EventKind, at: datetime, facts: Facts = _NONE, attempt: int = 0) -> bool:
        """Add an event. Returns False when it exists already."""
        return self._bucket.put_once(keys.event(handover_id, kind, attempt), _body(at, facts))

    def add_leg(self, handover_id: str, attempt: int, fact: str, at: datetime, facts: Facts) -> bool:
        """Add a report that the state does not depend on. Returns False when it exists already."""
        return self._bucket.put_once(keys.leg(handover_id, attempt, fact), _body(at, facts))

    def claim_leg(self, handover_id: str, attempt: int, fact: str, at: datetime) -> bool:
        """Claim what may be done once for a leg, such as texting its agent. Returns True for exactly one request."""
        return self._bucket.claim(keys.leg(handover_id, attempt, fact), _body(at, _NONE)).mine

    def legs(self, handover_id: str) -> list[LegReport]:
        """Returns the reports of the handover's legs and the records of who viewed it, oldest first."""
        return self.read_legs(self.list_legs(handover_id))

    def list_legs(self, handover_id: str) -> list[str]:
        """Returns the names of those reports and records, for `read_legs`: one listing."""
        return [entry.key for entry in self._bucket.listing(keys.legs(handover_id))]

    def read_legs(self, names: Sequence[str]) -> list[LegReport]:
        """Returns the reports of those names, oldest first. The container's cache saves reads."""
        bodies = self._cache.get_many(self._bucket, names)
        found = [_report(name, body) for name, body in zip(names, bodies, strict=True) if body]
        return sorted(found, key=lambda report: report.at)

    def wrap_up(self, handover_id: str, at: datetime, facts: Facts, known: int) -> int:
        """Add a wrap-up after the `known` ones. Returns its number; two requests at the same moment get one each."""
        n = known + 1
        while not self._bucket.claim(keys.event(handover_id, EventKind.WRAPPED, n), _body(at, facts)).mine:
            n += 1
        return n

    def mark_live(self, handover_id: str, at: datetime) -> None:
        self._bucket.put(f"{keys.LIVE}{handover_id}", {"at": at.isoformat()})

    def unmark_live(self, handover_id: str) -> None:
        self._bucket.delete(f"{keys.LIVE}{handover_id}")

    def marked_live(self) -> list[str]:
        """Returns the ids with a marker, oldest day first. A marker may outlive its handover; the fold decides."""
        return [entry.key.removeprefix(keys.LIVE) for entry in self._bucket.listing(keys.LIVE)]


def _body(at: datetime, facts: Facts) -> dict[str, Any]:
    return {"at": at.isoformat(), "facts": dict(facts)}


def _event(key: str, body: Mapping[str, Any]) -> Event:
    kind, attempt = _identity(key)
    return Event(EventKind(kind), datetime.fromisoformat(body["at"]), attempt, body.get("facts", {}))


def _report(key: str, body: Mapping[str, Any]) -> LegReport:
    attempt, _, fact = key.rpartition("/")[2].partition(".")
    return LegReport(fact, datetime.fromisoformat(body["at"]), _number(attempt), body.get("facts", {}))


def _identity(key: str) -> tuple[str, int]:
    """Returns the kind and the attempt in an event's name; the attempt is 0 when it has none."""
    kind, _, attempt = key.rpartition("/")[2].partition(".")
    return kind, _number(attempt)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
