"""Plays the people of the simulation in the sandbox: real requests to the real bundle, on the simulated clock.

The simulation of the same people must give the same ends, waits and requests. That is how the model of the product is
checked. Nobody writes a wrap-up here and every agent picks up, because the sandbox's phones have no owner's mood.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bench.scale.arrivals import Person
from bench.scale.assumptions import Assumptions
from bench.scale.containers import Containers, Speed
from bench.scale.counted import Counting, Requests
from bench.scale.model import Desk, Line
from bench.scale.request import start_call
from handover.core.call.events import EventKind
from sandbox.twilio import Answers, Busy, HangUp, LetsRing, Plan, Press
from sandbox.twilio.captions import KeyPress
from sandbox.twilio.change_feed import Change
from sandbox.world import DESK, World

#: Runs that a chat makes before the call, which are not played here.
_OF_CHATS = frozenset({"transcript", "webhook availability", "webhook check_number", "scheduler"})


@dataclass(frozen=True)
class Played:
    """`ends` by state; `accepted`: seconds from the customer's key to the agent's, sorted; `runs` by name; `storage`."""

    ends: Counter[str]
    accepted: list[float]
    runs: Counter[str]
    storage: Requests


def like_the_sandbox(assumed: Assumptions) -> Assumptions:
    """Returns the assumptions as they are in the sandbox: runs take no time, every agent picks up and writes nothing, and
    nobody presses a key for a call back."""
    return replace(assumed, warm=0.0, cold=0.0, agent_misses=0.0, wrap_up=0.0)


def in_the_sandbox(people: Sequence[Person], agents: int, assumed: Assumptions) -> Played:
    counting = Counting()
    with counting.listening(), World("code-engine", counting.parts(desk=_desk(agents), timer=False)) as world:
        for phone in world.agents:
            phone.plan = Answers(after=assumed.agent_picks_up, then=(Press("1", when_asked=True, after=1),))
        patience = {_number(index): person.patience for index, person in enumerate(people)}
        world.network.on_change(lambda change: _be_patient(world, change, patience))
        counting.forget()
        begins = people[0].at
        for index, person in enumerate(people):
            world.phone(_number(index)).plan = _plan(person)
            world.agenda.advance(person.at - begins)
            begins = person.at
            start_call(world, _session(index), _number(index))
        world.agenda.run_until(lambda: all(call.over for call in world.network.calls), at_most=7200)
        world.agenda.advance(60)
        runs = Counter(name for name, _ in counting.runs)
        storage = Requests(sum(each.a for _, each in counting.runs), sum(each.b for _, each in counting.runs))
        return Played(_ends(world, len(people)), _accepted(world, len(people)), runs, storage)


def in_the_model(people: Sequence[Person], agents: int, assumed: Assumptions, costs: dict[str, Requests]) -> Played:
    """Returns the same of the simulation; `costs` are the storage requests of each run."""
    assumed = like_the_sandbox(assumed)
    containers = Containers(Speed(assumed.warm, assumed.cold, assumed.idle))
    desk = Desk(Line.LINE, [agents] * 24, containers, assumed)
    found = desk.play([replace(person, calls_back=False) for person in people])
    runs = Counter({name: count for name, count in containers.runs.items() if name not in _OF_CHATS})
    accepted = sorted(each.waited - assumed.brief for each in found if each.waited is not None)
    a = sum(costs[name].a * count for name, count in runs.items()) + desk.looked
    b = sum(costs[name].b * count for name, count in runs.items())
    return Played(Counter(str(each.end) for each in found), accepted, runs, Requests(a, b))


def _desk(agents: int) -> dict[str, Any]:
    people = [{"id": f"agent-{n}", "name": f"Agent {n}", "phone": f"+493012345{600 + n}"} for n in range(agents)]
    # The model has no retries: whom it plays is called once.
    ringing = {"wrap_up_seconds": 0, "away_after_misses": 0}
    limits = {"calls_per_day": 900}
    return {**DESK, "agents": people, "limits": limits, "retries": {"after_minutes": []}, "ringing": ringing}


def _number(index: int) -> str:
    return f"+4930{20000000 + index}"


def _session(index: int) -> str:
    return f"chat-{index}"


def _plan(person: Person) -> Plan:
    if person.picks_up is None:
        return Busy() if person.engaged else LetsRing()
    if not person.presses_key:
        return Answers(after=person.picks_up)
    return Answers(
        after=person.picks_up, then=(Press("1", when_asked=True), HangUp(after=person.talk, when_bridged=True))
    )


def _be_patient(world: World, change: Change, patience: dict[str, float]) -> None:
    """Once a customer has pressed a key, they hang up when their patience ends, unless they talk to somebody."""
    if not isinstance(change.about, KeyPress) or change.about.number not in patience:
        return
    phone = world.phone(change.about.number)

    def leave() -> None:
        if phone.state == "connected" and phone.talking_to is None:
            phone.hang_up()

    world.agenda.after(patience[phone.number], leave)


def _ends(world: World, count: int) -> Counter[str]:
    return Counter(str(world.handover(_session(index)).state) for index in range(count))


def _accepted(world: World, count: int) -> list[float]:
    waits = []
    for index in range(count):
        events = world.storage().handovers.events(world.handover(_session(index)).id)
        at = {event.kind: event.at for event in events}
        if EventKind.ACCEPTED in at and str(world.handover(_session(index)).state) == "completed":
            waits.append((at[EventKind.ACCEPTED] - at[EventKind.HUNT]).total_seconds())
    return sorted(waits)
