"""Writes the checks of desk.json as code, so that no container makes them from the schema.

fastjsonschema makes Python code of a schema and runs it; making it takes longer than all else that reading a desk does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import fastjsonschema

from handover.core.desk import schema

_IMPORTS = {"import re": "re.", "from decimal import Decimal": "Decimal"}


def write_checks(folder: Path) -> None:
    """Writes the checks into the bundle `folder`, one module for each, which core/desk/schema.py imports."""
    package = folder / "handover" / "core" / "desk" / schema.CHECKS
    package.mkdir()
    (package / "__init__.py").touch()
    for name, rules in schema.rules().items():
        (package / f"{name}.py").write_text(_code(rules), encoding="utf-8")


def _code(rules: dict[str, Any]) -> str:
    """Returns a module with the function `validate`, without imports that it does not use."""
    code: str = fastjsonschema.compile_to_code({name: rule for name, rule in rules.items() if name != "$id"})
    code = code.replace("JsonSchemaValueException, JsonSchemaValuesException", "JsonSchemaValueException")
    for line, name in _IMPORTS.items():
        without = code.replace(f"{line}\n", "", 1)
        code = code if name in without else without
    return code
