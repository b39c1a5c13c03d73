"""Keeps secrets out of everything that is printed: a tool's output may quote its input."""

from __future__ import annotations

from collections.abc import Mapping

_OPEN = frozenset({"COS_HMAC_ACCESS_KEY_ID"})
_SECRET_WORDS = ("SECRET", "TOKEN", "KEY")


def is_secret(name: str) -> bool:
    """Returns whether a setting's value must not be printed."""
    return name not in _OPEN and any(word in name for word in _SECRET_WORDS)


def masked(text: str, settings: Mapping[str, str]) -> str:
    """Returns `text` with every secret value replaced by the name of its setting."""
    for name, value in sorted(settings.items(), key=lambda item: -len(item[1])):
        if value and is_secret(name):
            text = text.replace(value, f"<{name}>")
    return text
