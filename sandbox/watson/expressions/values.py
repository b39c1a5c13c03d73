"""The values of expressions, and how they compare, print, and count as true.

JSON values are plain Python values. Intents and entities have their own types, because the language uses them in several
ways: a list of mentions also as its first mention, an intent also as its name.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import EvaluationError
from .numbers import Long, text_of_number
from .numbers import number as plain_number

# The longest text, and the most values in one list or object, that an expression may make. Watson limits a session's state
# to 130 KB.
LONGEST_TEXT = 1_000_000
_MOST_VALUES = 5000
_DEEPEST = 100


@dataclass(frozen=True)
class Group:
    """The match of a capture group. `location`: offsets in the input, (-1, -1) if it did not match."""

    text: str | None
    location: tuple[int, int]


@dataclass(frozen=True)
class Mention:
    """An entity recognised at one place of the input. `literal`: the customer's own text there.

    `interpretation`, `alternatives` (values) and `role` (such as `date_from`): of system entities only (IBM's page
    system-entities).
    """

    entity: str
    value: str | int | float
    literal: str
    location: tuple[int, int]
    confidence: float = 1.0
    groups: tuple[Group, ...] = ()
    interpretation: Mapping[str, Any] | None = None
    alternatives: tuple[str, ...] = ()
    role: str | None = None


@dataclass(frozen=True)
class Intent:
    """A recognised intent. `confidence`: 0 to 1."""

    intent: str
    confidence: float


class Entities(list[Mention]):
    """Mentions in the order of the input."""

    def of(self, entity: str) -> Entities | None:
        """Returns the mentions of one entity, or None if there is none."""
        found = Entities(mention for mention in self if mention.entity == entity)
        return found or None


class Intents(list[Intent]):
    """Intents in the order of falling confidence."""


class JavaObject:
    """A Java object that JSON cannot hold, such as a Date. It is printed, and stored, as its `str()`."""


def unwrapped(value: Any) -> Any:
    """Returns the plain value of an intent or a mention, for comparisons; other values unchanged."""
    if isinstance(value, Intent):
        return value.intent
    return value.value if isinstance(value, Mention) else value


def truth(value: Any, empty_text: bool = False) -> bool:
    """Returns whether a value counts as true. Null, false and 0 do not. `empty_text`: whether an empty text does, which IBM
    does not document."""
    value = unwrapped(value)
    if isinstance(value, str):
        return empty_text or value != ""
    if isinstance(value, bool) or value is None:
        return bool(value)
    return bool(value != 0)


def equal(left: Any, right: Any) -> bool:
    """Returns whether two values are equal. A number and its text are (`@year == 2016`)."""
    left, right = unwrapped(left), unwrapped(right)
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, str) != isinstance(right, str) and left is not None and right is not None:
        return text_of(left) == text_of(right)
    return bool(left == right)


def number(value: Any) -> int | float:
    """Returns a value as a number, also a text in digits. Raises EvaluationError."""
    return plain_number(unwrapped(value))


def index(value: Any) -> int:
    """Returns a whole number, for a place or a count. Raises EvaluationError for anything else."""
    found = number(value)
    if isinstance(found, float) and not found.is_integer():
        raise EvaluationError(f"{text_of(value)} is not a whole number")
    return int(found)


def text_of(value: Any) -> str:
    """Returns a value as it is printed in a text: null as "", objects as JSON."""
    value = unwrapped(value)
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return text_of_number(value)
    if isinstance(value, Entities | Intents):
        return ", ".join(text_of(item) for item in value)
    if isinstance(value, JavaObject):
        return str(value)
    return json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"))


def limited(text: str) -> str:
    """Returns the text. Raises EvaluationError if it is too long to be stored."""
    if len(text) > LONGEST_TEXT:
        raise EvaluationError(f"a text of {len(text)} characters is too long")
    return text


def plain(value: Any) -> Any:
    """Returns a value as JSON, for the context or the webhook. Lists and objects are copied; what JSON lacks is a text or
    null."""
    if isinstance(value, Intent):
        return {"intent": value.intent, "confidence": value.confidence}
    if isinstance(value, Mention):
        return _plain_mention(value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Long):
        return int(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return str(value) if isinstance(value, JavaObject) else value


def stored(value: Any) -> Any:
    """Returns a copy of a value for a list, an object or the context: one that holds itself could not be printed.

    Raises EvaluationError for one that is too large.
    """
    made = plain(value)
    if _count(made, 0) > _MOST_VALUES:
        raise EvaluationError("the value is too large to be stored")
    return made


def _count(value: Any, depth: int) -> int:
    inside: list[Any] = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    if depth > _DEEPEST:
        raise EvaluationError("the value is nested too deeply to be stored")
    return 1 + sum(_count(item, depth + 1) for item in inside)


def _plain_mention(mention: Mention) -> dict[str, Any]:
    said: dict[str, Any] = {
        "entity": mention.entity,
        "location": list(mention.location),
        "value": text_of(mention.value),
        "confidence": mention.confidence,
    }
    if mention.groups:
        said["groups"] = [{"group": f"group_{n}", "location": list(g.location)} for n, g in enumerate(mention.groups)]
    if mention.interpretation is not None:
        said["interpretation"] = dict(mention.interpretation)
    if mention.alternatives:
        said["alternatives"] = [{"value": value, "confidence": mention.confidence} for value in mention.alternatives]
    if mention.role:
        said["role"] = {"type": mention.role}
    return said
