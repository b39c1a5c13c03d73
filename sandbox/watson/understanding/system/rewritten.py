"""An input whose number words are digits, so that patterns need digits only; its places lead back to the input."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .numbers import Number
from .words import Words


@dataclass(frozen=True)
class Rewritten:
    """`text`: the input in lower case with digits. `original`: the input."""

    text: str
    original: str
    _places: tuple[tuple[int, int, int, int], ...]

    def span(self, begin: int, end: int) -> tuple[int, int]:
        """Returns the place in the input of a place in `text`. A place inside digits is widened to the whole number word."""
        return self._back(begin, is_end=False), self._back(end, is_end=True)

    def _back(self, place: int, is_end: bool) -> int:
        shift = 0
        for new_begin, new_end, old_begin, old_end in self._places:
            if place < new_begin or (is_end and place == new_begin):
                break
            if place < new_end or (is_end and place == new_end):
                return old_end if is_end else old_begin
            shift = old_end - new_end
        return place + shift


def rewritten(text: str, numbers: Sequence[Number], words: Words) -> Rewritten:
    """Returns the input with the digits of its number words."""
    lowered = "".join(low if len(low := sign.lower()) == 1 else sign for sign in text)
    parts: list[str] = []
    places: list[tuple[int, int, int, int]] = []
    end = length = 0
    for number in numbers:
        if not number.words or (number.ordinal and not _in_a_date(lowered, number, words)):
            continue
        digits = _digits(number, words)
        parts += [lowered[end : number.begin], digits]
        begin = length + number.begin - end
        length = begin + len(digits)
        places.append((begin, length, number.begin, number.end))
        end = number.end
    return Rewritten("".join([*parts, lowered[end:]]), text, tuple(places))


def _digits(number: Number, words: Words) -> str:
    if not number.ordinal:
        return str(number.value)
    return f"{number.value}." if words.code == "de" else f"{number.value}th"


def _in_a_date(text: str, number: Number, words: Words) -> bool:
    """Returns whether an ordinal stands next to a month, so that "one second" stays a time."""
    months = "|".join(words.months)
    after = rf" (?:of )?(?:{months})\b"
    before = rf"\b(?:{months}) (?:the )?$"
    return bool(re.match(after, text[number.end :]) or re.search(before, text[: number.begin]))
