"""Numbers as Java has them: 32 bits, 64 bits when one operand is long, and doubles; too large results wrap around.

A whole number from JSON is an `int` while it fits into 32 bits, else a `Long`.
"""

from __future__ import annotations

import math
import re
from typing import Any

from ..errors import EvaluationError

Number = int | float

_INT = 32
_LONG = 64
_DIGITS = re.compile(r"[+-]?\d{1,19}")
_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
# Java prints a double without exponent between these.
_LEAST_PLAIN, _FIRST_SCIENTIFIC = 1e-3, 1e7


class Long(int):
    """A whole number of 64 bits: written with `L`, too large for 32 bits, or made from such a one."""


def fits(value: int, bits: int) -> bool:
    """Returns whether a whole number fits into so many bits, with its sign."""
    return -(1 << (bits - 1)) <= value < 1 << (bits - 1)


def is_long(value: Number) -> bool:
    """Returns whether a whole number is one of 64 bits."""
    return isinstance(value, Long) or (isinstance(value, int) and not fits(value, _INT))


def wrapped(value: int, long: bool) -> int:
    """Returns a result cut to its 32 or 64 bits, as Java does on overflow."""
    bits = _LONG if long else _INT
    cut = (value + (1 << (bits - 1))) % (1 << bits) - (1 << (bits - 1))
    return Long(cut) if long else cut


def number(value: Any) -> Number:
    """Returns a value as a number, also a text in digits. Raises EvaluationError."""
    if isinstance(value, float) or (isinstance(value, int) and not isinstance(value, bool)):
        return value if isinstance(value, float) or fits(value, _LONG) else _as_double(value)
    if isinstance(value, str):
        found = read(value)
        if found is not None:
            return found
    raise EvaluationError(f"{_shown(value)} is not a number")


def _as_double(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def read(text: str) -> Number | None:
    """Returns the number that a text is, or None."""
    text = text.strip()
    if _DIGITS.fullmatch(text):
        whole = int(text)
        return whole if fits(whole, _INT) else Long(whole) if fits(whole, _LONG) else float(whole)
    return float(text) if _DECIMAL.fullmatch(text) else None


def whole(value: Any, long: bool = False) -> int:
    """Returns a number without its decimals, cut to the range of an int or a long as in Java. Raises EvaluationError."""
    found = number(value)
    if isinstance(found, int):
        return wrapped(found, long)
    if math.isnan(found):
        return Long(0) if long else 0
    least, most = -(1 << ((_LONG if long else _INT) - 1)), (1 << ((_LONG if long else _INT) - 1)) - 1
    cut = max(least, min(most, int(max(-1e30, min(1e30, found)))))
    return Long(cut) if long else cut


def text_of_number(value: Number) -> str:
    """Returns a number as Java prints it: `4.0`, `1.0E7`, `Infinity`."""
    if isinstance(value, int):
        return str(int(value))
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0 or _LEAST_PLAIN <= abs(value) < _FIRST_SCIENTIFIC:
        return repr(value)
    return _scientific(value)


def _scientific(value: float) -> str:
    exponent = math.floor(math.log10(abs(value)))
    digits = repr(value)
    if "e" in digits:
        mantissa, _, power = digits.partition("e")
        exponent = int(power)
    else:
        bare = digits.lstrip("-").replace(".", "").strip("0") or "0"
        mantissa = ("-" if value < 0 else "") + bare[0] + "." + bare[1:]
    mantissa = mantissa if "." in mantissa else mantissa + "."
    return f"{mantissa}{'0' if mantissa.endswith('.') else ''}E{exponent}"


def _shown(value: Any) -> str:
    return "null" if value is None else repr(value) if isinstance(value, str) else f"this {type(value).__name__}"
