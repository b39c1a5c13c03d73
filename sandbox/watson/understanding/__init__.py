"""Recognises intents and entities in an input, without a trained model.

It uses only the skill's own examples and synonyms, so the same input always has the same result.
"""

from .entities import EntityFinder
from .intents import IntentMatcher

__all__ = ["EntityFinder", "IntentMatcher"]
