"""Looks for tabs, line feeds and carriage returns where Watson's import refuses them: in names, examples and conditions.

Answers may hold them: IBM's editor writes line breaks into their texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .notice import Notice

_FORBIDDEN = re.compile(r"[\t\n\r]")


def notices(document: dict[str, Any]) -> Iterator[Notice]:
    """Yields a notice for each text with such a character."""
    yield from _fields("The skill", document, ("name", "description"))
    for intent in document["intents"]:
        label = f"Intent {intent['intent']!r}"
        yield from _fields(label, intent, ("intent", "description"))
        for example in intent["examples"]:
            yield from _fields(f"{label}, examples", example, ("text",))
    for entity in document["entities"]:
        yield from _fields(f"Entity {entity['entity']!r}", entity, ("entity", "description"))
    for node in document["dialog_nodes"]:
        yield from _fields(f"Node {node['dialog_node']!r}", node, ("description", "conditions"))


def _fields(place: str, value: dict[str, Any], names: tuple[str, ...]) -> Iterator[Notice]:
    for name in names:
        text = value.get(name) or ""
        if _FORBIDDEN.search(text):
            yield Notice(place, f"{name} {text[:40]!r} has a tab or a line break.")
