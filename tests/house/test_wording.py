"""One word for one thing: the terms of docs/glossary.md, and none of the words that once stood in their place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
BUNDLE = ROOT / "functions" / "handover"

#: What is not written, and what is written instead.
BANNED = {
    "en": {
        r"what has been today": "earlier today",
        r"waited longest": "longest wait first",
        r"there was no conversation$": "why calls failed",
        r"language of the (?:call|chat)": "call language, chat language",
        r"your view": "your visit",
        r"taken back": "cancelled",
    },
    "de": {
        r"\bdesks?\b(?!\.json)|kundendienst|service-desk|kundenservice": "Servicezentrum",
        r"landesvorwahl|landeskennzahl|ländercode|landescode": "Ländervorwahl",
        r"macht (?:keine )?pause|angehalten": "pausiert",
        r"storn|annullier|zurückgenommen|abbrechen": "absagen",
        r"textnachricht|kurznachricht": "SMS",
        r"kundschaft|person aus dem chat|anrufer\b": "der Kunde/die Kundin",
        r"\b(?:der|de[nms]|diese[rnms]|ein|einen|einem) kunden?\b(?!/| oder)": "der Kunde/die Kundin",
        r"\bgrenzen?\b": "Limit",
        r"schaltfläche": "Knopf",
        r"protokolliert": "festhalten",
        r"\btermine?\b|gebucht|buchung|\bbuchen": "vorgemerkt",
    },
}


def texts(language: str) -> Iterator[tuple[str, str]]:
    """Every text of a language, with its place. Texts of the skill are the chat's, which has words of its own."""
    files = [*BUNDLE.glob(f"texts/**/{language}.toml"), *BUNDLE.glob(f"pages/texts/{language}/*.toml")]
    for file in files:
        for place, text in flat(tomllib.loads(file.read_text(encoding="utf-8"))):
            yield f"{file.relative_to(BUNDLE)}: {place}", text


def flat(found: dict[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in found.items():
        if isinstance(value, dict):
            yield from flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", re.sub(r"\{\w+\}|\u00AD", "", value)


@pytest.mark.parametrize("language", BANNED)
def test_one_thing_has_one_word(language: str) -> None:
    assert [
        f"{place}: {word}, not “{found[0]}”"
        for place, text in texts(language)
        for banned, word in BANNED[language].items()
        if (found := re.search(banned, text, re.IGNORECASE))
    ] == []


def test_the_glossary_has_the_german_terms() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    table = glossary.partition("## In German")[2]
    assert [word for word in BANNED["de"].values() if word.casefold() not in table.casefold()] == []
