"""Plans: what the owner of a phone does when it rings. Data only.

    network.phone("+493012345671").plan = Answers(after=4, then=(Press("1", when_asked=True), HangUp(after=30)))

Times are seconds: `Answers.after` from the first ring, an act's `after` from the act before it, or from the moment that it
waited for.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Act:
    """`when_asked`: waits for the end of a Gather's prompt, or Record's beep. `when_listening`: waits until a key counts,
    also during the prompt. `when_bridged`: waits until the call is bridged."""

    after: float = field(default=0.0, kw_only=True)
    when_asked: bool = field(default=False, kw_only=True)
    when_listening: bool = field(default=False, kw_only=True)
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
class LoseLine(Act):
    """The line breaks: nobody hangs up."""


@dataclass(frozen=True)
class LeaveMessage(Act):
    """Presses 1 whenever a key is asked for, speaks after the beep, and presses # at the end."""

    text: str


@dataclass(frozen=True)
class Manual:
    """A test or the demo's user uses this phone."""


@dataclass(frozen=True)
class Answers:
    after: float = 4.0
    then: tuple[Act, ...] = ()


@dataclass(frozen=True)
class LetsRing:
    """Lets the phone ring."""


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
    """A machine answers after `after` seconds, says its greeting, beeps, records, and hangs up."""

    after: float = 8.0
    greeting: str = "This is a mailbox. Please leave a message after the tone."
    hangs_up_after: float = 30.0


@dataclass(frozen=True)
class InTurn:
    """A plan for each call, in order. The last one applies to all further calls."""

    plans: tuple[Plan, ...]


Plan = Manual | Answers | LetsRing | Busy | Rejects | Unreachable | Mailbox | InTurn
