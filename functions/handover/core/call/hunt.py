"""What the events say about a hunt: who is attempt n, whether a phone rings now, and whether the customer waits in line.

The order of agents is frozen when the customer presses a key: attempt n rings place n of it, and a place may be skipped.
After the last place attempts go on counting, and the agent of each is frozen on its own, in a CHOSEN event. Which attempt
comes next is part of what was frozen before it: the hunt has the first one (`first`), the end of each attempt the next one
(`next`, 0 for none). So every repetition of a request rings the same agent.

A WAITING event has the number of the attempt that the customer waits for.

Agents may also be rung together, in one Dial. Each has an attempt of their own. The Dial is known by the first of these: its
end is recorded under that number, for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from handover.core.call.events import (
    CUT_SHORT,
    TOGETHER,
    Event,
    EventKind,
    HuntTarget,
    Timeline,
    frozen_order,
    number_fact,
    text_fact,
    time_fact,
)

#: The status in a MISSED event of an attempt that was given up before it rang: another call rang that agent.
YIELDED = "yielded"
#: The status in a MISSED event of an attempt whose agent calls the customer back later: the hunt is over.
CALLED_BACK = "call_back"

#: The facts of a hunt for how many seconds an agent is left alone after the conversation, after how many missed calls in a
#: row they are set away, and whether the desk rings by who is idle longest.
WRAP_UP, MISSES, IDLE = "wrap_up", "misses", "idle"

#: The statuses of attempts that say nothing of the agent.
_NOT_ASKED = (YIELDED, CUT_SHORT)
#: The fact of a frozen order that its calls go on in a room (room.py).
TRANSFER = "transfer"

_NOBODY = HuntTarget("", "", "", "")


@dataclass(frozen=True)
class Hunt:
    """A hunt, as far as it got. `began` is when the customer pressed the key, `patience` for how long agents are tried from
    then on (0: of a version that tried each once). Attempt n rings `order[n - 1]`; the first `places` of these were frozen
    at the key press. `attempt` is the latest one, or 0; `ringing` says that it is not over. `waits_for` is the attempt that
    the customer waits for in line, or 0. `passed_at` is when each agent passed who did, `given_up_at` the same with the one
    who calls the customer back, `over_at` when each agent's latest attempt was over, all by the agent's id. `together` are
    the attempts of the latest Dial: `attempt`, and those that were rung with it. `all_at_once` is whether the desk rings all
    free agents together, `by_idle` whether it rings by who is idle longest, `in_room` whether the call goes on in a room
    once an agent accepts. `wrap_up` is how long an agent is left alone after the conversation."""

    began: datetime
    patience: timedelta
    order: tuple[HuntTarget, ...]
    places: int
    attempt: int
    ringing: bool
    waits_for: int
    passed_at: Mapping[str, datetime]
    over_at: Mapping[str, datetime]
    given_up_at: Mapping[str, datetime] = field(default_factory=dict)
    together: tuple[int, ...] = ()
    all_at_once: bool = False
    by_idle: bool = False
    in_room: bool = False
    wrap_up: timedelta = timedelta(0)

    @property
    def next_number(self) -> int:
        """The number of the next attempt that is not a place in the frozen order."""
        return max(len(self.order), self.attempt) + 1

    @property
    def passed(self) -> frozenset[str]:
        """The ids of the agents who passed."""
        return frozenset(self.passed_at)

    @property
    def waiting(self) -> bool:
        """Whether the customer waits in line: no phone rings, and no attempt was begun since."""
        return self.waits_for > 0 and not self.ringing

    @property
    def rings(self) -> HuntTarget | None:
        """The agent whose phone rings, or whose decision is due; the first one of several, None if there is none."""
        return self.agent_of(self.attempt) if self.ringing else None

    @property
    def all_ringing(self) -> Mapping[int, HuntTarget]:
        """All of these agents by their attempts. Who has passed is not among several."""
        found = {n: agent for n in self.together if self.ringing and (agent := self.agent_of(n))}
        return found if len(found) == 1 else {n: agent for n, agent in found.items() if agent.id not in self.passed}

    def attempts_of(self, agent: HuntTarget) -> list[int]:
        """Returns the attempts that ring that agent on that phone, made or not."""
        order = enumerate(self.order, start=1)
        return [n for n, target in order if (target.id, target.phone) == (agent.id, agent.phone)]

    def agent_of(self, attempt: int) -> HuntTarget | None:
        """Returns the agent of that attempt, or None if there is no such attempt."""
        return self.order[attempt - 1] if 0 < attempt <= len(self.order) else None


def hunt_of(timeline: Timeline) -> Hunt | None:
    """Returns the hunt in these events, or None if the customer has not pressed a key."""
    hunt = timeline.one(EventKind.HUNT)
    if hunt is None:
        return None
    frozen = frozen_order(hunt.facts)
    order = _with_chosen(frozen, timeline)
    attempt = _latest(hunt.facts, len(frozen), timeline)
    together = together_with(hunt.facts, attempt, timeline)
    over = [*timeline.all(EventKind.MISSED), *timeline.all(EventKind.BRIDGED)]
    passed_at, calls_back = _latest_at(timeline.all(EventKind.PASSED), order), called_back(timeline)
    waits_for = max((event.attempt for event in timeline.all(EventKind.WAITING)), default=0)
    return Hunt(
        began=hunt.at,
        patience=timedelta(seconds=number_fact(hunt.facts, "patience")),
        order=order,
        places=len(frozen),
        attempt=attempt,
        ringing=attempt > 0 and all(event.attempt != attempt for event in over),
        waits_for=waits_for if waits_for > max(together, default=attempt) and calls_back is None else 0,
        passed_at=passed_at,
        given_up_at={**passed_at, **({text_fact(calls_back.facts, "agent"): calls_back.at} if calls_back else {})},
        over_at=_latest_at([event for event in over if event.facts.get("status") not in _NOT_ASKED], order),
        together=together,
        all_at_once=TOGETHER in hunt.facts,
        by_idle=hunt.facts.get(IDLE) is True,
        in_room=goes_on_in_room(hunt.facts),
        wrap_up=timedelta(seconds=number_fact(hunt.facts, WRAP_UP)),
    )


def goes_on_in_room(facts: Mapping[str, Any]) -> bool:
    """Returns whether the call goes on in a room once an agent accepts. A recorded one does not: its recording is the
    Dial's, and ends with it."""
    return facts.get(TRANSFER) is True and facts.get("record") != "agreed"


def first_attempt(facts: Mapping[str, Any]) -> int:
    """Returns the attempt that a frozen order begins with; 0 if none was free. Older hunts begin with the first place."""
    return number_fact(facts, "first") if "first" in facts else min(1, len(frozen_order(facts)))


def next_attempt(missed: Event, places: int) -> int:
    """Returns the attempt that follows a missed one; 0 for none. Older ones are followed by the next place, if there is
    one."""
    if "next" in missed.facts:
        return number_fact(missed.facts, "next")
    return missed.attempt + 1 if missed.attempt < places else 0


def call_back_time(missed: Event) -> datetime | None:
    """Returns the time (UTC) at which the agent of that attempt calls the customer back, or None if they do not."""
    return time_fact(missed.facts) if missed.facts.get("status") == CALLED_BACK else None


def called_back(timeline: Timeline) -> Event | None:
    """Returns the end of the attempt whose agent calls the customer back, or None if none does."""
    return next((event for event in timeline.all(EventKind.MISSED) if call_back_time(event)), None)


def chosen_agent(facts: Mapping[str, Any]) -> HuntTarget:
    """Returns the agent in the facts of a CHOSEN event."""
    return next(iter(frozen_order(facts)), _NOBODY)


def together_with(facts: Mapping[str, Any], attempt: int, timeline: Timeline) -> tuple[int, ...]:
    """Returns the attempts of the Dial that this one belongs to, in their order; none for no attempt. `facts` are those of
    the HUNT event."""
    if attempt in attempts_together(facts):
        return attempts_together(facts)
    for event in timeline.all(EventKind.CHOSEN):
        count = len(frozen_order(event.facts))
        if event.attempt <= attempt < event.attempt + count:
            return tuple(range(event.attempt, event.attempt + count))
    return (attempt,) if attempt > 0 else ()


def attempts_together(facts: Mapping[str, Any]) -> tuple[int, ...]:
    """Returns the attempts that the facts of a HUNT event ring together, in their order; none if it rings one by one."""
    given = facts.get(TOGETHER)
    numbers = given if isinstance(given, list | tuple) else ()
    return tuple(sorted({n for n in numbers if isinstance(n, int) and 0 < n <= len(frozen_order(facts))}))


def _with_chosen(frozen: tuple[HuntTarget, ...], timeline: Timeline) -> tuple[HuntTarget, ...]:
    """Returns the frozen order with the agents chosen later. An attempt is a place, so a gap has nobody."""
    later = {
        event.attempt + more: agent
        for event in timeline.all(EventKind.CHOSEN)
        for more, agent in enumerate(frozen_order(event.facts) or (_NOBODY,))
    }
    last = max((n for n in later if n <= len(frozen) + _MOST_LATER), default=0)
    return (*frozen, *(later.get(n, _NOBODY) for n in range(len(frozen) + 1, last + 1)))


def _latest(facts: Mapping[str, Any], places: int, timeline: Timeline) -> int:
    """Returns the latest attempt. Any event of an attempt proves that it began, also when the end of the one before it could
    not be recorded."""
    kinds = (EventKind.CHOSEN, EventKind.ACCEPTED, EventKind.PASSED, EventKind.BRIDGED, EventKind.MISSED)
    proven = [event.attempt for kind in kinds for event in timeline.all(kind)]
    follow = [next_attempt(event, places) for event in timeline.all(EventKind.MISSED)]
    latest = max([first_attempt(facts), *proven, *follow])
    return min(together_with(facts, latest, timeline), default=latest)


def _latest_at(events: Any, order: tuple[HuntTarget, ...]) -> dict[str, datetime]:
    """Returns when each agent's latest of these events was, by the agent's id."""
    found: dict[str, datetime] = {}
    for event in sorted(events, key=lambda event: event.at):
        found.update(dict.fromkeys(_ids([event], order), event.at))
    return found


def _ids(events: Any, order: tuple[HuntTarget, ...]) -> list[str]:
    return [order[event.attempt - 1].id for event in events if 0 < event.attempt <= len(order)]


#: More attempts than any patience allows: a damaged name must not make a long order.
_MOST_LATER = 1000
