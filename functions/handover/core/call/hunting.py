"""The decisions of a hunt: which agents may be rung, in which order, and who of several customers gets an agent who is free.

The order is frozen when the customer presses a key. So a change of the desk during the call repeats no agent. Agents who
talk, who wrap up or have just passed another call, or whose phone another call rings, are skipped.

First come, first served: an agent whom a customer further ahead in line would get is not free for those behind.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handover.core.call.events import HuntTarget
from handover.core.call.hunt import Hunt
from handover.core.call.rotation import Wanted, in_order
from handover.core.call.state import Handover, State
from handover.core.call.wrapping_up import PAUSE
from handover.core.desk.config import Agent, Desk
from handover.core.desk.on_duty import on_duty

#: Twilio rings no more phones at the same time.
MOST_TOGETHER = 10

#: The shortest ring that Twilio can make: 5 s, and 5 s that it adds.
SHORTEST_RING = 10

_NOTHING = Wanted()
_IN_LINE = (State.HUNTING, State.WAITING)


@dataclass(frozen=True)
class InLine:
    """Another customer who waits for an agent on the phone. `id` is the handover's."""

    id: str
    hunt: Hunt


@dataclass(frozen=True)
class Others:
    """What other handovers do now. `engaged` are the ids of the agents who talk to a customer or wrap up, who have just
    passed, or whose phone rings; `line` are those who wait in line, the first one first; `contenders` the ids of live
    handovers that may ring an agent at this moment."""

    engaged: frozenset[str] = frozenset()
    line: tuple[InLine, ...] = ()
    contenders: tuple[str, ...] = ()


def order(
    desk: Desk,
    customer: str,
    away: Collection[str] = (),
    prefer: str = "",
    now: datetime | None = None,
    wanted: Wanted = _NOTHING,
) -> tuple[HuntTarget, ...]:
    """Returns the agents to ring, first to last, by the desk's strategy. Skips the agents whose ids are in `away`, an agent
    who has the customer's number, and those who do not work at `now` (None: at any time). The agent with the id `prefer` is
    rung first: they had the customer's call when it was dropped, or said that they call back."""
    agents = in_order(on_duty(desk, away, customer, now), desk.ringing.strategy, wanted)
    return tuple(target_of(agent, desk) for agent in sorted(agents, key=lambda agent: agent.id != prefer))


def preferred(before: Handover | None) -> str:
    """Returns the id of the agent to ring first after that handover: who had the call when it was dropped, or for whom a
    call was booked that no agent has been rung for yet; else `""`. A call back that its agent did not take changes nothing
    of that."""
    if before and before.not_taken:
        return before.rung_next
    if before and before.agent and before.state is State.DROPPED:
        return before.agent.id
    return before.booking.prefer if before and before.booking and before.hunt is None else ""


def not_free(
    others: Others, agents: Sequence[HuntTarget], now: datetime, place: tuple[datetime, str]
) -> frozenset[str]:
    """Returns the ids of those agents who are not free for a customer: they are engaged, or somebody further ahead gets
    them: one agent, or all who are free if the desk rings them together. `place` is the customer's key press and handover
    id: the earlier is further ahead."""
    taken = set(others.engaged)
    for ahead in others.line:
        if (ahead.hunt.began, ahead.id) < place:
            free = [a.id for a in agents if a.id not in taken and _may_ring(ahead.hunt, a.id, now)]
            taken.update(free if ahead.hunt.all_at_once else free[:1])
    return frozenset(taken)


def engaged(handover: Handover, now: datetime) -> list[str]:
    """Returns the ids of the agents who talk to that handover's customer, or whose phones it rings at `now`."""
    if handover.back_of and handover.live:  # their phone rings, or they talk
        return [agent.id for agent in handover.order[:1]]
    if handover.state is State.CONNECTED and not handover.bridged:  # bridged: the conversation is over
        agent = [handover.agent.id] if handover.agent and not handover.agent_left else []
        return [*agent, *(each.agent.id for each in handover.colleagues if each.is_in or each.may_come(now))]
    if handover.hunt is None or handover.state not in _IN_LINE:
        return []
    return [agent.id for agent in handover.hunt.all_ringing.values()]


def next_place(frozen: Sequence[HuntTarget], after: int, taken: Collection[str]) -> int:
    """Returns the next place in a frozen order, from 1, whose agent is free; 0 if there is none after that place."""
    places = enumerate(frozen, start=1)
    return next((place for place, agent in places if place > after and agent.id not in taken), 0)


def places_together(frozen: Sequence[HuntTarget], taken: Collection[str], prefer: str = "") -> list[int]:
    """Returns the places in a frozen order, from 1, of the free agents who are rung at the same time. The agent with the id
    `prefer` is rung alone: the customer was told of them."""
    free = [place for place, agent in enumerate(frozen, start=1) if agent.id not in taken]
    if preferred := [place for place in free if frozen[place - 1].id == prefer]:
        return preferred
    by_number = [place for place in free if not _rung_alone(frozen[place - 1])]
    return by_number[:MOST_TOGETHER] or free[:1]


def again(hunt: Hunt, agents: Sequence[HuntTarget], taken: Collection[str], now: datetime) -> HuntTarget | None:
    """Returns the first free agent who may be rung for a customer who waits; None if there is none now."""
    return next((agent for agent in agents if agent.id not in taken and _may_ring(hunt, agent.id, now)), None)


def all_again(hunt: Hunt, agents: Sequence[HuntTarget], taken: Collection[str], now: datetime) -> list[HuntTarget]:
    """Returns the free agents to ring now for a customer who waits: that one, or several if the desk rings them together;
    none if there is none now."""
    first = again(hunt, agents, taken, now)
    free = [agent for agent in agents if agent.id not in taken and _may_ring(hunt, agent.id, now)]
    by_number = [agent for agent in free if not _rung_alone(agent)] if hunt.all_at_once else []
    return by_number[:MOST_TOGETHER] or ([first] if first else [])


def may_wait(hunt: Hunt, agents: Sequence[HuntTarget]) -> bool:
    """Returns whether waiting can help: there is an agent on duty who did not pass this customer on."""
    return any(agent.id not in hunt.passed for agent in agents)


def left(began: datetime, patience: timedelta, now: datetime) -> float:
    """Returns the seconds that are left of a customer's patience, never below 0."""
    return max(0.0, (began + patience - now).total_seconds())


def ring_seconds(ring: int, patience_left: float) -> int:
    """Returns for how long an agent's phone rings: no longer than the patience lasts, if Twilio can make it so short."""
    return min(ring, max(SHORTEST_RING, int(patience_left)))


def _rung_alone(agent: HuntTarget) -> bool:
    """Returns whether no other phone may ring beside this one: Twilio dials nothing beside a SIP address, and a switchboard
    picks up at once, which ends the other calls."""
    return bool(agent.keys) or agent.rings.lower().startswith(("sip:", "sips:"))


def _may_ring(hunt: Hunt, agent_id: str, now: datetime) -> bool:
    """Returns whether that agent may be rung (again) for the customer. Who passed is not asked a second time."""
    over = hunt.over_at.get(agent_id)
    return agent_id not in hunt.passed and (over is None or now - over >= PAUSE)


def target_of(agent: Agent, desk: Desk) -> HuntTarget:
    """Returns the agent as the order of a hunt freezes them."""
    return HuntTarget(
        id=agent.id,
        name=agent.name,
        phone=agent.own_phone,
        language=agent.language,
        caller=desk.number_for(agent.phone),
        call_reason=desk.call_reason,
        rings=agent.rings if agent.rings != agent.own_phone else "",
        keys=agent.keys,
    )
