"""docs/desk-json.md, made from the schema of desk.json: every field, its limits and its description. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

_HEAD = """# `desk.json`

<!-- Made from functions/handover/core/desk/desk.schema.json by `make docs`: change the descriptions there. -->

What an operator changes without a deploy. {description} One that cannot be used leaves the
last good one in force. Without any, `start_call` answers `no_agents`.
`desk.example.json` is one to start from; `make check-desk FILE=desk.json` says in words what is wrong in a file, all of it
at once, and deploy.sh checks and uploads `desk.json`.

The least that works:

```json
{least}
```

`[…]` is each element of a list, `.…` each key that is not fixed. No other fields are allowed.
"""
LEAST = {
    "agents": [{"id": "anna", "name": "Anna", "phone": "+493012345671"}],
    "countries": ["DE", "US"],
    "time_zone": "Europe/Berlin",
}
#: Keys of a schema for the least and the most of something, and what is counted.
_RANGES = (
    ("minimum", "maximum", ""),
    ("minLength", "maxLength", " characters"),
    ("minItems", "maxItems", " elements"),
    ("minProperties", "maxProperties", " keys"),
)
_TYPES = {"string": "text", "integer": "number", "array": "list", "boolean": "true or false", "null": "`null`"}


def desk_page(schema: Schema) -> str:
    """Returns the page: a table for the file, and one for each field that has fields of its own."""
    tables = [_table(title, part) for title, part in _objects("", schema)]
    head = _HEAD.format(description=schema["description"], least=json.dumps(LEAST))
    return "\n".join([head, *tables])


def _objects(path: str, schema: Schema) -> Iterator[tuple[str, Schema]]:
    """Returns the objects in a schema that have named fields, with their paths."""
    if "properties" in schema:
        yield path, schema
    for name, part in _parts(schema):
        yield from _objects(f"{path}.{name}".replace(".[", "[").removeprefix("."), part)


def _parts(schema: Schema) -> Iterator[tuple[str, Schema]]:
    yield from schema.get("properties", {}).items()
    if "items" in schema:
        yield "[…]", schema["items"]
    for part in schema.get("patternProperties", {}).values():
        yield "…", part


def _table(path: str, schema: Schema) -> str:
    title = f"`{path}`" if path else "The file"
    about = f"{schema['description']}\n\n" if path else ""
    required = schema.get("required", ())
    rows = [row for name, part in schema["properties"].items() for row in _rows(name, part, name in required)]
    return f"## {title}\n\n{about}| field | | what |\n|---|---|---|\n" + "\n".join(rows) + "\n"


def _rows(name: str, schema: Schema, required: bool = False) -> Iterator[str]:
    """Returns the row of a field, and of its elements and keys unless they have a table of their own."""
    facts = ["required"] if required else []
    facts += [_type(schema), *(_range(schema.get(least), schema.get(most), unit) for least, most, unit in _RANGES)]
    if "pattern" in schema:
        facts.append(f"like `{schema['pattern']}`".replace("|", "\\|"))
    yield f"| `{name}` | {'; '.join(fact for fact in facts if fact)} | {schema['description']} |"
    inner = [("[…]", schema["items"])] if "items" in schema else []
    inner += [(".…", part) for part in schema.get("patternProperties", {}).values()]
    for suffix, part in inner:
        if "properties" not in part:
            yield from _rows(name + suffix, part)


def _range(least: int | None, most: int | None, unit: str) -> str:
    if most is None:
        return "" if least is None else "not empty" if least == 1 else f"at least {least}{unit}"
    return f"at most {most}{unit}" if least is None else f"{least} to {most}{unit}"


def _type(schema: Schema) -> str:
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return " or ".join(str(_TYPES.get(kind, kind)) for kind in kinds)
