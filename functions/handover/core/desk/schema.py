"""Checks a parsed desk.json against the schema beside this file, field by field.

A field's rules become code when a document first has the field: doing it for all of them would cost each start of a
container more than reading the file does. In a bundle they are code already (operate/bundle/schema_checks.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

SCHEMA = Path(__file__).with_name("desk.schema.json")

#: The check of everything but the fields' values. No field has that name.
_DOCUMENT = "document"


def load() -> None:
    """Load all checks now, which `mistake` would do when it needs them."""
    for name in rules():
        _check(name)


def mistake(document: Any) -> str:
    """Returns the first mistake of the document's shape, as its place and the rule, or `""` if there is none."""
    import fastjsonschema

    try:
        _check(_DOCUMENT)(document)
        for name in document:
            if name.isidentifier():  # `$schema` has no rule but that it is text
                _check(name)(document)
    except fastjsonschema.JsonSchemaValueException as error:
        name = error.name or ""
        place = name.removeprefix("data").lstrip(".") or "the document"
        return f"{place}: {error.message.removeprefix(name).strip()}"
    return ""


@cache
def rules() -> Mapping[str, dict[str, Any]]:
    """Returns the rules by field, each as a schema of the whole document, and those of the document itself."""
    schema: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    fields = {name: rule for name, rule in schema["properties"].items() if name.isidentifier()}
    others = {name: {} if name in fields else rule for name, rule in schema["properties"].items()}
    return {_DOCUMENT: {**schema, "properties": others}} | {
        name: {"properties": {name: rule}} for name, rule in fields.items()
    }


@cache
def _check(name: str) -> Callable[[Any], Any]:
    """Returns the function that checks a document by these rules."""
    if ready := _ready():
        return ready[name]
    import fastjsonschema

    made: Callable[[Any], Any] = fastjsonschema.compile(rules()[name])
    return made


def _ready() -> Mapping[str, Callable[[Any], Any]]:
    """Returns the checks that the bundle has as code; none outside of one."""
    try:
        from handover.core.desk.desk_checks import CHECKS  # type: ignore[import-untyped, import-not-found, unused-ignore]
    except ImportError:
        return {}
    checks: Mapping[str, Callable[[Any], Any]] = CHECKS
    return checks
