"""A handover is a timeline: events that are only ever added.

An event says one fact, once: its kind and, where it belongs to one agent, the attempt number are its identity, so the
same fact that arrives twice is the same event. What the events mean together is `states.py`; how they are kept is the
storage's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class EventKind(StrEnum):
    """The facts a timeline is made of. `attempt` numbers the agents rung, from 1; looks and wrap-ups count from 1 too."""

    REQUESTED = "requested"  # the permit to dial: may have been dialled; holds the whole request
    VOID = "void"  # a permit that another day's pointer overruled; never dialled
    REFUSED = "refused"  # not dialled, and why
    PLACED = "placed"  # Twilio took the call
    UNCONFIRMED = "unconfirmed"  # the answer was lost: it may have been placed
    RINGING = "ringing"
    ANSWERED = "answered"
    NO_KEY = "no_key"
    HUNT = "hunt"  # the frozen order of agents
    ACCEPTED = "accepted"
    PASSED = "passed"
    BRIDGED = "bridged"
    MISSED = "missed"  # Dial ended without a bridge: takes an acceptance back
    NO_AGENT = "no_agent"
    VOICEMAIL = "voicemail"
    CANCELED = "canceled"
    ENDED = "ended"  # the customer's leg is over
    LOOKED = "looked"  # Twilio was asked, and what it said
    WRAPPED = "wrapped"  # an agent noted what came of it


@dataclass(frozen=True)
class Event:
    """One fact: what, when (aware, UTC), for which attempt, and what else is known."""

    kind: EventKind
    at: datetime
    attempt: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class LegReport:
    """What a leg reported, or who looked, and the state does not depend on: `agent-ringing`, `amd-human`, `view-…`."""

    fact: str
    at: datetime
    attempt: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class HuntTarget:
    """An agent in the frozen order of a hunt; `phone` in E.164."""

    id: str
    name: str
    phone: str
    language: str


def in_order(events: Iterable[Event]) -> list[Event]:
    """The events as they happened. Twilio tells whole seconds only, so within one second the order of life decides."""
    life = list(EventKind)
    return sorted(events, key=lambda event: (event.at.replace(microsecond=0), life.index(event.kind), event.attempt))


class Timeline:
    """The events by kind, each once, each kind in order of attempt."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._by_kind: dict[EventKind, list[Event]] = {}
        for event in sorted(events, key=lambda e: (e.attempt, e.at)):
            same_kind = self._by_kind.setdefault(event.kind, [])
            if not same_kind or same_kind[-1].attempt != event.attempt:
                same_kind.append(event)

    def one(self, kind: EventKind) -> Event | None:
        return next(iter(self._by_kind.get(kind, ())), None)

    def all(self, kind: EventKind) -> Sequence[Event]:
        return self._by_kind.get(kind, [])

    def accepted(self) -> int:
        """The attempt whose acceptance stands: the last one that no missed Dial took back. 0 for none."""
        taken_back = {event.attempt for event in self.all(EventKind.MISSED)}
        standing = [event.attempt for event in self.all(EventKind.ACCEPTED) if event.attempt not in taken_back]
        bridged = [event.attempt for event in self.all(EventKind.BRIDGED)]
        return max(standing + bridged, default=0)

    def sid(self) -> str:
        """The call's id at Twilio, from whoever learned it first."""
        for kind in (EventKind.PLACED, EventKind.RINGING, EventKind.ANSWERED, EventKind.HUNT, EventKind.ENDED):
            event = self.one(kind)
            if event and event.facts.get("sid"):
                return str(event.facts["sid"])
        return ""

    def anomalies(self) -> tuple[str, ...]:
        accepted = {event.attempt for event in self.all(EventKind.ACCEPTED)}
        return tuple("bridged_without_accept" for event in self.all(EventKind.BRIDGED) if event.attempt not in accepted)
