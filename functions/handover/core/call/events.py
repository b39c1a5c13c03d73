"""The events of a handover. Events are only ever added, never changed or deleted.

An event is one fact. Its identity is its kind and, for facts about one agent, the attempt number. So the same fact that
arrives twice is one event. `state.py` decides which state the events add up to; services/storage stores them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any


class EventKind(StrEnum):
    """The kinds of events. `attempt` numbers the agents rung, from 1; lookups, wrap-ups, ratings, messages, rounds of
    waiting and the steps of a booking are numbered from 1 too. Those refusals
    of a chat that share a handover have numbers that say nothing of their order."""

    BOOKED = "booked"  # a step of a booking (booking.py); the first one holds the whole request
    REQUESTED = "requested"  # the permit to dial, with the whole request; the call may have been dialled
    VOID = "void"  # a permit that another day's pointer overruled; was never dialled
    REFUSED = "refused"  # not dialled, and why
    PLACED = "placed"  # Twilio accepted the call; or NOT_PLACED, which a cancellation claims in its place
    UNCONFIRMED = "unconfirmed"  # Twilio's answer was lost: the call may have been placed
    RINGING = "ringing"
    ANSWERED = "answered"
    NO_KEY = "no_key"
    HUNT = "hunt"  # the frozen order of agents
    CHOSEN = (
        "chosen"  # the agent of an attempt after the last place of that order; several have the attempts that follow
    )
    ACCEPTED = "accepted"  # of several agents rung together it has the first attempt's name, so that one can accept
    PASSED = "passed"
    BRIDGED = "bridged"  # with the other attempts of the Dial, if agents were rung together
    MOVING = "moving"  # the agent's leg is about to be moved to the room (room.py)
    ENTERED = "entered"  # the agent came into the room, or came back
    ASKED = "asked"  # the agent pressed `*` there, and a colleague was proposed, or none was free
    COLLEAGUE = "colleague"  # that colleague is about to be called
    JOINED = "joined"  # the colleague accepted by key
    COLLEAGUE_OVER = "colleague_over"  # the colleague's call is over, or was never placed
    LEFT = "left"  # the call of an agent whose call goes on in a room is over
    MISSED = "missed"  # the Dial ended without a bridge: takes an acceptance back; with the other attempts, likewise
    DROPPED = "dropped"  # an agent's leg broke off; counts only if they had the call (dropped.py)
    WAITING = "waiting"  # nobody is free, and the customer waits in line for this attempt
    NO_AGENT = "no_agent"
    VOICEMAIL = "voicemail"  # the customer left a message
    RECORDED = "recorded"  # its sound is in our own bucket
    CALL_RECORDED = "call_recorded"  # the sound of the conversation is in our own bucket
    TEXTED = "texted"  # a message to the customer, claimed before it is sent
    CANCELED = "canceled"
    ENDED = "ended"  # the customer's leg is over
    LOOKED = "looked"  # the call was looked up at Twilio, with the result
    WRAPPED = "wrapped"  # an agent saved a wrap-up
    RATED = "rated"  # the customer rated the call


@dataclass(frozen=True)
class Event:
    """One fact: its kind, its time (aware, UTC), the attempt (0 for none), and what else is known."""

    kind: EventKind
    at: datetime
    attempt: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)


#: The facts of a PLACED event by which a cancellation says that it came first: the timeline leaves it out.
NOT_PLACED: Mapping[str, Any] = {"sid": "", "canceled": True}

#: The fact of the agent's own attempt in an acceptance that has the name of another one.
ATTEMPT = "attempt"

#: The fact of when the agent picked up whose key an event is about.
PICKED_UP = "picked_up"

#: The fact of the attempts that were rung together: in a BRIDGED or MISSED event the status of each, by its number.
TOGETHER = "together"

#: The status of an attempt that ended because of somebody else who was rung at the same time: they picked up before.
CUT_SHORT = "cut_short"

#: The fact of a permit that the caller has no request: they may leave a message, and no agent is rung.
MESSAGE_ONLY = "message_only"

#: The fact of a permit that an agent calls back: the id of the handover that they called from. Their phone rings first.
BACK_OF = "back_of"
#: In that permit: the id of the retry that gave way to the call back, and of the agent whom the next call would have rung
#: first. Both hold again if the agent does not take the call back.
GAVE_WAY, RUNG_NEXT = "gave_way", "rung_next"


@dataclass(frozen=True)
class LegReport:
    """A fact that the state does not depend on: a leg's status, machine detection, a page view. `fact` is its name, such
    as `agent-ringing`, `amd-human` or `view-…`."""

    fact: str
    at: datetime
    attempt: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class HuntTarget:
    """An agent in the frozen order of a hunt. `phone` is their own, in E.164, or `""`; `rings` what is rung if it is not
    that: another number, or a SIP address; `keys` what is sent to the switchboard there, or `""`. `caller` is our number
    that the phone shows, or `""` for the general one, `call_reason` the reason that it may show, or `""`."""

    id: str
    name: str
    phone: str
    language: str
    caller: str = ""
    call_reason: str = ""
    rings: str = ""
    keys: str = ""


def frozen_order(facts: Mapping[str, Any]) -> tuple[HuntTarget, ...]:
    """Returns the agents in the facts of a HUNT or CHOSEN event, in their order; none if there are no facts. What is missing
    of an agent is `""`: an attempt is a place in the order, so nobody may be left out."""
    agents = facts.get("agents")
    return tuple(_hunt_target(agent) for agent in agents) if isinstance(agents, list | tuple) else ()


def text_fact(facts: Mapping[str, Any], name: str) -> str:
    """Returns a fact that should be text, or `""` if it is none."""
    value = facts.get(name)
    return value if isinstance(value, str) else ""


def number_fact(facts: Mapping[str, Any], name: str) -> int:
    """Returns a fact that should be a whole number of at least 0, or 0 if it is none."""
    value = facts.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MOST_NUMBER else 0


def time_fact(facts: Mapping[str, Any], name: str = "at") -> datetime | None:
    """Returns a fact that should be a time, in UTC, or None if it is none that can be read."""
    try:
        at = datetime.fromisoformat(text_fact(facts, name))
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo and 2000 <= at.year < 3000 else None


#: No number in an event's facts comes near it.
_MOST_NUMBER = 10**9


def _hunt_target(agent: Any) -> HuntTarget:
    known = agent if isinstance(agent, Mapping) else {}
    values = [known.get(name) for name in HuntTarget.__match_args__]
    return HuntTarget(*[value if isinstance(value, str) else "" for value in values])


#: The kinds of events that have the SID of the customer's call, in the order in which they happen.
_WITH_SID = (EventKind.PLACED, EventKind.RINGING, EventKind.ANSWERED, EventKind.HUNT, EventKind.ENDED)


class Timeline:
    """The events of one handover by kind: each event once, each kind in order of attempt.

    Events may arrive twice and in any order. Of two with the same identity the earlier counts.
    """

    def __init__(self, events: Iterable[Event]) -> None:
        self._by_kind: dict[EventKind, list[Event]] = {}
        each = (own for event in events for own in _each_attempt(event))
        for event in sorted(each, key=lambda e: (e.attempt, e.at)):
            if event.kind is EventKind.PLACED and event.facts == NOT_PLACED:
                continue
            same_kind = self._by_kind.setdefault(event.kind, [])
            if not same_kind or same_kind[-1].attempt != event.attempt:
                same_kind.append(event)

    def one(self, kind: EventKind) -> Event | None:
        """Returns the event of that kind with the lowest attempt, or None if there is none."""
        return next(iter(self._by_kind.get(kind, ())), None)

    def has(self, *kinds: EventKind) -> bool:
        """Returns whether there is an event of one of these kinds."""
        return any(kind in self._by_kind for kind in kinds)

    def all(self, kind: EventKind) -> Sequence[Event]:
        """Returns the events of that kind, in order of attempt."""
        return self._by_kind.get(kind, [])

    def latest(self, kind: EventKind) -> Event | None:
        """Returns the event of that kind with the latest time, or None if there is none."""
        return max(self.all(kind), key=lambda event: event.at, default=None)

    def accepted(self) -> int:
        """Returns the attempt of the agent who has the call, or 0 if there is none: the last attempt with a bridge, or with
        an acceptance that no MISSED event took back."""
        taken_back = {event.attempt for event in self.all(EventKind.MISSED)}
        accepted = [event.attempt for event in self.all(EventKind.ACCEPTED) if event.attempt not in taken_back]
        bridged = [event.attempt for event in self.all(EventKind.BRIDGED)]
        return max(accepted + bridged, default=0)

    def talked_until(self) -> datetime | None:
        """Returns when the conversation with the agent who has the call ended: with the Dial, or with the customer's leg if
        that is not on record. None if it goes on, or there was none."""
        taken = self.accepted()
        over = [event.at for event in self.all(EventKind.BRIDGED) if event.attempt == taken]
        return min(over or [event.at for event in self.all(EventKind.ENDED)], default=None) if taken else None

    def sid(self) -> str:
        """Returns the SID of the customer's call, or `""` if no event has it. What Twilio answered or reported comes before
        what a lookup found: a report is addressed to this handover alone."""
        events = [event for kind in _WITH_SID for event in self.all(kind) if text_fact(event.facts, "sid")]
        first = min(events, key=lambda event: event.facts.get("source") == "look", default=None)
        return text_fact(first.facts, "sid") if first else ""

    def sids(self) -> frozenset[str]:
        """Returns every SID in the events, also those of agents' calls."""
        events = [event for same_kind in self._by_kind.values() for event in same_kind]
        return frozenset(text_fact(event.facts, "sid") for event in events) - {""}

    def anomalies(self) -> tuple[str, ...]:
        """Returns a word for each contradiction in the record: `bridged_without_accept`."""
        accepted = {event.attempt for event in self.all(EventKind.ACCEPTED)}
        return tuple("bridged_without_accept" for event in self.all(EventKind.BRIDGED) if event.attempt not in accepted)


def _each_attempt(event: Event) -> Iterator[Event]:
    """Yields the event for each attempt that it is about: agents who were rung together share one. So all readers find each
    attempt under its own number."""
    own = number_fact(event.facts, ATTEMPT) if event.kind is EventKind.ACCEPTED else 0
    together = event.facts.get(TOGETHER)
    if event.kind is EventKind.MISSED and isinstance(together, Mapping) and str(event.attempt) in together:
        yield replace(event, facts={**event.facts, "status": str(together[str(event.attempt)])})
    else:
        yield replace(event, attempt=own) if own else event
    if event.kind in (EventKind.BRIDGED, EventKind.MISSED) and isinstance(together, Mapping):
        for number, status in ((str(n), status) for n, status in together.items()):
            if number != str(event.attempt) and number.isascii() and number.isdecimal() and len(number) < _MOST_DIGITS:
                yield Event(EventKind.MISSED, event.at, int(number), {"status": str(status), "next": 0})


#: More attempts than any hunt has.
_MOST_DIGITS = 5
