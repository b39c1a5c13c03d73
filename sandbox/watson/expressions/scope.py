"""The scope of an expression: the values of its names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random
from typing import Any

from .values import Entities, Intents

# The known bare names. `input_text` is an older name of `input.text`. `event` and the names of slots have a value only
# inside a node with slots.
NAMES = frozenset({
    "input", "input_text", "context", "output", "intents", "intent", "entities", "event", "welcome", "conversation_start",
    "anything_else", "irrelevant", "slot_in_focus", "all_slots_filled", "has_skipped_slots", "returning_from_digression",
})  # fmt: skip


@dataclass
class Scope:
    """The values for expressions of one user turn.

    `names` maps NAMES (and the variable of a `filter`) to values. `this`: the present element inside a projection. `now` is
    aware. `problems` collects the expressions that could not be evaluated, as sentences. Watson continues with null there,
    and so does the sandbox, but a test can see them.
    """

    names: dict[str, Any]
    now: datetime
    rng: Random = field(default_factory=lambda: Random(0))
    empty_text_is_true: bool = False
    this: Any = None
    problems: list[str] = field(default_factory=list)

    @property
    def context(self) -> dict[str, Any]:
        """Returns the session's context itself, not a copy."""
        context: dict[str, Any] = self.names["context"]
        return context

    @property
    def entities(self) -> Entities:
        """Returns all mentions in the input."""
        entities: Entities = self.names.get("entities") or Entities()
        return entities

    @property
    def intents(self) -> Intents:
        """Returns the intents recognised in the input, best first."""
        intents: Intents = self.names.get("intents") or Intents()
        return intents

    def with_this(self, element: Any) -> Scope:
        """Returns the same scope for one element of a list."""
        return replace(self, this=element)

    def with_names(self, more: Mapping[str, Any]) -> Scope:
        """Returns the same scope with more names."""
        return replace(self, names={**self.names, **more})
