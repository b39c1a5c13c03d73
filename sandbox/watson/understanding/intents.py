"""Recognises intents by their examples, in place of Watson's classifier.

An input that is an example has confidence 1. One that contains an example of two or more words as a phrase comes next. For
others the similarity of the words counts, in any order. Below THRESHOLD there is no intent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from rapidfuzz import fuzz

from ..expressions import Intent, Intents

THRESHOLD = 0.7
_PHRASE = 0.85
_REMEMBERED = 1024


class IntentMatcher:
    """Matches inputs to the examples of a skill, given by intent name."""

    def __init__(self, examples: Mapping[str, Iterable[str]]) -> None:
        self._examples = {name: [_words(text) for text in texts] for name, texts in examples.items()}
        # A chat's usual inputs come again and again, and a skill has a thousand examples.
        self._likely = lru_cache(_REMEMBERED)(self._find)

    def match(self, text: str) -> Intents:
        """Returns the intents of an input above THRESHOLD, best first; equal ones in the order of the skill."""
        return Intents(self._likely(_words(text)))

    def _find(self, words: str) -> tuple[Intent, ...]:
        if not words:
            return ()
        scores = [Intent(name, _best(words, examples)) for name, examples in self._examples.items()]
        likely = [intent for intent in scores if intent.confidence >= THRESHOLD]
        return tuple(sorted(likely, key=lambda intent: -intent.confidence))


def _words(text: str) -> str:
    """Returns the words of a text in lower case, without apostrophes, separated by one blank."""
    without_apostrophes = re.sub(r"['’]", "", text.casefold())
    return " ".join(re.findall(r"\w+", without_apostrophes))


def _best(words: str, examples: Iterable[str]) -> float:
    return round(max((_likeness(words, example) for example in examples), default=0.0), 4)


def _likeness(words: str, example: str) -> float:
    if words == example:
        return 1.0
    likeness = float(fuzz.token_sort_ratio(words, example)) / 100
    if " " in example and f" {example} " in f" {words} ":
        # Of two phrases in one input the longer one counts more.
        likeness = max(likeness, _PHRASE + 0.1 * len(example) / len(words))
    return min(likeness, 0.99)
