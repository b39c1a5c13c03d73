"""Plans: how the owner of a phone behaves when it rings, as data that a scenario reads like a sentence.

    network.phone("+493012345671").plan = Answers(after=4, then=(Press("1", when_asked=True), HangUp(after=30)))

A plan says what somebody does, never what the network makes of it. Times are seconds after what came before: `Answers.after`
from the first ring, an act's `after` from the act before it, or from the moment it waited for.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Act:
    """`when_asked`: not before a Gather has asked, or Record beeped. `when_bridged`: not before the other side is there."""

    after: float = field(default=0.0, kw_only=True)
    when_asked: bool = field(default=False, kw_only=True)
    when_bridged: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class Press(Act):
    keys: str


@dataclass(frozen=True)
class Speak(Act):
    text: str


@dataclass(frozen=True)
class HangUp(Act):
    pass


@dataclass(frozen=True)
class Manual:
    """Somebody else, a test or a page, works this phone."""


@dataclass(frozen=True)
class Answers:
    after: float = 4.0
    then: tuple[Act, ...] = ()


@dataclass(frozen=True)
class LetsRing:
    """Hears it and does nothing."""


@dataclass(frozen=True)
class Busy:
    """Is on another call."""


@dataclass(frozen=True)
class Rejects:
    after: float = 2.0


@dataclass(frozen=True)
class Unreachable:
    """The network does not find this number."""


@dataclass(frozen=True)
class Mailbox:
    """A machine takes the call after `after` seconds, says its greeting, beeps, records, and ends the call."""

    after: float = 8.0
    greeting: str = "This is a mailbox. Please leave a message after the tone."
    hangs_up_after: float = 30.0


@dataclass(frozen=True)
class InTurn:
    """The first call meets the first plan, the second the second; the last one stays."""

    plans: tuple[Plan, ...]


Plan = Manual | Answers | LetsRing | Busy | Rejects | Unreachable | Mailbox | InTurn
