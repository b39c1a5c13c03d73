"""The choice of a language, and the catalogue of texts in it.

Texts are data: `texts/<language>.toml`, one file per language, with the same keys in each. The first part of a BCP 47 tag
decides (`de-AT` is `de`). In a bundle they are JSON, which is read much faster (operate/bundle/texts.py).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parents[1] / "texts"

#: Words that others wrote for people: one text, or one for each language, by BCP 47 tag.
Words = str | Mapping[str, str]


@cache
def available() -> tuple[str, ...]:
    """Returns the languages that have texts, as two-letter codes in alphabetical order."""
    return tuple(sorted(path.stem for path in text_files(_FOLDER)))


def choose(*tags: str | None, default: str = "en") -> str:
    """Returns the first language among `tags` (BCP 47; None and `""` are skipped) that has texts, or `default`."""
    for tag in tags:
        first = _first_part(tag)
        if first in available():
            return first
    return default


def words_in(words: Words, *tags: str | None) -> str:
    """Returns the words in the first of the languages `tags` that they have, else in any that they have, else `""`."""
    if isinstance(words, str):
        return words
    by_first_part: dict[str, str] = {}
    for tag, text in words.items():
        if text.strip():
            by_first_part.setdefault(_first_part(tag), text)
    found = [by_first_part[first] for first in map(_first_part, tags) if first and first in by_first_part]
    return next(iter([*found, *by_first_part.values()]), "")


def _first_part(tag: str | None) -> str:
    return (tag or "").replace("_", "-").split("-")[0].strip().lower()


#: The private part of the language tag (BCP 47) of somebody who asked for a call by the button: no chat is spoken of.
_BY_BUTTON = "-x-button"


def tag_of(language: str, by_button: bool) -> str:
    """Returns a language as a tag for `catalogue`; `by_button`: of somebody who asked for a call without a chat."""
    return f"{language}{_BY_BUTTON}" if by_button else language


class Catalogue:
    """Texts in one language, by section and name. `tag` names them in an address."""

    def __init__(
        self,
        language: str,
        sections: Mapping[str, Mapping[str, Any]],
        instead: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        """`instead` are texts that take the place of those of the same names."""
        self.language = language
        self.tag = tag_of(language, instead is not None)
        self._sections = sections
        self._instead = instead or {}

    def text(self, key: str, **values: object) -> str:
        """Returns the text `section.name` with the values filled in. Values are never read as patterns. Raises KeyError when
        there is no such text."""
        section, _, name = key.partition(".")
        text: str = self._instead.get(section, {}).get(name) or self._sections[section][name]
        return text.format_map({name: str(value) for name, value in values.items()})

    def country(self, code: str) -> str:
        """Returns the name of a country (ISO 3166-1 alpha-2), or its code if it has no phone numbers."""
        return _countries(self.language).get(code, code)

    def has(self, key: str) -> bool:
        section, _, name = key.partition(".")
        return name in self._sections.get(section, {})


def catalogue(language: str) -> Catalogue:
    """Returns the texts of a language or tag; the English ones if it has none, as one that another version has stored."""
    return _catalogue(choose(language), language.endswith(_BY_BUTTON))


@cache
def _catalogue(known: str, by_button: bool) -> Catalogue:
    if not by_button:
        return Catalogue(known, read_texts(_FOLDER / known))
    instead = read_texts(_FOLDER / "by_button" / known)
    return Catalogue(known, _catalogue(known, False)._sections, instead)


@cache
def _countries(language: str) -> Mapping[str, str]:
    return read_texts(_FOLDER / "countries" / language)


def text_files(folder: Path) -> list[Path]:
    """Returns the files of texts in a folder, in alphabetical order, each without its suffix."""
    return sorted(path.with_suffix("") for path in folder.iterdir() if path.suffix in (".toml", ".json"))


def read_texts(file: Path) -> Mapping[str, Any]:
    """Returns what a file of texts has, by section. The file is named without its suffix."""
    in_bundle = file.with_suffix(".json")
    if in_bundle.exists():
        found: Mapping[str, Any] = json.loads(in_bundle.read_text(encoding="utf-8"))
        return found
    import tomllib

    return tomllib.loads(file.with_suffix(".toml").read_text(encoding="utf-8"))
