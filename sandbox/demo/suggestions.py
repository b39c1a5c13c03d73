"""Suggested messages in the demo's chat: likely answers to the assistant's last question."""

from __future__ import annotations

from collections.abc import Sequence

from sandbox.demo.words import ENGLISH, Words


def suggestions(asked: str, begun: bool, number: str, words: Words = ENGLISH) -> Sequence[str]:
    """Returns suggested messages. `asked`: the assistant's last answer. `begun`: the customer has written. `number`: the
    customer's number, as people type it."""
    if not begun:
        return words.first
    text = asked.casefold()
    found = next((answers for phrase, answers in words.answers if phrase.casefold() in text), ())
    return [answer.format(number=number) for answer in found]
