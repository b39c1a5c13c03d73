"""The static methods and constructors of java.lang's number classes: Integer, Long, Short, Byte, Double, Float."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import EvaluationError
from .numbers import Long, fits, read, text_of_number, whole
from .scope import Scope
from .values import index, number, text_of

Function = Callable[..., Any]

_BITS = {"Byte": 8, "Short": 16, "Integer": 32, "Long": 64}
_DOUBLES = ("Double", "Float")
CLASSES = (*_BITS, *_DOUBLES)
_WRITERS = {2: "b", 8: "o", 16: "x"}


def _parse(bits: int) -> Function:
    def parse(value: Any, radix: Any = 10) -> int:
        text = text_of(value)
        try:
            found = (
                int(text, index(radix)) if text.isascii() and text.lstrip("+-").isalnum() and len(text) < 80 else None
            )
        except ValueError:
            found = None
        if found is None or not fits(found, bits):
            raise EvaluationError(f"{text!r} is not a whole number of {bits} bits")
        return Long(found) if bits == 64 else found

    return parse


def _double(value: Any) -> float:
    found = read(text_of(value)) if isinstance(value, str) else number(value)
    if found is None:
        raise EvaluationError(f"{text_of(value)!r} is not a number")
    return float(found)


def _written(value: Any, radix: Any = 10) -> str:
    base = index(radix)
    if base == 10:
        return text_of_number(number(value))
    if base not in _WRITERS:
        raise EvaluationError(f"numbers to the base {base} are not written here")
    return format(whole(value, long=True), _WRITERS[base])


def _unsigned(code: str) -> Function:
    return lambda value: format(whole(value) % 2**32, code)


def _compare(left: Any, right: Any) -> int:
    first, second = number(left), number(right)
    return (first > second) - (first < second)


def _of_class(name: str) -> dict[str, Function]:
    read_one = _parse(_BITS[name]) if name in _BITS else _double
    parse_name = "parseInt" if name == "Integer" else f"parse{name}"
    return {
        parse_name: read_one,
        "valueOf": read_one,
        "toString": _written,
        "compare": _compare,
        "max": lambda left, right: max(number(left), number(right)),
        "min": lambda left, right: min(number(left), number(right)),
    }


FUNCTIONS: dict[tuple[str, str], Function] = {
    (name, method): function for name in CLASSES for method, function in _of_class(name).items()
}
FUNCTIONS |= {
    ("Integer", "toBinaryString"): _unsigned("b"),
    ("Integer", "toHexString"): _unsigned("x"),
    ("Integer", "toOctalString"): _unsigned("o"),
    ("Integer", "signum"): lambda value: (number(value) > 0) - (number(value) < 0),
    ("Double", "isNaN"): lambda value: number(value) != number(value),  # only NaN differs from itself
}

CONSTANTS: dict[tuple[str, str], int] = {
    (name, field): Long(value) if bits == 64 else value
    for name, bits in _BITS.items()
    for field, value in (("MAX_VALUE", 2 ** (bits - 1) - 1), ("MIN_VALUE", -(2 ** (bits - 1))))
}


def maker(name: str) -> Function:
    """Returns the function for `new Integer('5')`, which takes the scope first."""
    read_one = FUNCTIONS[name, "valueOf"]

    def make(_scope: Scope, value: Any) -> Any:
        return read_one(value)

    return make
