"""The operators between two values, with the rules of the Spring Expression Language (OpPlus, OpDivide, and so on)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ..errors import EvaluationError
from .numbers import Number, is_long, wrapped
from .numbers import number as plain_number
from .values import LONGEST_TEXT, equal, limited, number, text_of, unwrapped


def add(left: Any, right: Any) -> Any:
    """Returns the sum of two numbers, or two values joined if one of them is a text; a null in it reads `null`."""
    left, right = unwrapped(left), unwrapped(right)
    if isinstance(left, str) or isinstance(right, str):
        return limited(_in_sum(left) + _in_sum(right))
    if isinstance(left, list) or isinstance(right, list):
        raise EvaluationError("a list cannot be added")
    return _whole_or_double(left, right, lambda one, other: one + other)


def _in_sum(value: Any) -> str:
    return "null" if value is None else text_of(value)


def _subtract(left: Any, right: Any) -> Number:
    return _whole_or_double(left, right, lambda one, other: one - other)


def _multiply(left: Any, right: Any) -> Any:
    left = unwrapped(left)
    if isinstance(left, str) and isinstance(right, int) and not isinstance(right, bool):
        if len(left) * right > LONGEST_TEXT:
            raise EvaluationError(f"a text of {len(left) * right} characters is too long")
        return left * right
    return _whole_or_double(left, right, lambda one, other: one * other)


def _divide(left: Any, right: Any) -> Number:
    first, second = number(left), number(right)
    if isinstance(first, int) and isinstance(second, int):
        if second == 0:
            raise EvaluationError("division by zero")
        quotient = abs(first) // abs(second)
        return wrapped(quotient if (first < 0) == (second < 0) else -quotient, is_long(first) or is_long(second))
    if second == 0:
        return math.nan if first == 0 or math.isnan(first) else math.copysign(math.inf, first) * _sign(second)
    return float(first) / float(second)


def _sign(value: Number) -> float:
    return math.copysign(1.0, value)


def _remainder(left: Any, right: Any) -> Number:
    first, second = number(left), number(right)
    if isinstance(first, int) and isinstance(second, int):
        if second == 0:
            raise EvaluationError("division by zero")
        rest = abs(first) % abs(second)  # the sign is the dividend's, as in Java
        return wrapped(-rest if first < 0 else rest, is_long(first) or is_long(second))
    if second == 0 or math.isinf(first):
        return math.nan
    return math.fmod(first, second)


def power(left: Any, right: Any) -> Number:
    """Returns one number to the power of another."""
    first, second = number(left), number(right)
    try:
        raised: float | complex = float(first) ** float(second)
    except (OverflowError, ZeroDivisionError):
        return math.inf
    if isinstance(raised, complex):
        return math.nan
    if isinstance(first, int) and isinstance(second, int) and second >= 0:
        return wrapped(int(raised) if abs(raised) >= 2**63 else first**second, is_long(first) or abs(raised) >= 2**31)
    return raised


def _whole_or_double(left: Any, right: Any, calculate: Callable[[Any, Any], Any]) -> Number:
    first, second = number(left), number(right)
    if isinstance(first, int) and isinstance(second, int):
        return wrapped(calculate(first, second), is_long(first) or is_long(second))
    result: float = calculate(float(first), float(second))
    return result


def negative(value: Any) -> Number:
    """Returns a number with the other sign."""
    found = number(value)
    return wrapped(-found, is_long(found)) if isinstance(found, int) else -found


def compare(left: Any, right: Any) -> int:
    """Returns -1, 0 or 1. Null is less than everything (IBM's page system-entities). Raises EvaluationError."""
    left, right = unwrapped(left), unwrapped(right)
    if left is None or right is None:
        return (left is not None) - (right is not None)
    if isinstance(left, str) and isinstance(right, str) and not (_is_number(left) and _is_number(right)):
        return (left > right) - (left < right)
    first, second = number(left), number(right)
    return (first > second) - (first < second)


def _is_number(text: str) -> bool:
    try:
        plain_number(text)
    except EvaluationError:
        return False
    return True


COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": equal,
    "!=": lambda left, right: not equal(left, right),
    "<": lambda left, right: compare(left, right) < 0,
    "<=": lambda left, right: compare(left, right) <= 0,
    ">": lambda left, right: compare(left, right) > 0,
    ">=": lambda left, right: compare(left, right) >= 0,
}
COMPARE |= {
    "eq": equal,
    "ne": COMPARE["!="],
    "lt": COMPARE["<"],
    "le": COMPARE["<="],
    "gt": COMPARE[">"],
    "ge": COMPARE[">="],
}

ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": add,
    "-": _subtract,
    "*": _multiply,
    "/": _divide,
    "div": _divide,
    "%": _remainder,
    "mod": _remainder,
    "^": power,
}
