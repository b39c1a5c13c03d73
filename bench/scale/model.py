"""One day of a desk, simulated with SimPy: chats, Twilio's queue, phones, agents, containers.

`Line.LINE` is the product: agents who talk, wrap up or are rung are left out, and a customer for whom nobody is free waits
in line, first come first served, until the patience that desk.json gives is over; then, or by a key in line, some are called
back. Two others are modelled for comparison. `HUNT` is version 0.2.0: agents are rung one after the other, from the top of
desk.json, and one who talks gives a busy signal. `QUEUE`: customers wait as long as they like, and only an agent who writes
nothing is rung. Everybody's phone, key and patience come from arrivals.Person, so all are compared on the same people.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from random import Random

import simpy

from bench.scale.arrivals import HOUR, Person
from bench.scale.assumptions import Assumptions
from bench.scale.board import Board, Place, first
from bench.scale.containers import Containers
from handover.core.call.state import State
from handover.core.call.twiml_waiting import DOCUMENT_SECONDS, turns_for, words_for
from handover.core.desk.ringing import Ringing

#: Live calls that a step looks at; more count as not read.
_MOST_LOOKED_AT = 100
#: What `start_call` wakes while the phone rings.
_WOKEN = ("twiml wake", "status wake woken")

Steps = Generator[simpy.Event, object, None]
Answer = Generator[simpy.Event, object, bool]


class Line(StrEnum):
    HUNT = "hunt"
    LINE = "line"
    QUEUE = "queue"


@dataclass(slots=True)
class Handover:
    """How one request for a call ended; times in seconds. `queued`: at Twilio. `in_line`: from the key until the
    agent who takes the call is rung, `waited`: until they talk; both None if they never do. `called_back`: the customer
    asked for that by a key. `customer_leg` and `agent_legs` are the durations of answered calls; `rung` counts the agents'
    phones that rang or were busy."""

    at: float
    end: State = State.REQUESTED
    queued: float = 0.0
    in_line: float | None = None
    waited: float | None = None
    reached: bool = False
    called_back: bool = False
    rung: int = 0
    customer_leg: float = 0.0
    agent_legs: list[float] = field(default_factory=list)


class _Agent:
    """`talks`: the phone is in use. `writes`: the wrap-up; if the phone rings, nobody picks up."""

    __slots__ = ("number", "talks", "writes")

    def __init__(self, number: int) -> None:
        self.number = number
        self.talks = self.writes = False


class Desk:
    """`staff`: the agents on duty in each hour of the day. `calls_a_second`: Twilio's limit. `calls_a_day`: the desk's
    limit, None for none. `most_legs` is the most phone calls at once, both legs counted. `calls_back` are the calls that
    customers asked for by a key, each a handover of its own. `looked` counts the looks of one call at another live one."""

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
        self.calls_back: list[Handover] = []
        self.most_legs = self.looked = 0
        self._board = Board()
        self._live = self._keys = 0
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
        yield from self._placed(person, handover)

    def _placed(self, person: Person, handover: Handover) -> Steps:
        self._live += 1
        for name in _WOKEN:
            self._run(name)
        yield from self._wait_at_twilio(handover)
        self._leg(1)
        yield from self._ring(person, handover)
        self._leg(-1)
        unanswered = {State.BUSY: "busy", State.NO_ANSWER: "no-answer"}
        self._run(f"status customer {unanswered.get(handover.end, 'completed')}")
        self._live -= 1

    def _call_back(self, person: Person, handover: Handover) -> Steps:
        """The scheduler calls a customer who asked for it. They do not ask a second time."""
        handover.called_back = True
        yield self._env.timeout(self._assumed.call_back)
        again = Handover(self._env.now)
        self.calls_back.append(again)
        yield from self._placed(replace(person, calls_back=False), again)

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
        find = {Line.HUNT: self._hunt, Line.LINE: self._in_line, Line.QUEUE: self._queue}[self._line]
        yield from find(person, handover, patient, pressed)

    # The hunt

    def _hunt(self, person: Person, handover: Handover, patient: Patience, pressed: float) -> Steps:
        assumed = self._assumed
        words = assumed.connecting
        for agent in self._agents[: self._on_duty()]:
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

    # The line

    def _in_line(self, person: Person, handover: Handover, patient: Patience, pressed: float) -> Steps:
        """Rings the agents who are free, in the order frozen at the key press, and then those who become free while the
        customer waits."""
        assumed, env, on_duty = self._assumed, self._env, self._on_duty()
        self._keys += 1
        place, until = Place(pressed, self._keys), pressed + assumed.budget
        after, words = -1, assumed.connecting
        self._look_at_others()
        while on_duty and env.now < until:
            free = self._board.free_for(place, on_duty, env.now) >> (after + 1) << (after + 1)
            if not free:
                break
            after = first(free)
            if (yield from self._attempt(self._agents[after], words, place, person, handover, patient)):
                return
            words = assumed.next_agent
        if not on_duty or (yield from self._wait_in_line(place, until, person, handover, patient)):
            yield from self._nobody_left(person, handover)

    def _wait_in_line(
        self, place: Place, until: float, person: Person, handover: Handover, patient: Patience
    ) -> Answer:
        """Returns whether the patience that desk.json gives was over before the customer talked, left or pressed a key."""
        assumed, env, said = self._assumed, self._env, self._assumed.waiting_words
        self._board.join(place)
        before = False
        while env.now < until and self._on_duty():
            stays = yield from patient.lasts(self._run("twiml wait") or 0.0)
            self._look_at_others()
            free = self._board.free_for(place, self._on_duty(), env.now) & ~place.resting(env.now)
            if stays and free:
                self._board.leave(place)
                agent = self._agents[first(free)]
                if (yield from self._attempt(agent, assumed.free_words, place, person, handover, patient)):
                    return False
                self._board.join(place)
                continue
            turn = turns_for(until - env.now)
            words = said[words_for(turn, turn + 1 if before else 0, "")]
            before = True
            if stays and person.calls_back:
                stays = yield from patient.lasts(words)
                if stays:
                    self._board.leave(place)
                    self._run("twiml wait")
                    handover.end = State.NO_AGENT
                    env.process(self._call_back(person, handover))
                    yield env.timeout(assumed.called_back_words)
                    return False
            elif stays:
                self._run("twiml")  # the tone
                stays = yield from patient.lasts(words + DOCUMENT_SECONDS)
            if not stays:
                self._board.leave(place)
                return False
        self._board.leave(place)
        self._run("twiml wait")  # which finds that the patience is over
        return True

    def _attempt(
        self, agent: _Agent, words: float, place: Place, person: Person, handover: Handover, patient: Patience
    ) -> Answer:
        """Rings an agent who is chosen from now on. Returns whether that was the end: they talked, or the customer left."""
        assumed = self._assumed
        self._engage(agent, True)
        if not (yield from patient.lasts(words + assumed.set_up)):
            self._engage(agent, False)
            return True
        handover.rung += 1
        self._run("status agent ringing")
        if not (agent.writes or self._misses()):
            yield from self._talk(agent, person, handover, patient, place.pressed)
            return True
        stays = yield from self._rings_out(agent, patient)
        place.missed[agent.number] = self._env.now
        self._run(f"status agent {'no-answer' if stays else 'canceled'}")
        if not stays or not (yield from patient.lasts(self._run("twiml dialed") or 0.0)):
            return True
        self._look_at_others()
        return False

    def _nobody_left(self, person: Person, handover: Handover) -> Steps:
        """What is left when the patience is over: an apology, and a call back for who wants one."""
        self._run("twiml unanswered")
        handover.end = State.NO_AGENT
        if person.calls_back:
            self._run("twiml wait")  # the key does the same in both steps
            self._env.process(self._call_back(person, handover))
        yield self._env.timeout(self._assumed.nobody_left_words)

    def _look_at_others(self) -> None:
        self.looked += min(self._live - 1, _MOST_LOOKED_AT)

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

    # All of them

    def _rings_out(self, agent: _Agent, patient: Patience) -> Answer:
        """The agent's phone rings, and nobody picks up. Returns whether the customer is still there."""
        self._engage(agent, True)
        stays = yield from patient.lasts(self._assumed.ring_agent)
        self._engage(agent, False)
        return stays

    def _talk(self, agent: _Agent, person: Person, handover: Handover, patient: Patience, pressed: float) -> Steps:
        """The agent is rung, hears the whisper, and takes the call, unless the customer leaves before."""
        assumed, env = self._assumed, self._env
        in_line = env.now - pressed
        self._engage(agent, True)
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
        self._engage(agent, False)
        env.process(self._wrap_up(agent, assumed.wrap_up if stays else 0.0))

    def _wrap_up(self, agent: _Agent, seconds: float) -> Steps:
        """The agent writes. In line they are left out meanwhile, for as long as desk.json says by default."""
        agent.writes = True
        left_out = min(seconds, Ringing.wrap_up_seconds) if self._line is Line.LINE else 0.0
        self._board.engage(agent.number, left_out > 0)
        yield self._env.timeout(left_out)
        self._board.engage(agent.number, False)
        yield self._env.timeout(seconds - left_out)
        agent.writes = False
        if self._line is Line.QUEUE:
            self._give_back(agent)

    def _engage(self, agent: _Agent, on: bool) -> None:
        agent.talks = on
        self._board.engage(agent.number, on)

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
