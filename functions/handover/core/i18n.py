"""Which language somebody is spoken to in, and the texts in it.

Texts are data: `texts/<language>.toml`, one file per language, the same keys in each. A language is chosen by the first
part of its BCP 47 tag (`de-AT` is `de`); the first wish that we have texts for wins.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parents[1] / "texts"


@cache
def available() -> tuple[str, ...]:
    """The languages we have texts for, as two-letter words."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def choose(*wishes: str | None, default: str = "en") -> str:
    """The first wish that we have texts for; a wish is a BCP 47 tag, or nothing."""
    for call_request in wishes:
        first = (call_request or "").replace("_", "-").split("-")[0].strip().lower()
        if first in available():
            return first
    return default


class Catalogue:
    """Texts in one language, by section and name."""

    def __init__(self, language: str, sections: Mapping[str, Mapping[str, Any]]) -> None:
        self.language = language
        self._sections = sections

    def text(self, key: str, **values: object) -> str:
        """The text `section.name` with its values filled in; a value is text and is never read as a pattern."""
        section, _, name = key.partition(".")
        text: str = self._sections[section][name]
        return text.format_map({name: str(value) for name, value in values.items()})

    def has(self, key: str) -> bool:
        section, _, name = key.partition(".")
        return name in self._sections.get(section, {})


@cache
def catalogue(language: str) -> Catalogue:
    """The texts of a language that is available."""
    return Catalogue(language, read_texts(_FOLDER / f"{language}.toml"))


def read_texts(file: Path) -> Mapping[str, Mapping[str, Any]]:
    """The sections of a file of texts."""
    return tomllib.loads(file.read_text(encoding="utf-8"))
