"""Writes the checks of desk.json as code, so that no container makes them from the schema.

fastjsonschema makes Python code of a schema and runs it; making it takes longer than all else that reading a desk does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import fastjsonschema

from handover.core.desk import schema

#: The beginning of the module. fastjsonschema's own compiles all patterns at once.
_HEAD = """
import re
from decimal import Decimal
from fastjsonschema import JsonSchemaValueException

class _Patterns(dict):
    def __missing__(self, written):
        return self.setdefault(written, re.compile(_TEXTS[written]))

NoneType = type(None)
REGEX_PATTERNS = _Patterns()
"""


def write_checks(folder: Path) -> None:
    """Writes the checks into the bundle `folder`, as the module that core/desk/schema.py imports."""
    texts: dict[str, str] = {}
    functions = [_function(name, rules, texts) for name, rules in schema.rules().items()]
    checks = ", ".join(f"{name!r}: validate_{name}" for name in schema.rules())
    code = "\n".join([_HEAD, *functions, f"_TEXTS = {texts!r}", f"CHECKS = {{{checks}}}", ""])
    (folder / "handover" / "core" / "desk" / "desk_checks.py").write_text(code, encoding="utf-8")


def _function(name: str, rules: dict[str, Any], texts: dict[str, str]) -> str:
    """Returns the code of the function `validate_<name>`. Adds to `texts` the patterns that it uses."""
    code: str = fastjsonschema.compile_to_code({key: rule for key, rule in rules.items() if key != "$id"})
    made: dict[str, Any] = {}
    exec(code, made)  # noqa: S102 (made of our own schema)
    texts |= {written: pattern.pattern for written, pattern in made.get("REGEX_PATTERNS", {}).items()}
    body = code[code.index("def validate(") :]
    return body.replace("def validate(", f"def validate_{name}(", 1)
