"""Checks intents and entities: names, limits, and patterns that compile (IBM's pages intents and entities)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from ..understanding.entities import SYSTEM_ENTITIES

_INTENT_NAME = re.compile(r"[\w.-]{1,128}")
_ENTITY_NAME = re.compile(r"[\w-]{1,64}")
_LONGEST_EXAMPLE = 1024
_LONGEST_VALUE = 64
_LONGEST_PATTERN = 512
_MOST_PATTERNS = 5
# Java syntax that Python's `re` reads differently or rejects; Watson refuses the first three.
_OTHER_REGEX = re.compile(r"[*+?}]\+|\\[1-9]|\(\?\(|\\p\{|\\P\{|\\[QEGhHRvVX]")


def problems(document: dict[str, Any]) -> Iterator[str]:
    """Yields problems of intents and entities."""
    intents, entities = document.get("intents") or [], document.get("entities") or []
    yield from _twice("intent", (intent["intent"] for intent in intents))
    yield from _twice("entity", (entity["entity"] for entity in entities))
    for intent in intents:
        yield from _intent(intent)
    for entity in entities:
        yield from _system_entity(entity) if entity["entity"].startswith("sys-") else _entity(entity)


def _twice(kind: str, names: Iterator[str]) -> Iterator[str]:
    yield from (f"The {kind} {name!r} is there {n} times." for name, n in Counter(names).items() if n > 1)


def _intent(intent: dict[str, Any]) -> Iterator[str]:
    name = intent["intent"]
    if not _INTENT_NAME.fullmatch(name) or name.startswith("sys-"):
        yield f"The intent name {name!r} is not valid: letters, digits, '_', '-' and '.', not beginning with 'sys-'."
    for example in intent.get("examples") or []:
        if not 0 < len(example["text"]) <= _LONGEST_EXAMPLE:
            yield f"Intent {name!r}: an example should have 1 to {_LONGEST_EXAMPLE} characters."


def _system_entity(entity: dict[str, Any]) -> Iterator[str]:
    name = entity["entity"]
    if name in ("sys-location", "sys-person"):
        yield f"The entity {name!r} no longer exists in Watson."
    elif name not in SYSTEM_ENTITIES:
        yield f"The entity {name!r} is not recognised by the sandbox, which knows {', '.join(sorted(SYSTEM_ENTITIES))}."


def _entity(entity: dict[str, Any]) -> Iterator[str]:
    name = entity["entity"]
    if not _ENTITY_NAME.fullmatch(name):
        yield f"The entity name {name!r} is not valid: up to 64 letters, digits, '_' and '-'."
    for value in entity.get("values") or []:
        label = f"Entity {name!r}, value {value['value']!r}"
        if len(value["value"]) > _LONGEST_VALUE:
            yield f"{label}: longer than {_LONGEST_VALUE} characters."
        if value.get("type") == "patterns":
            yield from _patterns(label, value)
        elif value.get("type") not in (None, "synonyms") or value.get("patterns"):
            yield f"{label}: should have type 'synonyms' or 'patterns', and only that."
        elif any(not isinstance(word, str) or len(word) > _LONGEST_VALUE for word in value.get("synonyms") or []):
            yield f"{label}: a synonym should be a text of at most {_LONGEST_VALUE} characters."


def _patterns(label: str, value: dict[str, Any]) -> Iterator[str]:
    patterns = value.get("patterns") or []
    if value.get("synonyms"):
        yield f"{label}: has synonyms and patterns; only one of them is allowed."
    if not 0 < len(patterns) <= _MOST_PATTERNS:
        yield f"{label}: should have 1 to {_MOST_PATTERNS} patterns."
    for pattern in patterns:
        if not isinstance(pattern, str) or len(pattern) > _LONGEST_PATTERN:
            yield f"{label}: a pattern should be a text of at most {_LONGEST_PATTERN} characters."
        elif _OTHER_REGEX.search(pattern) or not _compiles(pattern):
            yield f"{label}: the pattern {pattern!r} is not one that both Watson and the sandbox understand."


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True
