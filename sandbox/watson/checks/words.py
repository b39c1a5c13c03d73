"""Checks intents and entities: names, limits, and patterns that compile (IBM's pages intents and entities)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from ..understanding.entities import SYSTEM_ENTITIES
from .notice import Notice

_INTENT_NAME = re.compile(r"[\w.-]{1,128}")
_ENTITY_NAME = re.compile(r"[\w-]{1,64}")
_LONGEST_EXAMPLE = 1024
_LONGEST_VALUE = 64
_LONGEST_PATTERN = 512
_MOST_PATTERNS = 5
# Syntax that Watson refuses (the first three), and Java's that the library here reads differently or rejects.
_OTHER_REGEX = re.compile(r"[*+?}]\+|\\[1-9]|\(\?\(|\\[QEGhHRvVX]")


def notices(document: dict[str, Any]) -> Iterator[Notice]:
    """Yields notices of intents and entities."""
    yield from _twice("intent", (intent["intent"] for intent in document["intents"]))
    yield from _twice("entity", (entity["entity"] for entity in document["entities"]))
    for intent in document["intents"]:
        yield from _intent(intent)
    for entity in document["entities"]:
        yield from _system_entity(entity) if entity["entity"].startswith("sys-") else _entity(entity)


def _twice(kind: str, names: Iterable[str]) -> Iterator[Notice]:
    yield from (Notice("", f"the {kind} {name!r} is there {n} times.") for name, n in Counter(names).items() if n > 1)


def _intent(intent: dict[str, Any]) -> Iterator[Notice]:
    name = intent["intent"]
    place = f"Intent {name!r}"
    if not _INTENT_NAME.fullmatch(name) or name.startswith("sys-"):
        yield Notice(place, "its name is not valid: letters, digits, '_', '-' and '.', not beginning with 'sys-'.")
    for example in intent["examples"]:
        if len(example["text"]) > _LONGEST_EXAMPLE:
            yield Notice(place, f"an example should have 1 to {_LONGEST_EXAMPLE} characters.")


def _system_entity(entity: dict[str, Any]) -> Iterator[Notice]:
    place = f"Entity {entity['entity']!r}"
    if entity["entity"] in ("sys-location", "sys-person"):
        yield Notice(place, "it no longer exists in Watson; no input has it.")
    elif entity["entity"] not in SYSTEM_ENTITIES:
        yield Notice(place, f"no input has it: the sandbox recognises {', '.join(sorted(SYSTEM_ENTITIES))}.")


def _entity(entity: dict[str, Any]) -> Iterator[Notice]:
    name = entity["entity"]
    if not _ENTITY_NAME.fullmatch(name):
        yield Notice(f"Entity {name!r}", "its name is not valid: up to 64 letters, digits, '_' and '-'.")
    for value in entity["values"]:
        place = f"Entity {name!r}, value {value['value']!r}"
        if len(value["value"]) > _LONGEST_VALUE:
            yield Notice(place, f"it is longer than {_LONGEST_VALUE} characters.")
        if value.get("type") == "patterns":
            yield from _patterns(place, value)
        elif value.get("type") not in (None, "synonyms") or value["patterns"]:
            yield Notice(place, "it should have type 'synonyms' or 'patterns', and only that.")
        elif any(len(word) > _LONGEST_VALUE for word in value["synonyms"]):
            yield Notice(place, f"a synonym should be a text of at most {_LONGEST_VALUE} characters.")


def _patterns(place: str, value: dict[str, Any]) -> Iterator[Notice]:
    if value["synonyms"]:
        yield Notice(place, "it has synonyms and patterns; only one of them is allowed.")
    if not 0 < len(value["patterns"]) <= _MOST_PATTERNS:
        yield Notice(place, f"it should have 1 to {_MOST_PATTERNS} patterns.")
    for pattern in value["patterns"]:
        if len(pattern) > _LONGEST_PATTERN:
            yield Notice(place, f"a pattern should be a text of at most {_LONGEST_PATTERN} characters.")
        if _OTHER_REGEX.search(pattern) or not _compiles(pattern):
            yield Notice(place, f"the pattern {pattern!r} is not one that both Watson and the sandbox understand.")


def _compiles(pattern: str) -> bool:
    import regex  # here, as in understanding/entities.py: only skills with patterns need it

    try:
        regex.compile(pattern)
    except (regex.error, OverflowError, RecursionError):
        return False
    return True
