"""The methods of java.lang.Math that calculate with numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ..errors import EvaluationError
from .numbers import Number, is_long, whole, wrapped
from .operators import negative, power
from .values import number

Function = Callable[..., Any]


def _double(calculate: Callable[..., float]) -> Function:
    """Returns a function of doubles; what is not defined is NaN or infinite, as in Java."""

    def function(*values: Any) -> float:
        try:
            return float(calculate(*(float(number(value)) for value in values)))
        except ValueError:
            return math.nan
        except OverflowError:
            return math.inf

    return function


def _abs(value: Any) -> Number:
    found = number(value)
    return negative(found) if found < 0 else found


def _picked(pick: Callable[[Number, Number], Number]) -> Function:
    def function(left: Any, right: Any) -> Number:
        first, second = number(left), number(right)
        if isinstance(first, int) and isinstance(second, int):
            return wrapped(int(pick(first, second)), is_long(first) or is_long(second))
        if math.isnan(first) or math.isnan(second):
            return math.nan
        return float(pick(first, second))

    return function


def _round(value: Any) -> int:
    found = number(value)
    return (
        found
        if isinstance(found, int)
        else whole(math.floor(found + 0.5) if math.isfinite(found) else found, long=True)
    )


def _keeps_infinite(calculate: Callable[[float], float]) -> Callable[[float], float]:
    return lambda value: calculate(value) if math.isfinite(value) else value


def _log(value: float) -> float:
    return -math.inf if value == 0 else math.log(value)


def _floor_div(left: Any, right: Any) -> int:
    first, second = whole(left, is_long(number(left))), whole(right, is_long(number(right)))
    if second == 0:
        raise EvaluationError("division by zero")
    return wrapped(first // second, is_long(first) or is_long(second))


def _floor_mod(left: Any, right: Any) -> int:
    first, second = whole(left, is_long(number(left))), whole(right, is_long(number(right)))
    if second == 0:
        raise EvaluationError("division by zero")
    return wrapped(first % second, is_long(first) or is_long(second))


FUNCTIONS: dict[str, Function] = {
    "abs": _abs,
    "acos": _double(math.acos),
    "asin": _double(math.asin),
    "atan": _double(math.atan),
    "atan2": _double(math.atan2),
    "cbrt": _double(lambda value: math.copysign(abs(value) ** (1 / 3), value)),
    "ceil": _double(_keeps_infinite(math.ceil)),
    "cos": _double(math.cos),
    "exp": _double(math.exp),
    "floor": _double(_keeps_infinite(math.floor)),
    "floorDiv": _floor_div,
    "floorMod": _floor_mod,
    "hypot": _double(math.hypot),
    "log": _double(_log),
    "log10": _double(lambda value: -math.inf if value == 0 else math.log10(value)),
    "max": _picked(max),
    "min": _picked(min),
    "pow": lambda base, exponent: float(power(float(number(base)), float(number(exponent)))),
    "rint": _double(_keeps_infinite(round)),
    "round": _round,
    "signum": _double(lambda value: math.copysign(1.0, value) if value else value),
    "sin": _double(math.sin),
    "sqrt": _double(math.sqrt),
    "tan": _double(math.tan),
    "toDegrees": _double(math.degrees),
    "toIntExact": whole,
    "toRadians": _double(math.radians),
}
CONSTANTS: dict[str, float] = {"PI": math.pi, "E": math.e}
