"""The few Java classes that skills use: `T(String).format(...)`, `T(Math).max(...)`, `new JsonArray()`.

A skill with any other class or method is rejected when it is loaded.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ..errors import EvaluationError, ExpressionError
from .scope import Scope
from .values import number, text_of

Evaluate = Callable[[Scope], Any]


def static_method(class_name: str, name: str, arguments: list[Evaluate]) -> Evaluate:
    """Compiles `T(class_name).name(arguments)`. Raises ExpressionError for an unknown one."""
    function = _STATIC.get((class_name.rpartition(".")[2], name))
    if function is None:
        raise ExpressionError(f"calls {name}() of the Java class {class_name}, which the sandbox does not know")
    return lambda scope: function(*(argument(scope) for argument in arguments))


def constructor(class_name: str, arguments: list[Evaluate]) -> Evaluate:
    """Compiles `new class_name()`. Raises ExpressionError for an unknown one."""
    kind = _NEW.get(class_name.rpartition(".")[2])
    if kind is None or arguments:
        raise ExpressionError(f"makes a new {class_name}, which the sandbox does not know")
    return lambda _: kind()


def _format(pattern: str, *values: Any) -> str:
    try:
        return pattern % values
    except (TypeError, ValueError):
        raise EvaluationError(f"format() cannot use {pattern!r} here") from None


def _join(delimiter: str, *items: Any) -> str:
    values = items[0] if len(items) == 1 and isinstance(items[0], list) else items
    return delimiter.join(text_of(value) for value in values)


_STATIC: dict[tuple[str, str], Callable[..., Any]] = {
    ("String", "format"): _format,
    ("String", "join"): _join,
    ("String", "valueOf"): text_of,
    ("Math", "abs"): lambda value: abs(number(value)),
    ("Math", "ceil"): lambda value: math.ceil(number(value)),
    ("Math", "floor"): lambda value: math.floor(number(value)),
    ("Math", "max"): lambda left, right: max(number(left), number(right)),
    ("Math", "min"): lambda left, right: min(number(left), number(right)),
    ("Math", "round"): lambda value: math.floor(number(value) + 0.5),
}
_NEW: dict[str, Callable[[], Any]] = {"JsonArray": list, "JsonObject": dict}
