"""A handover is a timeline: events that are only ever added. Where it stands is folded from them, in whatever order they
arrived, and from the time it is now.

An event says one fact, once: its kind and, where it belongs to one agent, the attempt number are its identity, so the
same fact that arrives twice is the same event. Nothing here knows how events are kept.

The life of a handover, and how long each state may last before somebody must look (see `overdue`):

    requested ─ dialing ─ ringing ─ greeted ─ hunting ─ connected ─ (an end)
        └─ unconfirmed: nobody knows whether the call was placed; it is never placed again

What the customer's leg reports beats what we meant to do; an end never moves back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from handover.core.call.request import Wish


class Kind(StrEnum):
    """The facts a timeline is made of. `attempt` numbers the agents rung, from 1; looks count from 1 too."""

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


class State(StrEnum):
    """Where a handover stands. The words are part of the contract (DESIGN 6)."""

    REQUESTED = "requested"
    DIALING = "dialing"
    RINGING = "ringing"
    UNCONFIRMED = "unconfirmed"
    GREETED = "greeted"
    HUNTING = "hunting"
    CONNECTED = "connected"
    SCHEDULED = "scheduled"
    REFUSED = "refused"
    CANCELED = "canceled"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"
    NO_HUMAN = "no_human"
    ABANDONED = "abandoned"
    NO_AGENT = "no_agent"
    VOICEMAIL = "voicemail"
    COMPLETED = "completed"

    @property
    def live(self) -> bool:
        return self in _LIVE


_LIVE = frozenset(
    {
        State.REQUESTED,
        State.DIALING,
        State.RINGING,
        State.UNCONFIRMED,
        State.GREETED,
        State.HUNTING,
        State.CONNECTED,
        State.SCHEDULED,
    }
)

#: The placer answers within 6 s. A permit older than this without a word from it is a call that may have been placed.
PLACER_SILENT = timedelta(seconds=15)

#: Two look-ups this far apart that find no call settle that there is none: Twilio's list lags behind.
LOOK_GAP = timedelta(minutes=2)

_BOUNDS = {
    State.REQUESTED: timedelta(minutes=3),
    State.DIALING: timedelta(minutes=3),
    State.RINGING: timedelta(minutes=3),
    State.GREETED: timedelta(minutes=2),
}
_PER_AGENT, _SLACK = timedelta(seconds=40), timedelta(minutes=2)

#: Ends that Twilio names for a leg that was never answered.
_UNANSWERED = {"busy": State.BUSY, "no-answer": State.NO_ANSWER, "failed": State.FAILED, "canceled": State.CANCELED}

#: Facts that only an answered leg can have. They beat an end that says otherwise, such as the `failed` that is recorded
#: when Twilio no longer knows the call.
_PROVE_ANSWERED = (
    Kind.ANSWERED,
    Kind.NO_KEY,
    Kind.HUNT,
    Kind.ACCEPTED,
    Kind.BRIDGED,
    Kind.NO_AGENT,
    Kind.VOICEMAIL,
)


@dataclass(frozen=True)
class Event:
    """One fact: what, when (aware, UTC), for which attempt, and what else is known."""

    kind: Kind
    at: datetime
    attempt: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Rung:
    """An agent in the frozen order of a hunt; `phone` in E.164."""

    id: str
    name: str
    phone: str
    language: str


@dataclass(frozen=True)
class Handover:
    """Where one handover stands, folded from its events."""

    id: str
    state: State
    since: datetime
    requested_at: datetime
    wish: Wish
    phone: str
    language: str
    time_limit: int
    reason: str = ""
    sid: str = ""
    order: tuple[Rung, ...] = ()
    accepted_by: int = 0
    bridged: bool = False
    anomalies: tuple[str, ...] = ()
    looks: tuple[Event, ...] = ()

    @property
    def live(self) -> bool:
        return self.state.live

    @property
    def agent(self) -> Rung | None:
        """The agent who took the call, if one did and the hunt's order is on record."""
        return self.order[self.accepted_by - 1] if 0 < self.accepted_by <= len(self.order) else None


def fold(hid: str, events: Iterable[Event], now: datetime) -> Handover | None:
    """Where the handover stands; None when there is no permit, or a void one: then there is no handover."""
    facts = _Facts(events)
    first = facts.one(Kind.REQUESTED) or facts.one(Kind.REFUSED)
    if first is None or facts.one(Kind.VOID):
        return None
    record = first.facts
    state, since = _state(facts, first, now)
    order = facts.one(Kind.HUNT)
    return Handover(
        id=hid,
        state=state,
        since=since,
        requested_at=first.at,
        wish=Wish.from_record(record.get("wish", {})),
        phone=record.get("phone", ""),
        language=record.get("language", "en"),
        time_limit=int(record.get("time_limit", 0)),
        reason=_reason(facts),
        sid=facts.sid(),
        order=tuple(Rung(**agent) for agent in order.facts.get("agents", ())) if order else (),
        accepted_by=facts.accepted(),
        bridged=facts.one(Kind.BRIDGED) is not None,
        anomalies=facts.anomalies(),
        looks=tuple(facts.all(Kind.LOOKED)),
    )


def overdue(handover: Handover, now: datetime) -> bool:
    """Whether a live handover is past its bound, so that Twilio must be asked. A look that found the call alive starts
    the bound anew; an unconfirmed one is looked for at once, and again after LOOK_GAP."""
    if not handover.live:
        return False
    looked = handover.looks[-1].at if handover.looks else None
    if handover.state is State.UNCONFIRMED:
        return looked is None or now - looked >= LOOK_GAP
    since = max(handover.since, looked) if looked else handover.since
    return now - since > bound(handover)


def bound(handover: Handover) -> timedelta:
    """How long the present state may last."""
    if handover.state is State.HUNTING:
        return _PER_AGENT * len(handover.order) + _SLACK
    if handover.state is State.CONNECTED:
        return timedelta(seconds=handover.time_limit) + _SLACK
    return _BOUNDS.get(handover.state, _SLACK)


def in_order(events: Iterable[Event]) -> list[Event]:
    """The events as they happened. Twilio tells whole seconds only, so within one second the order of life decides."""
    life = list(Kind)
    return sorted(events, key=lambda event: (event.at.replace(microsecond=0), life.index(event.kind), event.attempt))


class _Facts:
    """The events by kind, each once, each kind in order of attempt."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._by_kind: dict[Kind, list[Event]] = {}
        for event in sorted(events, key=lambda e: (e.attempt, e.at)):
            same_kind = self._by_kind.setdefault(event.kind, [])
            if not same_kind or same_kind[-1].attempt != event.attempt:
                same_kind.append(event)

    def one(self, kind: Kind) -> Event | None:
        return next(iter(self._by_kind.get(kind, ())), None)

    def all(self, kind: Kind) -> Sequence[Event]:
        return self._by_kind.get(kind, [])

    def accepted(self) -> int:
        """The attempt whose acceptance stands: the last one that no missed Dial took back. 0 for none."""
        taken_back = {event.attempt for event in self.all(Kind.MISSED)}
        standing = [event.attempt for event in self.all(Kind.ACCEPTED) if event.attempt not in taken_back]
        bridged = [event.attempt for event in self.all(Kind.BRIDGED)]
        return max(standing + bridged, default=0)

    def sid(self) -> str:
        """The call's id at Twilio, from whoever learned it first."""
        for kind in (Kind.PLACED, Kind.RINGING, Kind.ANSWERED, Kind.HUNT, Kind.ENDED):
            event = self.one(kind)
            if event and event.facts.get("sid"):
                return str(event.facts["sid"])
        return ""

    def anomalies(self) -> tuple[str, ...]:
        accepted = {event.attempt for event in self.all(Kind.ACCEPTED)}
        return tuple("bridged_without_accept" for event in self.all(Kind.BRIDGED) if event.attempt not in accepted)


def _state(facts: _Facts, first: Event, now: datetime) -> tuple[State, datetime]:
    refused, ended, canceled = facts.one(Kind.REFUSED), facts.one(Kind.ENDED), facts.one(Kind.CANCELED)
    if ended:
        return _end(facts, ended), ended.at
    if canceled:
        return State.CANCELED, canceled.at
    if refused:
        return State.REFUSED, refused.at
    return _live_state(facts, first, now)


def _end(facts: _Facts, ended: Event) -> State:
    """The customer's leg is over: the end is the first that applies."""
    if facts.one(Kind.CANCELED):
        return State.CANCELED
    unanswered = _UNANSWERED.get(str(ended.facts.get("status")))
    if unanswered and not any(facts.one(kind) for kind in _PROVE_ANSWERED):
        return unanswered
    if facts.one(Kind.VOICEMAIL):
        return State.VOICEMAIL
    if facts.accepted():
        return State.COMPLETED
    if facts.one(Kind.NO_AGENT):
        return State.NO_AGENT
    return State.NO_HUMAN if facts.one(Kind.NO_KEY) else State.ABANDONED


def _live_state(facts: _Facts, first: Event, now: datetime) -> tuple[State, datetime]:
    hunt = facts.one(Kind.HUNT)
    if facts.accepted():
        joined = [*facts.all(Kind.ACCEPTED), *facts.all(Kind.BRIDGED)]
        return State.CONNECTED, min(event.at for event in joined if event.attempt == facts.accepted())
    if hunt:
        return State.HUNTING, hunt.at
    for kind, state in _PROGRESS:
        event = facts.one(kind)
        if event:
            return state, event.at
    if now - first.at > PLACER_SILENT:
        return State.UNCONFIRMED, first.at
    return State.REQUESTED, first.at


#: The furthest that is on record wins: a late "ringing" cannot move an answered call back.
_PROGRESS = (
    (Kind.NO_KEY, State.GREETED),
    (Kind.ANSWERED, State.GREETED),
    (Kind.RINGING, State.RINGING),
    (Kind.PLACED, State.DIALING),
    (Kind.UNCONFIRMED, State.UNCONFIRMED),
)


def _reason(facts: _Facts) -> str:
    refused = facts.one(Kind.REFUSED)
    return str(refused.facts.get("reason", "")) if refused else ""
