"""The words on the pages: `texts/<language>/<room>.toml` beside this file, a file for each view, the same keys in each
language, for the languages that the bundle's other texts are in."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).with_name("texts")


class Words:
    """The words of one language."""

    def __init__(self, sections: Mapping[str, Mapping[str, Any]]) -> None:
        self._sections = sections

    def say(self, key: str, **values: object) -> str:
        """The text `section.name` with its values filled in; a value is text and is never read as a pattern."""
        section, _, name = key.partition(".")
        text: str = self._sections[section][name]
        return text.format_map({name: str(value) for name, value in values.items()})

    def has(self, key: str) -> bool:
        section, _, name = key.partition(".")
        return name in self._sections.get(section, {})


@cache
def words(language: str) -> Words:
    """The words of a language that is available."""
    files = sorted((_FOLDER / language).glob("*.toml"))
    return Words({name: section for file in files for name, section in _sections(file).items()})


def _sections(file: Path) -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
