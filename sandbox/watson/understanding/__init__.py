"""Recognises what an input is about (intents) and what it mentions (entities), without a trained model.

A skill's own examples and synonyms are all there is to go by, so the same input is always understood in the same way.
"""

from .entities import EntityFinder
from .intents import IntentMatcher

__all__ = ["EntityFinder", "IntentMatcher"]
