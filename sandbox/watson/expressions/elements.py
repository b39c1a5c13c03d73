"""Methods that every value has: conversions, and the getters of Gson's JsonElement (`getAsString()`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import EvaluationError
from . import regexes
from .numbers import read, whole
from .values import equal, number, text_of

Method = Callable[..., Any]


def _converted(convert: Callable[[Any], Any]) -> Method:
    """Returns a conversion whose failure is null, as IBM documents it for `toInt()` and its like."""

    def method(value: Any) -> Any:
        try:
            return convert(value)
        except EvaluationError:
            return None

    return method


def _to_double(value: Any) -> float:
    return float(number(value))


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        if len(value) == 1:
            return _as_text(value[0])
        raise EvaluationError(f"a list of {len(value)} elements is not one text")
    if isinstance(value, dict) or value is None:
        raise EvaluationError("an object is not a text")
    return text_of(value)


def _as_boolean(value: Any) -> bool:
    return value if isinstance(value, bool) else text_of(value).lower() == "true"


def _as_list(value: Any) -> Any:
    if not isinstance(value, list):
        raise EvaluationError("it is not an array")
    return value


def _as_object(value: Any) -> Any:
    if not isinstance(value, dict):
        raise EvaluationError("it is not an object")
    return value


def _as_primitive(value: Any) -> Any:
    if isinstance(value, list | dict):
        raise EvaluationError("it is not a primitive value")
    return value


def _compare(value: Any, other: Any) -> int:
    first, second = number(value), number(other)
    return (first > second) - (first < second)


METHODS: dict[str, Method] = {
    "toInt": _converted(whole),
    "toLong": _converted(lambda value: whole(value, long=True)),
    "toDouble": _converted(_to_double),
    "toString": text_of,
    "toJson": lambda value: value,
    "equals": lambda value, other: type(value) is type(other) and equal(value, other),
    "find": lambda value, pattern: regexes.find(text_of(value), text_of(pattern)),
    "getAsString": _as_text,
    "getAsInt": whole,
    "getAsLong": lambda value: whole(value, long=True),
    "getAsShort": whole,
    "getAsByte": whole,
    "getAsDouble": _to_double,
    "getAsFloat": _to_double,
    "getAsNumber": number,
    "getAsBoolean": _as_boolean,
    "getAsJsonArray": _as_list,
    "getAsJsonObject": _as_object,
    "getAsJsonPrimitive": _as_primitive,
    "isJsonArray": lambda value: isinstance(value, list),
    "isJsonObject": lambda value: isinstance(value, dict),
    "isJsonPrimitive": lambda value: not isinstance(value, list | dict),
    "isJsonNull": lambda _: False,
    "isString": lambda value: isinstance(value, str),
    "isNumber": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "isBoolean": lambda value: isinstance(value, bool),
}

# Methods of java.lang.Integer, Long and Double.
NUMBER_METHODS: dict[str, Method] = {
    "intValue": whole,
    "longValue": lambda value: whole(value, long=True),
    "shortValue": whole,
    "byteValue": whole,
    "doubleValue": _to_double,
    "floatValue": _to_double,
    "compareTo": _compare,
    "isNaN": lambda value: value != value,  # only NaN differs from itself
    "isInfinite": lambda value: read(text_of(value)) is None and value == value,
    "booleanValue": bool,
}
