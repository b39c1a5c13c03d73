"""The extension that stands beside a number: "Durchwahl 12", "ext. 12", "x12", "#12". It cannot be dialled, and is never
dropped silently.

A hyphen alone names none: in "030 23125-12" the last digits are dialled with the others.
"""

from __future__ import annotations

from handover.core.phone_numbers import vocabulary
from handover.core.phone_numbers.mentions import Mention

_MOST_DIGITS = 7


def extension_of(text: str, found: list[Mention], mention: Mention) -> str:
    """Returns the extension of a number that the text mentions, or `""`."""
    n = found.index(mention)
    spoken = vocabulary.EXTENSION_SPOKEN.match(text, mention.run.end)
    if spoken:
        return str(spoken[1])
    if _extends(text, found, n + 1, n):
        return found[n + 1].digits
    before = n - 1
    announced = before >= 0 and vocabulary.EXTENSION_BEFORE.search(text[: found[before].run.start])
    if announced and _short(found[before]) and not _extends(text, found, before, before - 1):
        return found[before].digits
    return ""


def _extends(text: str, found: list[Mention], extension: int, number: int) -> bool:
    """Returns whether one mention follows another number as its extension."""
    if number < 0 or extension >= len(found) or not found[number].numbers or not _short(found[extension]):
        return False
    named = vocabulary.EXTENSION_AFTER.match(text, found[number].run.end)
    run = found[extension].run
    return bool(named and run.start <= named.end() < run.end)


def _short(mention: Mention) -> bool:
    return not mention.numbers and len(mention.digits) <= _MOST_DIGITS
