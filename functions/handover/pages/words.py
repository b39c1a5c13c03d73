"""The words on the pages: `texts/<language>/<room>.toml` beside this file, a file for each view, the same keys in each
language, for the languages that the bundle's other texts are in."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from handover.core.i18n import Catalogue, read_texts

_FOLDER = Path(__file__).with_name("texts")


@cache
def words(language: str) -> Catalogue:
    """The words of a language that is available."""
    files = sorted((_FOLDER / language).glob("*.toml"))
    return Catalogue(language, {name: section for file in files for name, section in read_texts(file).items()})
