"""Checks a parsed desk.json against the schema beside this file, field by field.

A field's rules are compiled when a document first has the field: compiling all of them would cost each start of a container
more than reading the file does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

SCHEMA = Path(__file__).with_name("desk.schema.json")


def load() -> None:
    """Compile all rules now, which checks would do when they need them."""
    _check_document()
    for name in _schema()["properties"]:
        _check_field(name)


def mistake(document: Any) -> str:
    """Returns the first mistake of the document's shape, as its place and the rule, or `""` if there is none."""
    import fastjsonschema

    try:
        _check_document()(document)
        for name in document:
            _check_field(name)(document)
    except fastjsonschema.JsonSchemaValueException as error:
        name = error.name or ""
        place = name.removeprefix("data").lstrip(".") or "the document"
        return f"{place}: {error.message.removeprefix(name).strip()}"
    return ""


@cache
def _schema() -> Mapping[str, Any]:
    schema: Mapping[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return schema


@cache
def _check_document() -> Any:
    """Returns the check of everything but the fields' values."""
    return _compiled({**_schema(), "properties": {name: {} for name in _schema()["properties"]}})


@cache
def _check_field(name: str) -> Any:
    return _compiled({"properties": {name: _schema()["properties"][name]}})


def _compiled(schema: dict[str, Any]) -> Any:
    import fastjsonschema

    return fastjsonschema.compile(schema)
