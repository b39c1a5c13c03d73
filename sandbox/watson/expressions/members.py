"""Looks up members of a value: properties, elements in brackets, methods.

elements.py has the methods of every value; texts.py, lists.py, objects.py, moments.py, calendar.py, formats.py and
java_objects.py those of each kind.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from ..errors import EvaluationError
from . import calendar, elements, formats, lists, mentions, moments, objects, texts
from .java_objects import JavaDate, JavaDateFormat, JavaRandom
from .scope import Scope
from .values import Entities, Intent, Intents, Mention, text_of, unwrapped

Method = Callable[..., Any]


def property_of(target: Any, name: str, safe: bool = False) -> Any:
    """Returns a property of an object, or None if it has none of that name. Raises EvaluationError for other values, and
    for null unless `safe`."""
    if target is None:
        if safe:
            return None
        raise EvaluationError(f"null has no property {name!r}")
    if isinstance(target, dict):
        return target.get(name)
    if isinstance(target, Entities):
        return _of_mentions(target, name)
    if isinstance(target, Mention):
        return mentions.property_of(target, name)
    if isinstance(target, Intents):
        return property_of(target[0] if target else None, name)
    if isinstance(target, Intent) and name in ("intent", "confidence"):
        return getattr(target, name)
    raise EvaluationError(f"{text_of(target)!r} has no property {name!r}")


def _of_mentions(found: Entities, name: str) -> Any:
    if name == "values":
        return [mention.value for mention in found]
    kinds = {mention.entity for mention in found}
    if len(kinds) == 1 and name not in kinds:
        return mentions.property_of(found[0], name)
    return found.of(name)


def item_of(target: Any, key: Any) -> Any:
    """Returns `target[key]`: an element by number, a property or an entity by name. Raises EvaluationError."""
    if isinstance(target, list | str) and isinstance(key, int) and not isinstance(key, bool):
        return lists.get(list(target), key) if isinstance(target, str) else lists.get(target, key)
    if isinstance(key, str):
        if isinstance(target, Entities):
            return target.of(key)
        return property_of(target, key)
    raise EvaluationError(f"{text_of(target) or 'null'} has no element {text_of(key) or 'null'}")


def elements_of(target: Any) -> list[Any]:
    """Returns the elements for a projection or selection. Raises EvaluationError if `target` is not a list."""
    if isinstance(target, list):
        return target
    raise EvaluationError(f"{text_of(target) or 'null'} is not a list")


_TEXT: Mapping[str, Method] = {**elements.METHODS, **texts.METHODS, **calendar.METHODS, **formats.METHODS}
_NUMBER: Mapping[str, Method] = {**elements.METHODS, **elements.NUMBER_METHODS}
_LIST: Mapping[str, Method] = {**elements.METHODS, **lists.METHODS}
_OBJECT: Mapping[str, Method] = {**elements.METHODS, **objects.METHODS}
_SCOPED: Mapping[type, Mapping[str, Method]] = {
    str: moments.SCOPED,
    list: lists.SCOPED,
    dict: objects.SCOPED,
}
_JAVA = (JavaDate, JavaDateFormat, JavaRandom)
_KNOWN = frozenset().union(
    _TEXT, _NUMBER, _LIST, _OBJECT, {"filter"}, *_SCOPED.values(), *(kind.methods for kind in _JAVA)
)  # fmt: skip


def is_method(name: str) -> bool:
    """Returns whether any value has a method of this name."""
    return name in _KNOWN


def call(scope: Scope, target: Any, name: str, arguments: list[Any], safe: bool = False) -> Any:
    """Calls a method of a value. Raises EvaluationError if the value has no such method or the arguments are wrong."""
    target = unwrapped(target)
    if target is None:
        if safe:
            return None
        raise EvaluationError(f"null has no method {name}()")
    method = _method(scope, target, name)
    if method is None:
        raise EvaluationError(f"{text_of(target)} has no method {name}()")
    return applied(f"{name}()", method, target, *(unwrapped(argument) for argument in arguments))


def applied(name: str, function: Method, *arguments: Any) -> Any:
    """Calls a function of the language. Raises EvaluationError for a wrong number of arguments or wrong types."""
    try:
        inspect.signature(function).bind(*arguments)
    except ValueError:
        pass  # a built-in function without a signature
    except TypeError:
        raise EvaluationError(f"{name} does not take {len(arguments) - 1} arguments") from None
    try:
        return function(*arguments)
    except (TypeError, ValueError, AttributeError, ArithmeticError, LookupError) as error:
        raise EvaluationError(f"{name} does not take these arguments: {error}") from None


def _method(scope: Scope, target: Any, name: str) -> Method | None:
    for kind, table in _SCOPED.items():
        if isinstance(target, kind) and name in table:
            return partial(table[name], scope)
    if isinstance(target, str):
        return _TEXT.get(name)
    if isinstance(target, bool | int | float):
        return _NUMBER.get(name)
    if isinstance(target, list):
        return _LIST.get(name)
    if isinstance(target, dict):
        return _OBJECT.get(name)
    return target.methods.get(name) if isinstance(target, _JAVA) else None
