"""What a story is: the messages of a chat, a plan for each phone, and how its handovers must end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from handover.core.call.events import EventKind
from handover.core.call.state import State
from sandbox.play.messages import Messages
from sandbox.play.plans import TAKES_IT, TALKS
from sandbox.twilio import LetsRing, Plan
from sandbox.world import World


@dataclass(frozen=True)
class Meanwhile:
    """Something that happens as soon as `when` holds: a message in the chat (its name), or a function of the world and of
    the words in it."""

    when: Callable[[World], bool]
    says: str = ""
    does: Callable[[World, Messages], None] = lambda _world, _messages: None


@dataclass(frozen=True)
class Story:
    """`end` None: no handover may exist and no phone may ring. `retried`: how the call of the retry plan ends, if there is
    one. `further`: how the chat's handovers after those end. `calls`: to the customer, if not one for each handover.
    `noted`: events that the last timeline must have. What is written and said stands here by its name in Messages.
    `action_skill`: the chat is with an action."""

    title: str
    end: State | None
    customer: Plan = TALKS
    agents: tuple[Plan, ...] = (TAKES_IT, LetsRing())
    chat: str = "claim"
    meanwhile: tuple[Meanwhile, ...] = ()
    afterwards: tuple[str, ...] = ()
    channel: str = "Web chat"
    action_skill: bool = False
    start: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    wait: float = 60
    set_up: Callable[[World], None] = lambda _: None
    noted: tuple[EventKind, ...] = ()
    retried: State | None = None
    further: tuple[State, ...] = ()
    calls: int | None = None

    @property
    def ends(self) -> tuple[State, ...]:
        """How the chat's handovers must end."""
        return tuple(state for state in (self.end, self.retried, *self.further) if state)
