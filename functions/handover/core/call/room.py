"""What the events say about the room of a call: who talks with the customer there, and who was asked to come in.

A room is a conference at Twilio, for the agent of one attempt. It exists where desk.json allows a transfer: a key that an
agent presses in a conversation is only heard in a conference (decision 57). Events about it come in any order and twice.

The agent may leave the room with `*` and come back. So visits are counted: an event of visit v of attempt n has the number
100 n + v. Events about a colleague have the number of the visit in which the agent asked for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from handover.core.call.events import Event, EventKind, HuntTarget, Timeline, frozen_order
from handover.core.call.hunt import YIELDED

#: An agent comes back into the room so often at most.
MOST_VISITS = 99

#: A colleague who was called and of whom nothing is known does not come any more after this: ring, words, key and brief.
_COMES_WITHIN = timedelta(seconds=90)

_NOBODY = HuntTarget("", "", "", "")


@dataclass(frozen=True)
class Colleague:
    """A colleague whom the agent asked for. `number` is that of the visit; `called_at` is when it was claimed to call them,
    `joined_at` when they accepted by key, `over_at` when their call was over, each None if that is not on record. `yielded`:
    another call had them, so they were not rung."""

    number: int
    agent: HuntTarget
    called_at: datetime
    joined_at: datetime | None
    over_at: datetime | None
    sid: str
    yielded: bool = False

    @property
    def is_in(self) -> bool:
        return self.joined_at is not None and self.over_at is None

    def may_come(self, now: datetime) -> bool:
        """Returns whether their phone rings, or they decide."""
        return self.joined_at is None and self.over_at is None and now - self.called_at < _COMES_WITHIN


@dataclass(frozen=True)
class Room:
    """The room of one attempt. `moving`: it was claimed to move the agent there. `entered_at` is when the agent first came
    in, `left_at` when the agent's call was over, None if that is not on record. `visit` is the latest visit, 0 before the
    first; `asking`: the agent is outside and is asked whether a colleague is to be called."""

    moving: bool
    entered_at: datetime | None
    left_at: datetime | None
    visit: int
    asking: bool
    colleagues: tuple[Colleague, ...]

    @property
    def somebody_is_in(self) -> bool:
        """Whether, as far as is known, somebody is there for the customer to talk with."""
        agent = self.entered_at is not None and self.left_at is None and not self.asking
        return agent or self.colleague_is_in

    @property
    def colleague_is_in(self) -> bool:
        return any(colleague.is_in for colleague in self.colleagues)

    def somebody_comes(self, now: datetime) -> bool:
        """Returns whether somebody is on the way into the room."""
        agent = self.moving and self.left_at is None and (self.entered_at is None or self.asking)
        return agent or any(colleague.may_come(now) for colleague in self.colleagues)

    @property
    def in_vain(self) -> bool:
        """Whether the agent left before a colleague came in whom they had asked for, or while they were asked."""
        left = self.left_at
        if left is not None and self.asking:
            return True
        return left is not None and any(
            each.joined_at is None and (each.over_at is None or each.over_at >= left) for each in self.colleagues
        )


def number_of(attempt: int, visit: int) -> int:
    """Returns the number of a visit's events."""
    return attempt * (MOST_VISITS + 1) + max(0, min(visit, MOST_VISITS))


def attempt_and_visit(number: int) -> tuple[int, int]:
    return divmod(number, MOST_VISITS + 1)


def room_name(handover_id: str, attempt: int) -> str:
    """Returns the conference's name at Twilio. It has no personal data."""
    return f"{handover_id}-{attempt}"


def room_of(timeline: Timeline, attempt: int) -> Room:
    entered = _of(timeline, EventKind.ENTERED, attempt)
    asked = [event.attempt for event in _of(timeline, EventKind.ASKED, attempt)]
    left = [event.at for event in timeline.all(EventKind.LEFT) if event.attempt == attempt]
    latest = max((event.attempt for event in entered), default=0)
    return Room(
        moving=any(event.attempt == attempt for event in timeline.all(EventKind.MOVING)),
        entered_at=min((event.at for event in entered), default=None),
        left_at=min(left, default=None),
        visit=attempt_and_visit(latest)[1],
        asking=bool(asked) and max(asked) >= latest,
        colleagues=tuple(c for c in colleagues_of(timeline) if attempt_and_visit(c.number)[0] == attempt),
    )


def colleagues_of(timeline: Timeline) -> tuple[Colleague, ...]:
    """Returns the colleagues who were called in all attempts, in the order of their numbers."""
    joined = {event.attempt: event for event in timeline.all(EventKind.JOINED)}
    over = {event.attempt: event for event in timeline.all(EventKind.COLLEAGUE_OVER)}
    return tuple(
        Colleague(
            number=event.attempt,
            agent=first_agent(event.facts),
            called_at=event.at,
            joined_at=joined[event.attempt].at if event.attempt in joined else None,
            over_at=over[event.attempt].at if event.attempt in over else None,
            sid=str(joined[event.attempt].facts.get("sid", "")) if event.attempt in joined else "",
            yielded=event.attempt in over and over[event.attempt].facts.get("status") == YIELDED,
        )
        for event in timeline.all(EventKind.COLLEAGUE)
    )


def first_agent(facts: Mapping[str, Any]) -> HuntTarget:
    """Returns the agent in the facts of an event, or one without an id."""
    return next(iter(frozen_order(facts)), _NOBODY)


def talked_for(room: Room, now: datetime) -> str:
    """Returns how many seconds the customer and an agent were in the room, as Twilio writes them."""
    if room.entered_at is None:
        return ""
    ends = [each.over_at for each in room.colleagues if each.joined_at and each.over_at]
    end = max([*([room.left_at] if room.left_at else []), *ends], default=now)
    return str(max(0, round((min(end, now) - room.entered_at).total_seconds())))


def _of(timeline: Timeline, kind: EventKind, attempt: int) -> list[Event]:
    return [event for event in timeline.all(kind) if attempt_and_visit(event.attempt)[0] == attempt]
