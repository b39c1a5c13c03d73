"""Handovers as they are kept: one object per event, and the markers of what is live."""

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
    """Reads and adds events."""

    def __init__(self, bucket: Bucket, remembered: ReadCache) -> None:
        self._bucket = bucket
        self._remembered = remembered

    def load(self, handover_id: str, now: datetime) -> Handover | None:
        """Where the handover stands; None when there is none of that id."""
        return fold(handover_id, self.events(handover_id), now)

    def events(self, handover_id: str) -> list[Event]:
        """All events of kinds we know: a newer version, whose deploy was taken back, may have written others."""
        return self.read([entry.key for entry in self._bucket.listing(keys.events(handover_id))])

    def read(self, names: Sequence[str]) -> list[Event]:
        """The events of those names, as a listing told them; what this container has read before it does not read again."""
        known = [name for name in names if _identity(name)[0] in _KINDS]
        bodies = self._remembered.get_many(self._bucket, known)
        return [_event(name, body) for name, body in zip(known, bodies, strict=True) if body]

    def glance(self, handover_id: str, *kinds: EventKind) -> dict[EventKind, Event]:
        """The named events, as far as they are there: reads only, where a listing would cost more."""
        found = self._bucket.get_many([keys.event(handover_id, kind) for kind in kinds])
        return {
            kind: _event(keys.event(handover_id, kind), body) for kind, body in zip(kinds, found, strict=True) if body
        }

    def has(self, handover_id: str, kind: EventKind, attempt: int) -> bool:
        """Whether that event is on record."""
        return self._bucket.get(keys.event(handover_id, kind, attempt)) is not None

    def claim(self, handover_id: str, kind: EventKind, at: datetime, facts: Facts, attempt: int = 0) -> Claim:
        """Claim an event that only one may write: the permit to dial, the frozen order of agents."""
        return self._bucket.claim(keys.event(handover_id, kind, attempt), _body(at, facts))

    def add(self, handover_id: str, kind: EventKind, at: datetime, facts: Facts = _NONE, attempt: int = 0) -> bool:
        """Add an event; False when this fact was on record already."""
        return self._bucket.put_once(keys.event(handover_id, kind, attempt), _body(at, facts))

    def add_leg(self, handover_id: str, attempt: int, fact: str, at: datetime, facts: Facts) -> bool:
        """Add what a leg reported and the state does not depend on."""
        return self._bucket.put_once(keys.leg(handover_id, attempt, fact), _body(at, facts))

    def claim_leg(self, handover_id: str, attempt: int, fact: str, at: datetime) -> bool:
        """Claim what may be done once for a leg, such as texting its agent: of all who try, one is told so."""
        return self._bucket.claim(keys.leg(handover_id, attempt, fact), _body(at, _NONE)).mine

    def legs(self, handover_id: str) -> list[LegReport]:
        """What the handover's legs reported and who looked at it, in order of time."""
        return self.read_legs([entry.key for entry in self._bucket.listing(keys.legs(handover_id))])

    def read_legs(self, names: Sequence[str]) -> list[LegReport]:
        """The reports of those names, as a listing told them."""
        bodies = self._remembered.get_many(self._bucket, names)
        found = [_report(name, body) for name, body in zip(names, bodies, strict=True) if body]
        return sorted(found, key=lambda report: report.at)

    def wrap_up(self, handover_id: str, at: datetime, facts: Facts, known: int) -> int:
        """Add a wrap-up after the `known` ones that are there; the number it got. Two who write at once get one each."""
        n = known + 1
        while not self._bucket.claim(keys.event(handover_id, EventKind.WRAPPED, n), _body(at, facts)).mine:
            n += 1
        return n

    def mark_live(self, handover_id: str, at: datetime) -> None:
        self._bucket.put(f"{keys.LIVE}{handover_id}", {"at": at.isoformat()})

    def unmark_live(self, handover_id: str) -> None:
        self._bucket.delete(f"{keys.LIVE}{handover_id}")

    def marked_live(self) -> list[str]:
        """The ids with a marker, oldest day first. A marker may outlive its handover; the fold decides."""
        return [entry.key.removeprefix(keys.LIVE) for entry in self._bucket.listing(keys.LIVE)]


def _body(at: datetime, facts: Facts) -> dict[str, Any]:
    return {"at": at.isoformat(), "facts": dict(facts)}


def _event(key: str, body: Mapping[str, Any]) -> Event:
    kind, attempt = _identity(key)
    return Event(EventKind(kind), datetime.fromisoformat(body["at"]), attempt, body.get("facts", {}))


def _report(key: str, body: Mapping[str, Any]) -> LegReport:
    attempt, _, fact = key.rpartition("/")[2].partition(".")
    number = int(attempt) if attempt.isdecimal() else 0
    return LegReport(fact, datetime.fromisoformat(body["at"]), number, body.get("facts", {}))


def _identity(key: str) -> tuple[str, int]:
    """The kind's word and the attempt that an event's name tells; 0 for none."""
    kind, _, attempt = key.rpartition("/")[2].partition(".")
    return kind, int(attempt) if attempt.isdecimal() else 0
