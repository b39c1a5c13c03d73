"""The operators between two values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import EvaluationError
from .values import equal, number, text_of


def _add(left: Any, right: Any) -> Any:
    if left is None or right is None:
        raise EvaluationError("null cannot be added")
    if isinstance(left, str) or isinstance(right, str):
        return text_of(left) + text_of(right)
    return number(left) + number(right)


def _divide(left: Any, right: Any) -> int | float:
    first, second = number(left), number(right)
    if second == 0:
        raise EvaluationError("division by zero")
    return int(first / second) if isinstance(first, int) and isinstance(second, int) else first / second


def _remainder(left: Any, right: Any) -> int | float:
    if number(right) == 0:
        raise EvaluationError("division by zero")
    return number(left) % number(right)


COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": equal,
    "!=": lambda left, right: not equal(left, right),
    "<": lambda left, right: number(left) < number(right),
    "<=": lambda left, right: number(left) <= number(right),
    ">": lambda left, right: number(left) > number(right),
    ">=": lambda left, right: number(left) >= number(right),
}
ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": _add,
    "-": lambda left, right: number(left) - number(right),
    "*": lambda left, right: number(left) * number(right),
    "/": _divide,
    "%": _remainder,
}
