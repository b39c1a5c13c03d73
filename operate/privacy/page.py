"""The page that a person gets: their data in words, in one file that needs nothing else. Jinja2 escapes every value."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from handover.core.call.call_request import CallRequest
from handover.core.i18n import Catalogue, catalogue, read_texts

_HERE = Path(__file__).parent


def page(data: Mapping[str, Any], language: str) -> str:
    """Returns the data of `person_file.contents` as HTML in a language that has texts."""
    from jinja2 import Environment, FileSystemLoader
    from markupsafe import Markup

    texts = Catalogue(language, read_texts(_HERE / "texts" / language))

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

    def word(section: str, name: Any) -> str:
        key = f"{section}.{name}"
        return texts.text(key) if texts.has(key) else str(name).replace("_", " ").replace("-", " ")

    def pairs(value: Any) -> str:
        """Returns an object in one line, `name: value; …`; anything else as its text."""
        if not isinstance(value, Mapping):
            return str(value or "")
        named = [(word("fact", name), _said(each, texts)) for name, each in value.items()]
        return "; ".join(f"{name}: {said}" for name, said in named if said)

    def details(request: Any) -> str:
        labelled = CallRequest.from_record(request).labelled_details(catalogue(language))
        return "; ".join(f"{label}: {said}" for label, said in labelled)

    made = Environment(loader=FileSystemLoader(_HERE), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    names = {"t": texts.text, "say": catalogue(language).text, "language": language}
    shown = {"when": when, "lines": lines, "word": word, "pairs": pairs, "details": details}
    return str(made.get_template("person.html").render(**names, **shown, **data))


def _when(at: Any, form: str) -> str:
    """Returns a stored time in words; what is no time as it is."""
    try:
        return f"{datetime.fromisoformat(at).astimezone(UTC):{form}}"
    except (TypeError, ValueError):
        return str(at or "")


def _said(value: Any, texts: Catalogue) -> str:
    """Returns a stored value in words; `""` for none."""
    if isinstance(value, bool):
        return texts.text("export.yes" if value else "export.no")
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False) if value or value == 0 else ""
