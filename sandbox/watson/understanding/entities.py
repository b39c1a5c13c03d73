"""Recognises entities in an input: synonyms, patterns and system entities.

Synonyms match whole words in any case, and small misspellings if the entity allows it. Patterns are Java regular expressions
in Watson; the sandbox accepts those that mean the same in Python. system/ has the system entities.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz

from ..expressions import Entities, Group, Mention
from .system import SYSTEM_ENTITIES, SystemEntities

__all__ = ["SYSTEM_ENTITIES", "EntityFinder"]

# The least similarity of a misspelt word, in percent, and the least length of a word that may be misspelt.
_LIKENESS = 80
_LEAST_LETTERS = 4
# Thai, Japanese, Chinese and Korean letters (in Korean, particles follow a word without a blank).
_WITHOUT_BLANKS = r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
# Of processor time. An ordinary pattern needs microseconds for the longest input.
_PATTERN_SECONDS = 0.3
_REMEMBERED = 1024


class EntityFinder:
    """Finds the entities of a skill, which are given as in its file. `language`: the skill's, for system entities."""

    def __init__(self, entities: Sequence[dict[str, Any]], language: str = "en") -> None:
        self._entities = [entity for entity in entities if entity["entity"] not in SYSTEM_ENTITIES]
        self._system = SystemEntities((entity["entity"] for entity in entities), language)
        # A chat's usual inputs come again and again.
        self._own = lru_cache(_REMEMBERED)(self._find)

    def find(self, text: str, now: datetime | None = None) -> Entities:
        """Returns all mentions in an input, in order, without those inside a longer one of the same entity.

        `now`: the time for "tomorrow", in the conversation's time zone; 1970 in GMT if absent.
        """
        found = self._system.find(text, now or datetime.fromtimestamp(0, UTC))
        found.extend(self._own(text))
        return Entities(sorted(found, key=lambda mention: mention.location[0]))

    def _find(self, text: str) -> tuple[Mention, ...]:
        """Returns the mentions of the skill's own entities."""
        return tuple(mention for entity in self._entities for mention in _widest(_mentions(entity, text)))


def _mentions(entity: dict[str, Any], text: str) -> Iterator[Mention]:
    name = entity["entity"]
    for value in entity.get("values") or []:
        if value.get("patterns"):
            yield from _patterns(name, value, text)
        else:
            yield from _synonyms(name, value, text, fuzzy=bool(entity.get("fuzzy_match")))


def _patterns(entity: str, value: dict[str, Any], text: str) -> Iterator[Mention]:
    for pattern in value["patterns"]:
        for match in _matches(pattern, text):
            groups = tuple(Group(match.group(n), match.span(n)) for n in range(match.re.groups + 1))
            yield Mention(entity, value["value"], match.group(), match.span(), groups=groups)


def _matches(pattern: str, text: str) -> list[Any]:
    """Returns the matches of a pattern.

    None for one that only Java understands, which the skill's notices report, and for one that backtracks without end.
    """
    import regex  # here, because only skills with patterns need it; `re` has no time limit

    try:
        return list(regex.finditer(pattern, text, timeout=_PATTERN_SECONDS))
    except (regex.error, TimeoutError, OverflowError, RecursionError):
        return []


def _synonyms(entity: str, value: dict[str, Any], text: str, fuzzy: bool) -> Iterator[Mention]:
    folded = text.casefold()
    for word in filter(None, map(str.strip, [value["value"], *(value.get("synonyms") or [])])):
        # Compiling a pattern takes long, and a skill may have ten thousand synonyms.
        exact = list(_whole_word(word).finditer(text)) if word.casefold() in folded else []
        for match in exact:
            yield Mention(entity, value["value"], match.group(), match.span())
        if fuzzy and not exact and len(word) >= _LEAST_LETTERS:
            yield from _misspelt(entity, value["value"], word, text)


def _whole_word(word: str) -> re.Pattern[str]:
    """Returns the pattern of a word. Scripts without blanks between words have no ends of words to look for."""
    before = "" if re.match(_WITHOUT_BLANKS, word) else r"(?<!\w)"
    after = "" if re.search(rf"{_WITHOUT_BLANKS}$", word) else r"(?!\w)"
    return re.compile(before + re.escape(word) + after, re.IGNORECASE)


def _misspelt(entity: str, value: str, word: str, text: str) -> Iterator[Mention]:
    words = list(re.finditer(r"\w+", text))
    count = len(word.split())
    for first, last in zip(words, words[count - 1 :], strict=False):
        begin, end = first.start(), last.end()
        likeness = fuzz.ratio(text[begin:end].casefold(), word.casefold())
        if likeness >= _LIKENESS:
            yield Mention(entity, value, text[begin:end], (begin, end), round(likeness / 100, 2))


def _widest(mentions: Iterable[Mention]) -> list[Mention]:
    """Returns the mentions that do not overlap better ones: higher confidence, then longer, then first."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (-m.confidence, m.location[0] - m.location[1])):
        if not any(_overlap(mention.location, other.location) for other in kept):
            kept.append(mention)
    return kept


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
