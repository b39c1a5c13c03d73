"""`T(String).format(...)`: the conversions of java.util.Formatter that skills use."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from ..errors import EvaluationError
from .values import limited, number, text_of, truth, unwrapped

_SPEC = re.compile(
    r"%(?:(?P<place>\d{1,2})\$)?(?P<flags>[-#+ 0,(]*)(?P<width>\d+)?(?:\.(?P<precision>\d+))?(?P<kind>[a-zA-Z%])"
)
_MOST_WIDTH = 1000
_DIGITS = Context(prec=400 + _MOST_WIDTH)


def formatted(pattern: Any, *values: Any) -> str:
    """Returns the pattern with its values. Raises EvaluationError as Java does: `%d` takes no double, `%f` no integer."""
    items = [unwrapped(value) for value in values]
    nexts = iter(items)

    def replace(found: re.Match[str]) -> str:
        kind = found["kind"]
        if kind == "n":
            return "\n"
        if kind == "%":
            return _aligned("%", found)
        if found["place"]:
            place = int(found["place"])
            if not 1 <= place <= len(items):
                raise EvaluationError(f"format() has no value {place}")
            return _one(items[place - 1], found)
        try:
            value = next(nexts)
        except StopIteration:
            raise EvaluationError("format() has too few values") from None
        return _one(value, found)

    text = text_of(pattern)
    if "%" in _SPEC.sub("", text):
        raise EvaluationError(f"format() cannot use {text!r}")
    return limited(_SPEC.sub(replace, text))


def _one(value: Any, found: re.Match[str]) -> str:
    kind = found["kind"].lower()
    if kind == "s":
        text = "null" if value is None else text_of(value)
        made = text[: int(found["precision"])] if found["precision"] else text
    elif kind == "b":
        made = "true" if truth(value) else "false"
    elif kind == "c":
        made = text_of(value)[:1]
    elif value is None:
        made = "null"
    elif kind in "dx":
        made = _whole(value, kind, found)
    elif kind in "fe":
        made = _double(value, kind, found)
    else:
        raise EvaluationError(f"format() does not know %{found['kind']}")
    return _aligned(made.upper() if found["kind"].isupper() else made, found)


def _whole(value: Any, kind: str, found: re.Match[str]) -> str:
    whole = number(value)
    if not isinstance(whole, int) or isinstance(value, str):
        raise EvaluationError(f"%{kind} takes a whole number, not {text_of(value)!r}")
    if kind == "x":
        return format(whole % 2**32 if whole < 0 else whole, "x")
    return _signed(format(abs(whole), "," if "," in found["flags"] else ""), whole < 0, found)


def _double(value: Any, kind: str, found: re.Match[str]) -> str:
    if not isinstance(value, float):
        raise EvaluationError(f"%{kind} takes a double, not {text_of(value) or 'null'!r}; use toDouble()")
    precision = min(int(found["precision"] or 6), _MOST_WIDTH)
    grouped = "," if "," in found["flags"] else ""
    if not math.isfinite(value):
        return text_of(value)
    # Java rounds a half up, and counts the digits that it prints: 2.25 is 2.3.
    shown = Decimal(repr(abs(value)))
    rounded = shown.quantize(Decimal(1).scaleb(-precision), ROUND_HALF_UP, _DIGITS) if kind == "f" else shown
    return _signed(format(rounded, f"{grouped}.{precision}{kind}"), value < 0, found)


def _signed(digits: str, negative: bool, found: re.Match[str]) -> str:
    flags = found["flags"]
    if negative and "(" in flags:
        return f"({digits})"
    sign = "-" if negative else "+" if "+" in flags else " " if " " in flags else ""
    zeros = _width(found) - len(sign) - len(digits) if "0" in flags else 0
    return sign + "0" * max(0, zeros) + digits


def _aligned(text: str, found: re.Match[str]) -> str:
    return text.ljust(_width(found)) if "-" in found["flags"] else text.rjust(_width(found))


def _width(found: re.Match[str]) -> int:
    width = int(found["width"] or 0) if len(found["width"] or "") < 5 else _MOST_WIDTH + 1
    if width > _MOST_WIDTH:
        raise EvaluationError(f"format() does not write {found['width']} characters for one value")
    return width
