"""The plays of the demo: what people do on their phones, and when, by the name of the play. What they write and say is in
`texts/`.

A phone's plan handles what it can foresee. What depends on the rest of the world, such as the clock, is a `Step`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sandbox.demo.words import Words
from sandbox.twilio import Answers, HangUp, InTurn, LeaveMessage, LetsRing, Plan, Press, Rejects, Speak
from sandbox.world import World


class Stage(Protocol):
    """What a step sees and moves: the demo."""

    @property
    def world(self) -> World: ...

    @property
    def words(self) -> Words: ...

    @property
    def booked_at(self) -> datetime | None: ...

    def move_clock(self, to: str) -> None: ...


@dataclass(frozen=True)
class Step:
    """Does something as soon as `when` holds."""

    when: Callable[[Stage], bool]
    does: Callable[[Stage], None]


@dataclass(frozen=True)
class Play:
    """`chat`: the name of what the customer writes. `agents`: a plan for each, in order. `strategy`: in which order the desk
    rings them, a word of desk.json."""

    chat: str
    customer: Plan
    agents: Sequence[Plan]
    steps: Sequence[Step] = ()
    strategy: str = "order"


def plays(words: Words) -> Mapping[str, Play]:
    """Returns the plays by their names, in the order in which they are offered."""
    return {
        "call": Play("chat", _talks(words), (_takes_it(words), LetsRing())),
        "fair": Play("chat", _talks(words), (LetsRing(), _takes_it(words)), strategy="all_at_once"),
        "booking": Play(
            "chat_booking", _talks(words), (_takes_it(words), LetsRing()), (Step(_is_booked, _move_to_the_booking),)
        ),
        "call_back": Play(
            "chat",
            _talks(words),
            (InTurn((_CALLS_BACK, _takes_it(words))), LetsRing()),
            (Step(_is_promised, _move_to_the_booking),),
        ),
        "message": Play("chat", _leaves_a_message(words), (_PASSES, _PASSES)),
        "transfer": Play("chat", _talks(words, goodbye_after=40), (_brings_in(words), _COMES_IN)),
        "ring_back": Play("chat", Rejects(after=6), (_takes_it(words), LetsRing()), (Step(_was_missed, _rings_back),)),
    }


_BEFORE_RINGING_BACK = timedelta(seconds=8)
_COMES_IN = Answers(after=4, then=(Press("1", when_asked=True, after=2), HangUp(when_bridged=True, after=25)))
_CALLS_BACK = Answers(after=4, then=(Press("3", when_asked=True, after=2),))
_PASSES = Answers(after=4, then=(Press("2", when_asked=True, after=2),))


def _talks(words: Words, goodbye_after: float = 9) -> Plan:
    return Answers(after=4, then=_talk(words, goodbye_after))


def _leaves_a_message(words: Words) -> Plan:
    return Answers(after=4, then=(LeaveMessage(words.script("message")[0]),))


def _talk(words: Words, goodbye_after: float = 9) -> tuple[Press | Speak, ...]:
    """Returns what the customer does once connected: presses a key, talks with the agent, and says goodbye so many seconds
    after that."""
    first, *others, goodbye = words.script("customer_speaks")
    return (
        Press("1", when_asked=True, after=1),
        Speak(first, when_bridged=True, after=5),
        *(Speak(line, after=9) for line in others),
        Speak(goodbye, after=goodbye_after),
    )


def _takes_it(words: Words) -> Plan:
    """Answers late enough that the link in the message can be opened before."""
    first, *others = words.script("agent_speaks")
    return Answers(
        after=8,
        then=(
            Press("1", when_asked=True, after=1),
            Speak(first, when_bridged=True, after=1),
            *(Speak(line, after=8 + n) for n, line in enumerate(others)),
            HangUp(after=9),
        ),
    )


def _brings_in(words: Words) -> Plan:
    """Takes the call, presses `*` after a while, and leaves when the colleague is there."""
    first, *_ = words.script("agent_speaks")
    return Answers(
        after=8,
        then=(
            Press("1", when_asked=True, after=1),
            Speak(first, when_bridged=True, after=1),
            Press("*", after=12),
            Press("1", when_listening=True, after=5),
            HangUp(when_bridged=True, after=30),
        ),
    )


# Steps


def _is_booked(stage: Stage) -> bool:
    return stage.booked_at is not None


def _is_promised(stage: Stage) -> bool:
    """Returns whether an agent has booked a call back, and the customer's call is over."""
    phones = (stage.world.customer, *stage.world.agents)
    return _is_booked(stage) and all(phone.state == "idle" for phone in phones)


def _move_to_the_booking(stage: Stage) -> None:
    stage.move_clock("booking")


def _was_missed(stage: Stage) -> bool:
    """Returns whether the customer's phone rang in vain, some seconds ago."""
    ends = [call.ended for call in stage.world.network.calls if call.to == stage.world.customer.number]
    now = stage.world.agenda.now()
    return bool(ends) and all(end is not None and now - end > _BEFORE_RINGING_BACK for end in ends)


def _rings_back(stage: Stage) -> None:
    stage.world.network.dial_in(stage.world.customer.number, then=_talk(stage.words))
