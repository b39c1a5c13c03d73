"""Counts the segments of a text message: 160 characters of GSM-7, or 70 of others; fewer if there are several."""

from __future__ import annotations

from math import ceil

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")  # two units each


def segments(text: str) -> int:
    """Returns the number of segments that are sent and billed, at least 1."""
    if set(text) <= _BASIC | _EXTENDED:
        units = len(text) + sum(character in _EXTENDED for character in text)
        return _parts(units, alone=160, split=153)
    return _parts(len(text.encode("utf-16-le")) // 2, alone=70, split=67)


def _parts(units: int, alone: int, split: int) -> int:
    return 1 if units <= alone else ceil(units / split)
