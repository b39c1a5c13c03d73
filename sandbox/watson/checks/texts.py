"""Checks that no text has a tab, a line feed or a carriage return: Watson's import refuses them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_FORBIDDEN = re.compile(r"[\t\n\r]")


def problems(document: dict[str, Any]) -> Iterator[str]:
    """Yields a sentence for each text with such a character, with its path."""
    for key, value in document.items():
        for position, item in enumerate(value) if isinstance(value, list) else [("", value)]:
            yield from _search(_label(key, position, item), item)


def _label(key: str, position: int | str, item: Any) -> str:
    name = (
        next((item[field] for field in ("dialog_node", "intent", "entity") if field in item), position)
        if isinstance(item, dict)
        else position
    )
    return f"{key} {name!r}" if name != "" else key


def _search(place: str, value: Any) -> Iterator[str]:
    if isinstance(value, str) and _FORBIDDEN.search(value):
        yield f"In {place}, the text {value[:40]!r} has a tab or a line break."
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _search(f"{place}, {key}", item)
    elif isinstance(value, list):
        for item in value:
            yield from _search(place, item)
