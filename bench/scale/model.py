"""One day of a desk, simulated with SimPy: chats, Twilio's queue, phones, agents, containers.

The hunt is that of version 0.2.0: agents are rung one after the other, from the top of desk.json, and one who talks gives
a busy signal (`Line.HUNT`). Two other lines are modelled for comparison. `SKIP` rings only those whose phone is not in use
when the customer presses the key. `QUEUE`: customers wait in order of arrival, and only an agent who is free is rung.
Everybody's phone, key and patience come from arrivals.Person, so all are compared on the same people.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

import simpy

from bench.scale.arrivals import HOUR, Person
from bench.scale.assumptions import Assumptions
from bench.scale.containers import Containers
from handover.core.call.state import State

#: What `start_call` wakes while the phone rings.
_WOKEN = ("twiml wake", "status wake woken")

Steps = Generator[simpy.Event, object, None]
Answer = Generator[simpy.Event, object, bool]


class Line(StrEnum):
    HUNT = "hunt"
    SKIP = "skip"
    QUEUE = "queue"


@dataclass(slots=True)
class Handover:
    """What became of one request for a call; times in seconds. `queued`: at Twilio. `in_line`: from the key until the
    agent who takes the call is rung, `waited`: until they talk; both None if they never do. `customer_leg` and `agent_legs`
    are the durations of answered calls; `rung` counts the agents' phones that rang or were busy."""

    at: float
    end: State = State.REQUESTED
    queued: float = 0.0
    in_line: float | None = None
    waited: float | None = None
    reached: bool = False
    rung: int = 0
    customer_leg: float = 0.0
    agent_legs: list[float] = field(default_factory=list)


class _Agent:
    """`talks`: the phone is in use. `writes`: the wrap-up; the phone rings, and nobody picks up."""

    __slots__ = ("number", "talks", "writes")

    def __init__(self, number: int) -> None:
        self.number = number
        self.talks = self.writes = False


class Desk:
    """`staff`: the agents on duty in each hour of the day. `calls_a_second`: Twilio's limit. `calls_a_day`: the desk's
    limit, None for none. `most_legs` is the most phone calls at once, both legs counted."""

    def __init__(
        self,
        line: Line,
        staff: Sequence[int],
        containers: Containers,
        assumed: Assumptions,
        calls_a_second: float = 1.0,
        calls_a_day: int | None = None,
        seed: int = 0,
    ) -> None:
        self.handovers: list[Handover] = []
        self.most_legs = 0
        self._legs = 0
        self._line, self._staff, self._assumed = line, staff, assumed
        self._containers = containers
        self._gap = 1 / calls_a_second
        self._calls_left = calls_a_day
        self._next_slot = 0.0
        self._random = Random(f"desk {seed}")
        self._env = simpy.Environment()
        self._agents = [_Agent(number) for number in range(max(staff, default=0))]
        self._waiting: deque[simpy.Event] = deque()
        self._free: deque[_Agent] = deque(self._agents)

    def play(self, people: Iterable[Person]) -> list[Handover]:
        """Plays a day to its end. Returns its handovers, in order of their requests."""
        self._env.process(self._arrive(people))
        if self._line is Line.QUEUE:
            self._env.process(self._change_shifts())
        self._env.run()
        self._containers.end(self._env.now)
        return self.handovers

    def _arrive(self, people: Iterable[Person]) -> Steps:
        for person in people:
            yield self._env.timeout(person.at - self._env.now)
            handover = Handover(person.at)
            self.handovers.append(handover)
            self._env.process(self._call(person, handover))

    # One handover

    def _call(self, person: Person, handover: Handover) -> Steps:
        for name in ("webhook availability", "webhook availability", "webhook check_number"):
            self._run(name)
        placed = self._run("webhook start_call")
        if placed is None or self._calls_left == 0:
            handover.end = State.REFUSED
            return
        if self._calls_left is not None:
            self._calls_left -= 1
        yield self._env.timeout(placed)
        for name in _WOKEN:
            self._run(name)
        yield from self._wait_at_twilio(handover)
        self._leg(1)
        yield from self._ring(person, handover)
        self._leg(-1)
        unanswered = {State.BUSY: "busy", State.NO_ANSWER: "no-answer"}
        self._run(f"status customer {unanswered.get(handover.end, 'completed')}")

    def _wait_at_twilio(self, handover: Handover) -> Steps:
        slot = max(self._env.now, self._next_slot)
        self._next_slot = slot + self._gap
        handover.queued = slot - self._env.now
        yield self._env.timeout(handover.queued + self._assumed.set_up)

    def _ring(self, person: Person, handover: Handover) -> Steps:
        assumed, env = self._assumed, self._env
        self._run("status customer ringing")
        if person.picks_up is None:
            yield env.timeout(assumed.busy_signal if person.engaged else assumed.ring_customer)
            handover.end = State.BUSY if person.engaged else State.NO_ANSWER
            return
        yield env.timeout(person.picks_up)
        answered = env.now
        self._run("status customer in-progress")
        greeting = (self._run("twiml greet") or 0.0) + assumed.greeting
        if person.presses_key:
            yield env.timeout(greeting)
            yield from self._find_agent(person, handover)
        else:
            yield env.timeout(greeting + 2 * assumed.key_wait + assumed.greeting_again)
            yield env.timeout((self._run("twiml no_key") or 0.0) + assumed.no_key_words)
            handover.end = State.NO_HUMAN
        handover.customer_leg = env.now - answered

    def _find_agent(self, person: Person, handover: Handover) -> Steps:
        handover.reached = True
        pressed = self._env.now
        patient = Patience(self._env, pressed + person.patience)
        handover.end = State.ABANDONED
        if not (yield from patient.lasts(self._run("twiml connect") or 0.0)):
            return
        find = self._queue if self._line is Line.QUEUE else self._hunt
        yield from find(person, handover, patient, pressed)

    # The hunt

    def _hunt(self, person: Person, handover: Handover, patient: Patience, pressed: float) -> Steps:
        assumed = self._assumed
        words = assumed.connecting
        for agent in self._order():
            if not (yield from patient.lasts(words + assumed.set_up)):
                return
            words = assumed.next_agent
            handover.rung += 1
            self._run("status agent ringing")
            if agent.talks:
                outcome, stays = "busy", (yield from patient.lasts(assumed.busy_signal))
            elif agent.writes or self._misses():
                outcome, stays = "no-answer", (yield from self._rings_out(agent, patient))
            else:
                yield from self._talk(agent, person, handover, patient, pressed)
                return
            self._run(f"status agent {outcome if stays else 'canceled'}")
            if not stays or not (yield from patient.lasts(self._run("twiml dialed") or 0.0)):
                return
        self._run("twiml unanswered")
        handover.end = State.NO_AGENT
        yield self._env.timeout(assumed.unanswered_words)

    def _order(self) -> list[_Agent]:
        """Returns the agents to ring, first to last, as they are when the key is pressed."""
        on_duty = self._agents[: self._on_duty()]
        return [agent for agent in on_duty if not agent.talks] if self._line is Line.SKIP else on_duty

    # A queue

    def _queue(self, person: Person, handover: Handover, patient: Patience, pressed: float) -> Steps:
        assumed = self._assumed
        if not (yield from patient.lasts(assumed.connecting)):
            return
        while True:
            agent = self._free_agent()
            if agent is None:
                place = self._env.event()
                self._waiting.append(place)
                yield place | self._env.timeout(patient.left)
                if not place.triggered:
                    self._waiting.remove(place)
                    return
                assert isinstance(place.value, _Agent)
                agent = place.value
            if not (yield from patient.lasts(assumed.set_up)):
                self._give_back(agent)
                return
            handover.rung += 1
            self._run("status agent ringing")
            if not self._misses():
                yield from self._talk(agent, person, handover, patient, pressed)
                return
            stays = yield from self._rings_out(agent, patient)
            self._give_back(agent)
            self._run(f"status agent {'no-answer' if stays else 'canceled'}")
            if not stays or not (yield from patient.lasts(self._run("twiml dialed") or 0.0)):
                return

    def _free_agent(self) -> _Agent | None:
        """Returns the agent on duty who has been free longest."""
        on_duty = self._on_duty()
        for agent in self._free:
            if agent.number < on_duty:
                self._free.remove(agent)
                return agent
        return None

    def _give_back(self, agent: _Agent) -> None:
        """The agent is free: they get the customer who has waited longest."""
        if self._waiting and agent.number < self._on_duty():
            self._waiting.popleft().succeed(agent)
        else:
            self._free.append(agent)

    def _change_shifts(self) -> Steps:
        """At each full hour, those who come on duty get the customers who wait."""
        for hour in range(len(self._staff)):
            yield self._env.timeout(hour * HOUR - self._env.now)
            while self._waiting and (agent := self._free_agent()):
                self._waiting.popleft().succeed(agent)

    # Both

    def _rings_out(self, agent: _Agent, patient: Patience) -> Answer:
        """The agent's phone rings, and nobody picks up. Returns whether the customer is still there."""
        agent.talks = True
        stays = yield from patient.lasts(self._assumed.ring_agent)
        agent.talks = False
        return stays

    def _talk(self, agent: _Agent, person: Person, handover: Handover, patient: Patience, pressed: float) -> Steps:
        """The agent is rung, hears the whisper, and takes the call, unless the customer leaves before."""
        assumed, env = self._assumed, self._env
        in_line = env.now - pressed
        agent.talks = True
        self._leg(1)
        answered: float | None = None
        stays = yield from patient.lasts(assumed.agent_picks_up)
        if stays:
            answered = env.now
            self._run("status agent in-progress")
            stays = yield from patient.lasts((self._run("twiml whisper") or 0.0) + assumed.whisper)
        if stays:
            stays = yield from patient.lasts((self._run("twiml decide") or 0.0) + assumed.brief)
        if stays:
            handover.in_line, handover.waited = in_line, env.now - pressed
            yield env.timeout(person.talk)
            handover.end = State.COMPLETED
            self._run("twiml dialed")
        self._run("status agent completed" if answered is not None else "status agent canceled")
        self._leg(-1)
        if answered is not None:
            handover.agent_legs.append(env.now - answered)
        agent.talks = False
        env.process(self._wrap_up(agent, assumed.wrap_up if stays else 0.0))

    def _wrap_up(self, agent: _Agent, seconds: float) -> Steps:
        agent.writes = True
        yield self._env.timeout(seconds)
        agent.writes = False
        if self._line is Line.QUEUE:
            self._give_back(agent)

    def _misses(self) -> bool:
        return self._random.random() < self._assumed.agent_misses

    def _on_duty(self) -> int:
        """Returns how many agents are on duty; after the last hour, those of the last hour stay until nobody waits."""
        return self._staff[min(int(self._env.now // HOUR), len(self._staff) - 1)]

    def _run(self, name: str) -> float | None:
        return self._containers.run(name, self._env.now)

    def _leg(self, change: int) -> None:
        self._legs += change
        self.most_legs = max(self.most_legs, self._legs)


class Patience:
    """How long a customer stays on the line: until `until`, if no agent talks to them by then."""

    def __init__(self, env: simpy.Environment, until: float) -> None:
        self._env, self._until = env, until

    @property
    def left(self) -> float:
        return max(0.0, self._until - self._env.now)

    def lasts(self, seconds: float) -> Answer:
        """Lets `seconds` pass, or what is left if that is less. Returns whether the customer is still there."""
        stays = seconds <= self.left
        yield self._env.timeout(seconds if stays else self.left)
        return stays
