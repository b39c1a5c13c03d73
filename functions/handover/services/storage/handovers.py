"""Stored handovers: one object for each event and each report of a leg, and a marker for each live handover."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from handover.core.call.events import Event, EventKind, LegReport
from handover.core.call.state import Handover, fold
from handover.services.storage import keys
from handover.services.storage.bucket import Bucket, Claim, Entry
from handover.services.storage.cache import ReadCache
from handover.services.storage.keys import handover_keys, recording_keys
from handover.services.storage.operation import Operation

T = TypeVar("T")

Facts = Mapping[str, Any]
_NONE: Facts = {}
_KINDS = frozenset(EventKind)

#: Requests that look up one call at the same moment take one number each.
_MOST_LOOKS_AT_ONCE = 3


@dataclass(frozen=True)
class NamedHandover:
    """What the names of its events say about a handover: their `kinds`. `last` is the last of these names."""

    handover_id: str
    kinds: frozenset[str]
    last: str

    @property
    def may_be_unfinished(self) -> bool:
        """Whether it has a permit and no event that ends it."""
        return EventKind.REQUESTED in self.kinds and not self.kinds & _FINISHED

    @property
    def may_be_waiting(self) -> bool:
        """Whether it is a booking without a permit: it may be waiting, or be over."""
        return EventKind.BOOKED in self.kinds and not self.kinds & {EventKind.REQUESTED, EventKind.CANCELED, *_FINISHED}

    @property
    def only_requested(self) -> bool:
        """Whether nothing was recorded after the permit, but lookups."""
        return self.kinds <= {EventKind.BOOKED, EventKind.REQUESTED, EventKind.LOOKED}


_FINISHED = frozenset({EventKind.ENDED, EventKind.REFUSED, EventKind.VOID})


@dataclass(frozen=True)
class NamesOfDay:
    """A page of a day's handovers, and whether there are `more`."""

    handovers: tuple[NamedHandover, ...]
    more: bool


class Handovers:
    """Reads and adds events and reports. Every method raises StorageError."""

    def __init__(self, bucket: Bucket, cache: ReadCache) -> None:
        self._bucket = bucket
        self._cache = cache

    def load(self, handover_id: str, now: datetime) -> Handover | None:
        """Returns the handover in its state at `now`, or None if there is none of that id."""
        return fold(handover_id, self.events(handover_id), now)

    def load_many(self, handover_ids: Sequence[str], now: datetime) -> list[Handover | None]:
        """Returns those handovers as `load` does, all in two rounds: their listings, then their events."""
        names = self._bucket.in_parallel(*[self.listing_of(handover_id) for handover_id in handover_ids])
        each = zip(handover_ids, self.read_many(names), strict=True)
        return [fold(handover_id, events, now) for handover_id, events in each]

    def events(self, handover_id: str) -> list[Event]:
        """Returns all events of known kinds: a newer version, whose deploy was rolled back, may have written others."""
        return self.read(self.list_events(handover_id))

    def list_events(self, handover_id: str) -> list[str]:
        """Returns the names of the handover's events, for `read`: one listing."""
        return self.listing_of(handover_id)()

    def listing_of(self, handover_id: str) -> Operation[list[str]]:
        """Returns the operation that does what `list_events` does."""
        return self._bucket.listing_of(handover_keys.events(handover_id)).then(_names)

    def list_of_chat(self, handover_id: str) -> Mapping[str, Sequence[str]]:
        """Returns the names of the events of all handovers that this one's chat began on its day, by handover: one
        listing."""
        found: dict[str, list[str]] = {}
        session = handover_keys.session_of(handover_id)
        for name in self._bucket.names(handover_keys.events_of_session(handover_id[:8], session)):
            found.setdefault(handover_keys.handover_in(name), []).append(name)
        return found

    def read(self, names: Sequence[str]) -> list[Event]:
        """Returns the events of those names. The container's cache saves reads."""
        return self.read_many([names])[0]

    def read_many(self, names_of: Sequence[Sequence[str]]) -> list[list[Event]]:
        """Returns the events of several handovers, whose names are given one by one: all are read at the same time."""
        known = [[name for name in names if _identity(name)[0] in _KINDS] for names in names_of]
        bodies = iter(self._cache.get_many(self._bucket, [name for names in known for name in names]))
        found = [{name: body for name, body in zip(names, bodies, strict=False) if body} for names in known]
        return [_events(bodies) for bodies in found]

    def read_beside(self, names: Sequence[str], work: Callable[[], T]) -> tuple[list[Event], T]:
        """Returns the events of those names, and the result of `work`, which is done at the same time. Raises what that
        raises, too."""
        events, (result,) = self._read_beside([name for name in names if _identity(name)[0] in _KINDS], work)
        return events, result

    def events_of(self, handover_id: str, *kinds: EventKind) -> dict[EventKind, Event]:
        """Returns those events that exist, by kind: one read each, where a listing would cost more."""
        return self.events_beside(handover_id, dict.fromkeys(kinds, 0))[0]

    def events_beside(
        self, handover_id: str, wanted: Mapping[EventKind, int], *works: Callable[[], Any]
    ) -> tuple[dict[EventKind, Event], list[Any]]:
        """Returns those events that exist, by kind, and the results of `works`: all of it runs at the same time. `wanted`
        are the kinds with their attempts. The container's cache saves reads. Raises what a work raises, too."""
        names = [handover_keys.event(handover_id, kind, attempt) for kind, attempt in wanted.items()]
        events, done = self._read_beside(names, *works)
        return {event.kind: event for event in events}, done

    def has(self, handover_id: str, kind: EventKind, attempt: int = 0) -> bool:
        """Returns whether that event exists."""
        return self._bucket.get(handover_keys.event(handover_id, kind, attempt)) is not None

    def claim(self, handover_id: str, kind: EventKind, at: datetime, facts: Facts, attempt: int = 0) -> Claim:
        """Claim an event that only one request may write: the permit to dial, the frozen order of agents."""
        return self.claiming(handover_id, kind, at, facts, attempt)()

    def claiming(
        self, handover_id: str, kind: EventKind, at: datetime, facts: Facts, attempt: int = 0
    ) -> Operation[Claim]:
        """Returns the operation that does what `claim` does."""
        return self._bucket.claiming(handover_keys.event(handover_id, kind, attempt), _body(at, facts))

    def add(self, handover_id: str, kind: EventKind, at: datetime, facts: Facts = _NONE, attempt: int = 0) -> bool:
        """Add an event. Returns False when it exists already."""
        return self._bucket.put_once(handover_keys.event(handover_id, kind, attempt), _body(at, facts))

    def add_leg(self, handover_id: str, attempt: int, fact: str, at: datetime, facts: Facts) -> bool:
        """Add a report that the state does not depend on. Returns False when it exists already."""
        return self._bucket.put_once(handover_keys.leg(handover_id, attempt, fact), _body(at, facts))

    def claim_leg(
        self, handover_id: str, attempt: int, fact: str, at: datetime, with_report: LegReport | None = None
    ) -> bool:
        """Claim what may be done once for a leg, such as texting its agent. Returns True for exactly one request. The claim
        holds the report that is the reason for it, if there is one: the two are one write."""
        also = {with_report.fact: _body(with_report.at, with_report.facts)} if with_report else {}
        claim = self._bucket.claim(handover_keys.leg(handover_id, attempt, fact), {**_body(at, _NONE), "also": also})
        return claim.mine

    def legs(self, handover_id: str) -> list[LegReport]:
        """Returns the reports of the handover's legs and the records of who viewed it, oldest first."""
        return self.read_legs(self.list_legs(handover_id))

    def list_legs(self, handover_id: str) -> list[str]:
        """Returns the names of those reports and records, for `read_legs`: one listing."""
        return self.listing_of_legs(handover_id)()

    def listing_of_legs(self, handover_id: str) -> Operation[list[str]]:
        """Returns the operation that does what `list_legs` does."""
        return self._bucket.listing_of(handover_keys.legs(handover_id)).then(_names)

    def has_leg(self, handover_id: str, attempt: int, fact: str) -> bool:
        """Returns whether that report exists."""
        return self._bucket.get(handover_keys.leg(handover_id, attempt, fact)) is not None

    def read_legs(self, names: Sequence[str]) -> list[LegReport]:
        """Returns the reports of those names, oldest first. The container's cache saves reads."""
        bodies = self._cache.get_many(self._bucket, names)
        return _reports_in({name: body for name, body in zip(names, bodies, strict=True) if body})

    def of_attempts(self, handover_id: str, kind: EventKind, attempts: Iterable[int]) -> list[Event]:
        """Returns those events of that kind that exist: one read for each attempt, where a listing would cost more."""
        return self.read([handover_keys.event(handover_id, kind, attempt) for attempt in attempts])

    def reports_of(self, handover_id: str, attempt: int, facts: Sequence[str]) -> list[LegReport]:
        """Returns those reports of one attempt that exist, and what is reported with them: one read each."""
        return self.read_legs([handover_keys.leg(handover_id, attempt, fact) for fact in facts])

    def story(self, handover_id: str) -> tuple[list[Event], list[LegReport]]:
        """Returns the handover's events, and the reports of its legs, in two rounds: both listings, then what is new."""
        return self.read_story(
            *self._bucket.in_parallel(self.listing_of(handover_id), self.listing_of_legs(handover_id))
        )

    def read_story(self, events: Sequence[str], legs: Sequence[str]) -> tuple[list[Event], list[LegReport]]:
        """Returns the events and the reports of those names, all read at the same time. The cache saves reads."""
        known = [name for name in events if _identity(name)[0] in _KINDS]
        names = [*known, *legs]
        read = zip(names, self._cache.get_many(self._bucket, names), strict=True)
        bodies = {name: body for name, body in read if body}
        of_legs = {name: bodies.pop(name) for name in legs if name in bodies}
        return _events(bodies), _reports_in(of_legs)

    def add_look(self, handover_id: str, at: datetime, facts: Facts, known: int) -> None:
        """Add a lookup after the `known` ones."""
        for n in range(known + 1, known + 1 + _MOST_LOOKS_AT_ONCE):
            if self.add(handover_id, EventKind.LOOKED, at, facts, n):
                return

    def names_of_day(self, day: str, after: str) -> NamesOfDay:
        """Returns the handovers of a day (`yyyymmdd`, UTC) with the kinds of their events, from the name `after` on: one
        request for at most a thousand names."""
        names, more = self._bucket.page(handover_keys.day(day), after)
        by_handover: dict[str, list[str]] = {}
        for name in names:
            by_handover.setdefault(handover_keys.handover_in(name), []).append(name)
        if more and len(by_handover) > 1:
            by_handover.popitem()  # its other names are on the next page
        found = [
            NamedHandover(handover_id, frozenset(_identity(name)[0] for name in own), own[-1])
            for handover_id, own in by_handover.items()
        ]
        return NamesOfDay(tuple(found), more)

    def _read_beside(self, names: Sequence[str], *works: Callable[[], Any]) -> tuple[list[Event], list[Any]]:
        known = self._cache.known(names)
        missing = [name for name in names if name not in known]
        done = self._bucket.in_parallel(*[self._bucket.getting(name) for name in missing], *works)
        fresh = {name: body for name, body in zip(missing, done[: len(missing)], strict=True) if body is not None}
        self._cache.keep(fresh)
        found = {**known, **fresh}
        return _events({name: found[name] for name in names if found.get(name)}), done[len(missing) :]

    def wrap_up(self, handover_id: str, at: datetime, facts: Facts, known: int) -> int:
        """Add a wrap-up after the `known` ones. Returns its number; two requests at the same moment get one each."""
        n = known + 1
        while not self._bucket.claim(handover_keys.event(handover_id, EventKind.WRAPPED, n), _body(at, facts)).mine:
            n += 1
        return n

    def rate(self, handover_id: str, at: datetime, facts: Facts, known: int) -> None:
        """Add a rating after the `known` ones. Two copies of a request at the same moment add one."""
        n, given = known + 1, dict(facts)
        while True:
            claim = self._bucket.claim(handover_keys.event(handover_id, EventKind.RATED, n), _body(at, given))
            if claim.mine or claim.body.get("facts") == given:
                return
            n += 1

    def mark_live(self, handover_id: str, at: datetime) -> None:
        self.marking_live(handover_id, at)()

    def marking_live(self, handover_id: str, at: datetime) -> Operation[None]:
        """Returns the operation that writes the live marker."""
        return self._bucket.putting(f"{keys.LIVE}{handover_id}", {"at": at.isoformat()})

    def remove_leftovers(self, handover_id: str) -> None:
        """Remove all events, reports and sounds of a handover that was erased: those that came while it was."""
        prefixes = (handover_keys.events(handover_id), handover_keys.legs(handover_id))
        for prefix in (*prefixes, recording_keys.voicemails(handover_id), recording_keys.call_recordings(handover_id)):
            for name in self._bucket.names(prefix):
                self._bucket.delete(name)

    def unmark_live(self, handover_id: str) -> None:
        self._bucket.delete(f"{keys.LIVE}{handover_id}")

    def marked_at(self, handover_id: str) -> datetime | None:
        """Returns when the marker was written, or None if there is none or that cannot be read."""
        return _at(self._bucket.get(f"{keys.LIVE}{handover_id}") or {})

    def marked_live(self) -> list[str]:
        """Returns the ids with a marker, oldest day first. A marker may outlive its handover; the fold decides."""
        return [entry.key.removeprefix(keys.LIVE) for entry in self._bucket.listing(keys.LIVE)]


def _names(listed: Iterable[Entry]) -> list[str]:
    return [entry.key for entry in listed]


def _body(at: datetime, facts: Facts) -> dict[str, Any]:
    return {"at": at.isoformat(), "facts": dict(facts)}


def _events(bodies: Mapping[str, Mapping[str, Any]]) -> list[Event]:
    """Returns the events of these objects. That an event exists is a fact, even if its body is damaged: without a time that
    can be read, it has the time of the earliest other event. A permit without a time counts as missing."""
    times = {name: _at(body) for name, body in bodies.items()}
    earliest = min((at for at in times.values() if at), default=None)
    found = []
    for name, body in bodies.items():
        kind, attempt = _identity(name)
        at = times[name] or (earliest if kind != EventKind.REQUESTED else None)
        if at:
            found.append(Event(EventKind(kind), at, attempt, _facts(body)))
    return found


def _reports_in(bodies: Mapping[str, Mapping[str, Any]]) -> list[LegReport]:
    """Returns the reports in these objects, oldest first."""
    found = [report for name, body in bodies.items() for report in _reports(name, body)]
    return sorted(found, key=lambda report: report.at)


def _reports(key: str, body: Mapping[str, Any]) -> list[LegReport]:
    """Returns the report in an object, and those that it holds besides."""
    attempt, _, fact = key.rpartition("/")[2].partition(".")
    also = body.get("also")
    found = {fact: body, **(also if isinstance(also, Mapping) else {})}
    reports = [(name, _at(each), each) for name, each in found.items() if isinstance(each, Mapping)]
    return [LegReport(name, at, _number(attempt), _facts(each)) for name, at, each in reports if at]


def _at(body: Mapping[str, Any]) -> datetime | None:
    """Returns the time in an object, in UTC, or None if it cannot be a time at which this service ran."""
    try:
        at = datetime.fromisoformat(body["at"])
    except (KeyError, TypeError, ValueError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return at if 2000 <= at.year < 3000 else None


def _facts(body: Mapping[str, Any]) -> Facts:
    facts = body.get("facts")
    return facts if isinstance(facts, Mapping) else _NONE


def _identity(key: str) -> tuple[str, int]:
    """Returns the kind and the attempt in an event's name; the attempt is 0 when it has none."""
    kind, _, attempt = key.rpartition("/")[2].partition(".")
    return kind, _number(attempt)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else 0
