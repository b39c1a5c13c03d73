"""The properties of a mention: `@phone.literal`, and those of system entities, `@sys-date.day_of_week`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any

from .values import Mention, plain

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def property_of(mention: Mention, name: str) -> Any:
    """Returns a property, or None if the mention has none of that name.

    The fields of `interpretation` are read without naming it, as IBM's page system-entities shows. `metadata` is its old
    name.
    """
    read = _PROPERTIES.get(name)
    if read is not None:
        return read(mention)
    fields = mention.interpretation or {}
    if name in fields:
        return fields[name]
    helper = _HELPERS.get((mention.entity, name))
    return None if helper is None else helper(str(mention.value))


_PROPERTIES: dict[str, Callable[[Mention], Any]] = {
    "entity": lambda mention: mention.entity,
    "value": lambda mention: mention.value,
    "values": lambda mention: [mention.value],
    "literal": lambda mention: mention.literal,
    "location": lambda mention: list(mention.location),
    "confidence": lambda mention: mention.confidence,
    "groups": lambda mention: [group.text for group in mention.groups],
    "interpretation": lambda mention: plain(dict(mention.interpretation or {})),
    "metadata": lambda mention: plain(dict(mention.interpretation or {})),
    "alternatives": lambda mention: [
        {"value": value, "confidence": mention.confidence} for value in mention.alternatives
    ],
    "alternative": lambda mention: mention.alternatives[0] if mention.alternatives else None,
    "role": lambda mention: {"type": mention.role} if mention.role else None,
}

_HELPERS: dict[tuple[str, str], Callable[[str], Any]] = {
    ("sys-date", "year"): lambda value: str(date.fromisoformat(value).year),
    ("sys-date", "month"): lambda value: str(date.fromisoformat(value).month),
    ("sys-date", "day"): lambda value: str(date.fromisoformat(value).day),
    ("sys-date", "day_of_week"): lambda value: _DAYS[date.fromisoformat(value).weekday()],
    ("sys-time", "hour"): lambda value: time.fromisoformat(value).hour,
    ("sys-time", "minute"): lambda value: time.fromisoformat(value).minute,
    ("sys-time", "second"): lambda value: time.fromisoformat(value).second,
}
