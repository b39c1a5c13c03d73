"""The scope of an expression: what its names stand for while it is evaluated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random
from typing import Any

from .values import Entities, Intents

# What a bare name may be. `event` and the slot words have a meaning only inside a node with slots.
NAMES = frozenset({
    "input", "context", "output", "intents", "intent", "entities", "event", "welcome", "conversation_start",
    "anything_else", "irrelevant", "slot_in_focus", "all_slots_filled", "has_skipped_slots", "returning_from_digression",
})  # fmt: skip


@dataclass
class Scope:
    """The world of one user turn.

    `names` maps the words of NAMES (and the variable of a `filter`) to values, `this` is the element at hand inside a
    projection. `now` is aware. `problems` collects, in sentences, what could not be evaluated: Watson goes on with
    null there, and so does the runner, but a test should be able to see it.
    """

    names: dict[str, Any]
    now: datetime
    rng: Random = field(default_factory=lambda: Random(0))
    empty_text_is_true: bool = False
    this: Any = None
    problems: list[str] = field(default_factory=list)

    @property
    def context(self) -> dict[str, Any]:
        """The session's context; changes to it are changes to the session."""
        context: dict[str, Any] = self.names["context"]
        return context

    @property
    def entities(self) -> Entities:
        """All mentions in the input."""
        entities: Entities = self.names.get("entities") or Entities()
        return entities

    @property
    def intents(self) -> Intents:
        """The intents recognised in the input, best first."""
        intents: Intents = self.names.get("intents") or Intents()
        return intents

    def with_this(self, element: Any) -> Scope:
        """The same world, seen from one element of a collection."""
        return replace(self, this=element)

    def with_names(self, more: Mapping[str, Any]) -> Scope:
        """The same world with more names in it."""
        return replace(self, names={**self.names, **more})
