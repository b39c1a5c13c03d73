"""Methods of lists. As in Watson, they change the stored list, not a copy."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ..errors import EvaluationError
from .scope import Scope
from .values import Intent, equal, text_of

Method = Callable[..., Any]


def get(items: list[Any], place: int) -> Any:
    """Returns the element at a place, counted from 0. Raises EvaluationError if there is none."""
    if not 0 <= place < len(items):
        raise EvaluationError(f"a list of {len(items)} has no element {place}")
    return items[place]


def _append(items: list[Any], *more: Any) -> list[Any]:
    items.extend(more)
    return items


def _add(items: list[Any], value: Any) -> bool:
    items.append(value)
    return True


def _add_all(items: list[Any], more: list[Any]) -> None:
    items.extend(more)


def _clear(items: list[Any]) -> None:
    items.clear()


def _contains(items: list[Any], value: Any) -> bool:
    return any(equal(item, value) for item in items)


def _contains_ignore_case(items: list[Any], value: Any) -> bool:
    return any(text_of(item).casefold() == text_of(value).casefold() for item in items)


def _contains_intent(items: list[Any], name: str, least: float, top: int = -1) -> bool:
    best = items[:top] if top >= 0 else items
    return any(isinstance(item, Intent) and item.intent == name and item.confidence >= least for item in best)


def _index_of(items: list[Any], value: Any) -> int:
    return next((place for place, item in enumerate(items) if equal(item, value)), -1)


def _join(items: list[Any], delimiter: str) -> str:
    return delimiter.join(text_of(item) for item in items)


def _join_to_array(items: list[Any], template: Any, _keep_types: bool = False) -> list[Any]:
    return [_filled(template, item) for item in items]


def _filled(template: Any, item: Any) -> Any:
    if isinstance(template, dict):
        return {key: _filled(value, item) for key, value in template.items()}
    if isinstance(template, list):
        return [_filled(value, item) for value in template]
    return re.sub(r"%e\.(\w+)%", lambda found: text_of(item.get(found.group(1))), text_of(template))


def _random_item(scope: Scope, items: list[Any]) -> Any:
    return scope.rng.choice(items) if items else None


def _remove(items: list[Any], place: int) -> list[Any]:
    get(items, place)
    del items[place]
    return items


def _remove_value(items: list[Any], value: Any) -> list[Any]:
    place = _index_of(items, value)
    return _remove(items, place) if place >= 0 else items


def _set(items: list[Any], place: int, value: Any) -> list[Any]:
    get(items, place)
    items[place] = value
    return items


METHODS: dict[str, Method] = {
    "add": _add,
    "addAll": _add_all,
    "append": _append,
    "clear": _clear,
    "contains": _contains,
    "containsIgnoreCase": _contains_ignore_case,
    "containsIntent": _contains_intent,
    "get": get,
    "indexOf": _index_of,
    "isEmpty": lambda items: not items,
    "join": _join,
    "joinToArray": _join_to_array,
    "remove": _remove,
    "removeValue": _remove_value,
    "set": _set,
    "size": lambda items: len(items),
    "toJson": lambda items: items,
}

# These also take the scope.
SCOPED: dict[str, Method] = {"getRandomItem": _random_item}
