"""docs/desk-json.md is made from the schema, is current, and describes every field."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from handover.core.desk.config import read
from operate.desk_page import LEAST
from operate.docs import PAGE, SCHEMA, made


def fields(schema: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Returns every field of the schema, at any depth, by its name."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {}).items()
        for part in schema.values():
            yield from fields(part)


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == made(), "run `make docs`"


def test_every_field_stands_on_the_page_with_its_description() -> None:
    page = made()
    for name, schema in fields(json.loads(SCHEMA.read_text())):
        assert f"| `{name}` |" in page
        assert schema["description"] in page


def test_no_row_of_a_table_is_broken_by_a_pattern() -> None:
    rows = [line for line in made().splitlines() if line.startswith("|")]
    assert {row.replace(r"\|", "").count("|") for row in rows} == {4}


def test_the_least_that_works_works() -> None:
    assert read(LEAST).countries == ("DE", "US")
