"""Notices: what the sandbox takes although it is unusual, unknown, or left out when the skill runs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Notice(NamedTuple):
    """One sentence about one place, such as `Node 'a'`; the place is "" if the sentence is about the whole file."""

    place: str
    text: str


def sentences(notices: Iterable[Notice]) -> tuple[str, ...]:
    """Returns the notices as sentences, in order. The same text at several places becomes one sentence."""
    places: dict[str, dict[str, None]] = {}
    for notice in notices:
        places.setdefault(notice.text, {})[notice.place] = None
    return tuple(_sentence(list(found), text) for text, found in places.items())


def _sentence(places: list[str], text: str) -> str:
    more = f" and {len(places) - 1} more" if len(places) > 1 else ""
    return f"{places[0]}{more}: {text}" if places[0] else f"{text[:1].upper()}{text[1:]}"
