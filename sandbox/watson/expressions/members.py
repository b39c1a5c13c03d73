"""Looks up members of a value: properties, elements in brackets, methods.

texts.py, lists.py, objects.py and moments.py have the methods.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from ..errors import EvaluationError, ExpressionError
from . import lists, moments, objects, texts
from .scope import Scope
from .values import Entities, Intent, Intents, Mention, text_of, unwrapped

MENTION_PROPERTIES = frozenset({"value", "values", "literal", "location", "confidence", "groups", "entity"})

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
    if isinstance(target, Mention) and name in MENTION_PROPERTIES:
        return [group.text for group in target.groups] if name == "groups" else getattr(target, name, None)
    if isinstance(target, Intents):
        return property_of(target[0] if target else None, name)
    if isinstance(target, Intent) and name in ("intent", "confidence"):
        return getattr(target, name)
    raise EvaluationError(f"{text_of(target)!r} has no property {name!r}")


def _of_mentions(mentions: Entities, name: str) -> Any:
    if name == "values":
        return [mention.value for mention in mentions]
    return property_of(mentions[0], name) if name in MENTION_PROPERTIES else mentions.of(name)


def item_of(target: Any, key: Any) -> Any:
    """Returns `target[key]`: an element by number, a property or an entity by name. Raises EvaluationError."""
    if isinstance(target, list) and isinstance(key, int):
        return lists.get(target, key)
    if isinstance(key, str):
        if isinstance(target, Entities):
            return target.of(key)
        return property_of(target, key)
    raise EvaluationError(f"{text_of(target) or 'null'} has no element {text_of(key) or 'null'}")


def elements(target: Any) -> list[Any]:
    """Returns the elements for a projection or selection. Raises EvaluationError if `target` is not a list."""
    if isinstance(target, list):
        return target
    raise EvaluationError(f"{text_of(target) or 'null'} is not a list")


def require_method(name: str) -> None:
    """Raises ExpressionError, when a skill is loaded, for a method that no value has."""
    if not any(name in table for table in (*_PLAIN, lists.SCOPED, objects.SCOPED)):
        raise ExpressionError(f"calls the method {name}(), which the sandbox does not know")


def call(scope: Scope, target: Any, name: str, arguments: list[Any], safe: bool = False) -> Any:
    """Calls a method of a value. Raises EvaluationError if the value has no such method or the arguments are wrong."""
    if target is None and safe:
        return None
    target = unwrapped(target)
    method = _method(scope, target, name)
    if method is None:
        raise EvaluationError(f"{text_of(target) or 'null'} has no method {name}()")
    try:
        return method(target, *arguments)
    except TypeError as error:
        raise EvaluationError(f"{name}() does not take these arguments: {error}") from None


_PLAIN = (texts.METHODS, moments.METHODS, lists.METHODS, objects.METHODS)


def _method(scope: Scope, target: Any, name: str) -> Method | None:
    if isinstance(target, str):
        return texts.METHODS.get(name) or moments.METHODS.get(name)
    if isinstance(target, list | dict):
        methods = lists if isinstance(target, list) else objects
        scoped = methods.SCOPED.get(name)
        return partial(scoped, scope) if scoped else methods.METHODS.get(name)
    return texts.NUMBER_METHODS.get(name) if isinstance(target, int | float) else None
