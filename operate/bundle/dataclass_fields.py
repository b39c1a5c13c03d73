"""What a dataclass whose methods are written at build time still needs of `dataclasses`: its fields and its parameters.

    __dataclass_fields__ = fields_of(__annotations__, {"names": field(default_factory=dict)})

The build copies this module into the bundle (dataclass_methods.py). So `replace`, `fields`, `asdict` and classes that
inherit work as before.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import field
from typing import Any

__all__ = ["ABSENT", "PARAMETERS", "field", "fields_of"]


@dataclasses.dataclass(frozen=True)
class _Example:
    only: str


#: The parameters of `@dataclass(frozen=True)`.
PARAMETERS: Any = vars(_Example)["__dataclass_params__"]

#: Says that a field is neither a class variable nor for `__init__` alone.
_PLAIN: Any = vars(dataclasses)["_FIELD"]


class Absent:
    """The default of a parameter whose value is made by a factory, as `signature` shows it."""

    def __repr__(self) -> str:
        return "<factory>"


ABSENT: Any = Absent()


def fields_of(annotations: Mapping[str, Any], described: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the fields by name, in their order. `described` has those that are more than a name and a type."""
    made: dict[str, Any] = {}
    for name, kind in annotations.items():
        one: Any = described.get(name) or field()
        one.name, one.type, one._field_type = name, kind, _PLAIN
        one.kw_only = one.kw_only is True
        made[name] = one
    return made
