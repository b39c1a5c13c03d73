"""The extension that stands beside a number: "Durchwahl 12", "ext. 12", "x12", "#12". It cannot be dialled, and is never
dropped silently.

A hyphen alone names none: in "030 23125-12" the last digits are dialled with the others.
"""

from __future__ import annotations

from handover.core.phone_numbers import vocabulary
from handover.core.phone_numbers.mention import Mention

_MOST_DIGITS = 7


def extension_of(text: str, found: list[Mention], mention: Mention) -> str:
    """Returns the extension of a number that the text mentions, or `""`."""
    spoken = vocabulary.EXTENSION_SPOKEN.match(text, mention.run.end)
    if spoken:
        return str(spoken[1])
    extensions = (n for n in range(len(found)) if is_extension(text, found, n) and _owner(found, n) is mention)
    return next((found[n].digits for n in extensions), "")


def is_extension(text: str, found: list[Mention], n: int) -> bool:
    """Returns whether a mention is the extension of another: few digits, after a word or sign that says so."""
    run = found[n].run
    if found[n].numbers or len(found[n].digits) > _MOST_DIGITS:
        return False
    if vocabulary.EXTENSION_BEFORE.search(text[: run.start]):
        return True
    follows = vocabulary.EXTENSION_AFTER.match(text, found[n - 1].run.end) if n and found[n - 1].numbers else None
    return bool(follows and run.start <= follows.end() < run.end)


def _owner(found: list[Mention], n: int) -> Mention | None:
    """Returns the number that an extension belongs to: the one before it, else the one after it."""
    before = [mention for mention in found[:n] if mention.numbers]
    return before[-1] if before else next((mention for mention in found[n:] if mention.numbers), None)
