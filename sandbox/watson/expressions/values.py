"""The values that expressions work on, and how they compare, print, and count as true.

JSON values are plain Python values. What Watson recognised in an input has types of its own, because the language lets
them pass for more than one thing: a list of mentions passes for its first mention, an intent for its name.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..errors import EvaluationError


@dataclass(frozen=True)
class Group:
    """What a capture group of a pattern matched; `location` are offsets in the input, (-1, -1) when it did not match."""

    text: str | None
    location: tuple[int, int]


@dataclass(frozen=True)
class Mention:
    """One place of the input where an entity was recognised. `literal` is the customer's own text there."""

    entity: str
    value: str | int | float
    literal: str
    location: tuple[int, int]
    confidence: float = 1.0
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True)
class Intent:
    """What the input is about; `confidence` from 0 to 1."""

    intent: str
    confidence: float


class Entities(list[Mention]):
    """Mentions in the order of the input; `of` narrows them to one entity."""

    def of(self, entity: str) -> Entities | None:
        """The mentions of one entity; None when there is none, as the language has it."""
        found = Entities(mention for mention in self if mention.entity == entity)
        return found or None


class Intents(list[Intent]):
    """Intents in the order of falling confidence."""


def unwrapped(value: Any) -> Any:
    """The plain value that a recognised thing passes for when it is compared."""
    if isinstance(value, Intent):
        return value.intent
    return value.value if isinstance(value, Mention) else value


def truth(value: Any, empty_text: bool = False) -> bool:
    """Whether a value counts as true. Null, false and 0 do not; for an empty text nobody knows, so the caller says."""
    value = unwrapped(value)
    if isinstance(value, str):
        return empty_text or value != ""
    if isinstance(value, bool) or value is None:
        return bool(value)
    return bool(value != 0)


def equal(left: Any, right: Any) -> bool:
    """Equality of the language: a number and the text of that number are equal (`@year == 2016`)."""
    left, right = unwrapped(left), unwrapped(right)
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, str) != isinstance(right, str) and left is not None and right is not None:
        return text_of(left) == text_of(right)
    return bool(left == right)


def number(value: Any) -> int | float:
    """A value as a number; a text that looks like one passes. Raises EvaluationError."""
    value = unwrapped(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    try:
        return int(value) if "." not in value else float(value)
    except (TypeError, ValueError):
        raise EvaluationError(f"{text_of(value) or 'null'} is not a number") from None


def text_of(value: Any) -> str:
    """A value as it is printed in a text: null is nothing, objects are JSON."""
    value = unwrapped(value)
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Entities | Intents):
        return ", ".join(text_of(item) for item in value)
    return json.dumps(plain(value), ensure_ascii=False)


def plain(value: Any) -> Any:
    """A value as JSON: what may be stored in the context or sent to a webhook. Lists and objects are copied."""
    if isinstance(value, Intent):
        return {"intent": value.intent, "confidence": value.confidence}
    if isinstance(value, Mention):
        return _plain_mention(value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return _plain_list(value) if isinstance(value, list | tuple) else value


def _plain_list(values: Iterable[Any]) -> list[Any]:
    return [plain(value) for value in values]


def _plain_mention(mention: Mention) -> dict[str, Any]:
    said: dict[str, Any] = {
        "entity": mention.entity,
        "value": mention.value,
        "location": list(mention.location),
        "confidence": mention.confidence,
    }
    if mention.groups:
        said["groups"] = [{"group": f"group_{n}", "location": list(g.location)} for n, g in enumerate(mention.groups)]
    return said
