"""Intents by example: the intent is that of the example that the input resembles most.

This stands in for Watson's classifier. It is plainer than the real one and never surprising: an input that is an
example has confidence 1, one that holds an example of two or more words as a phrase is next, and all else goes by
likeness of the words in any order. Below THRESHOLD an input is about nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz

from ..expressions import Intent, Intents

THRESHOLD = 0.7
_PHRASE = 0.85


class IntentMatcher:
    """Knows the examples of a skill, by intent name."""

    def __init__(self, examples: Mapping[str, Iterable[str]]) -> None:
        self._examples = {name: [_words(text) for text in texts] for name, texts in examples.items()}

    def match(self, text: str) -> Intents:
        """The intents of an input above THRESHOLD, best first; of equals the one that stands first in the skill."""
        words = _words(text)
        if not words:
            return Intents()
        scores = [Intent(name, _best(words, examples)) for name, examples in self._examples.items()]
        likely = [intent for intent in scores if intent.confidence >= THRESHOLD]
        return Intents(sorted(likely, key=lambda intent: -intent.confidence))


def _words(text: str) -> str:
    """Lower case, without apostrophes, every other sign a blank: what two writings of the same words share."""
    without_apostrophes = re.sub(r"['’]", "", text.casefold())
    return " ".join(re.findall(r"\w+", without_apostrophes))


def _best(words: str, examples: Iterable[str]) -> float:
    return round(max((_likeness(words, example) for example in examples), default=0.0), 4)


def _likeness(words: str, example: str) -> float:
    if words == example:
        return 1.0
    likeness = float(fuzz.token_sort_ratio(words, example)) / 100
    if " " in example and f" {example} " in f" {words} ":
        # Of two phrases in one input the longer one says more about it.
        likeness = max(likeness, _PHRASE + 0.1 * len(example) / len(words))
    return min(likeness, 0.99)
