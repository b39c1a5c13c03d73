"""Suggested messages in the demo's chat: likely answers to the assistant's last question. Data and one function."""

from __future__ import annotations

from collections.abc import Sequence

FIRST = ("I want to report hail damage", "Please call me")

#: A phrase of the assistant's question, and likely answers. The first phrase that occurs counts.
_ANSWERS = (
    ("what happened", ("The car stood in the street when the hail came",)),
    ("licence plate of", ("KA-AB 123",)),
    ("where did it happen", ("Karlsruhe",)),
    ("your name", ("Ada", "skip")),
    ("phone number", ("{number}",)),
    ("number may we", ("{number}",)),
)


def suggestions(asked: str, begun: bool, number: str) -> Sequence[str]:
    """Returns suggested messages. `asked`: the assistant's last answer. `begun`: the customer has written. `number`: the
    customer's number, as people type it."""
    if not begun:
        return FIRST
    text = asked.casefold()
    found = next((answers for words, answers in _ANSWERS if words in text), ())
    return [answer.format(number=number) for answer in found]
