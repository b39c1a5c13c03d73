"""The Java classes that skills may use: `T(Math).max(...)`, `new Random().nextInt(5)` (IBM's page dialog-methods).

IBM names java.lang's String, Math and number classes, java.util's Date and Random, and Gson's JsonArray and JsonObject.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import java_format, java_math, java_numbers
from .java_objects import JavaDate, JavaDateFormat, JavaRandom
from .scope import Scope
from .values import number, plain, text_of

Function = Callable[..., Any]


def static_method(class_name: str, name: str) -> Function | None:
    """Returns the function for `T(class_name).name(...)`, which takes the scope first, or None for an unknown one."""
    plain_function = _STATIC.get((_bare(class_name), name))
    if plain_function is not None:
        return lambda _scope, *arguments: plain_function(*arguments)
    return _SCOPED.get((_bare(class_name), name))


def constructor(class_name: str) -> Function | None:
    """Returns the function for `new class_name(...)`, which takes the scope first, or None for an unknown one."""
    return _NEW.get(_bare(class_name))


def has_field(class_name: str, name: str) -> bool:
    """Returns whether a class has this constant."""
    return (_bare(class_name), name) in _FIELDS


def field(class_name: str, name: str) -> Any:
    """Returns a constant of a class, such as `T(Math).PI`."""
    return _FIELDS[_bare(class_name), name]


_PACKAGES = ("java.lang", "java.util", "java.text", "com.google.gson")


def _bare(class_name: str) -> str:
    """Returns the name without its package; with a package that is not allowed, the whole name."""
    package, _, name = class_name.rpartition(".")
    return name if not package or package in _PACKAGES else class_name


def _join(delimiter: Any, *items: Any) -> str:
    values = items[0] if len(items) == 1 and isinstance(items[0], list) else items
    return text_of(delimiter).join("null" if value is None else text_of(value) for value in values)


_STATIC: dict[tuple[str, str], Function] = {
    ("String", "format"): java_format.formatted,
    ("String", "join"): _join,
    ("String", "valueOf"): lambda value: "null" if value is None else text_of(value),
    ("Boolean", "parseBoolean"): lambda value: text_of(value).lower() == "true",
    ("Boolean", "valueOf"): lambda value: text_of(value).lower() == "true",
    **{("Math", name): function for name, function in java_math.FUNCTIONS.items()},
    **java_numbers.FUNCTIONS,
}
_SCOPED: dict[tuple[str, str], Function] = {
    ("Math", "random"): lambda scope: scope.rng.random(),
}
_FIELDS: dict[tuple[str, str], Any] = {
    **{("Math", name): value for name, value in java_math.CONSTANTS.items()},
    **java_numbers.CONSTANTS,
}


def _new_date(scope: Scope, millis: Any = None) -> JavaDate:
    return JavaDate.of(scope.now) if millis is None else JavaDate(int(number(millis)))


_NEW: dict[str, Function] = {
    "JsonArray": lambda _scope: [],
    "JsonObject": lambda _scope: {},
    "ArrayList": lambda _scope, items=(): plain(items),
    "HashMap": lambda _scope: {},
    "Date": _new_date,
    "Random": lambda scope, _seed=None: JavaRandom(scope.rng),
    "SimpleDateFormat": lambda _scope, pattern: JavaDateFormat(text_of(pattern)),
    "String": lambda _scope, value="": text_of(value),
    **{name: java_numbers.maker(name) for name in java_numbers.CLASSES},
}
