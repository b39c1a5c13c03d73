"""The page that a person gets: their data in words, in one file that needs nothing else. Jinja2 escapes every value."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from handover.core.i18n import Catalogue, catalogue, read_texts

_HERE = Path(__file__).parent


def page(data: Mapping[str, Any], language: str) -> str:
    """Returns the data of `person_file.contents` as HTML in a language that has texts."""
    from jinja2 import Environment, FileSystemLoader
    from markupsafe import Markup

    texts = Catalogue(language, read_texts(_HERE / "texts" / f"{language}.toml"))

    def when(at: Any) -> str:
        return _when(at, texts.text("export.date"))

    def lines(given: Iterable[Any]) -> str:
        paragraphs = [
            Markup("<p><strong>{}</strong> {} <time>{}</time></p>").format(
                texts.text("export.you" if line.get("who") == "customer" else "export.bot"),
                line.get("text", ""),
                when(line.get("at")),
            )
            for line in given
            if isinstance(line, Mapping)
        ]
        return Markup("\n").join(paragraphs)

    made = Environment(loader=FileSystemLoader(_HERE), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    names = {"t": texts.text, "say": catalogue(language).text, "language": language}
    return str(made.get_template("person.html").render(**names, when=when, lines=lines, pairs=_pairs, **data))


def _when(at: Any, form: str) -> str:
    """Returns a stored time in words; what is no time as it is."""
    try:
        return f"{datetime.fromisoformat(at).astimezone(UTC):{form}}"
    except (TypeError, ValueError):
        return str(at or "")


def _pairs(value: Any) -> str:
    """Returns an object in one line, `name: value; …`; anything else as its text."""
    if not isinstance(value, Mapping):
        return str(value or "")
    texts = {
        name: each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for name, each in value.items()
    }
    return "; ".join(f"{name}: {text}" for name, text in texts.items())
