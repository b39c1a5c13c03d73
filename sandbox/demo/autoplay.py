"""The script of the played demo: what people do on their phones. What they write and say is in `texts/`."""

from __future__ import annotations

from collections.abc import Sequence

from sandbox.demo.words import Words
from sandbox.twilio import Answers, HangUp, Plan, Press, Speak


def customer(words: Words) -> Plan:
    """Returns the customer's plan: answers, presses a key, and talks."""
    first, *others = words.script("customer_speaks")
    return Answers(
        after=4,
        then=(
            Press("1", when_asked=True, after=1),
            Speak(first, when_bridged=True, after=5),
            *(Speak(line, after=9) for line in others),
        ),
    )


def agents(words: Words) -> Sequence[Plan]:
    """Returns the agents' plans: the first has no time, the second takes the call."""
    first, *others = words.script("agent_speaks")
    return (
        Answers(after=4, then=(Press("2", when_asked=True, after=2),)),
        Answers(
            after=4,
            then=(
                Press("1", when_asked=True, after=1),
                Speak(first, when_bridged=True, after=1),
                *(Speak(line, after=8 + n) for n, line in enumerate(others)),
                HangUp(after=9),
            ),
        ),
    )
