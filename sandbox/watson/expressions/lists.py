"""Methods of lists (JSONArray). As in Watson, they change the stored list, not a copy.

What is added is copied: a list that holds itself could not be stored.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ..errors import EvaluationError
from .numbers import read
from .operators import compare
from .scope import Scope
from .values import Intent, equal, index, limited, plain, stored, text_of

Method = Callable[..., Any]


def get(items: list[Any], place: Any) -> Any:
    """Returns the element at a place, counted from 0. Raises EvaluationError if there is none."""
    return items[_place(items, place)]


def _place(items: list[Any], place: Any) -> int:
    which = index(place)
    if not 0 <= which < len(items):
        raise EvaluationError(f"a list of {len(items)} has no element {which}")
    return which


def _extend(items: list[Any], more: list[Any]) -> None:
    items[:] = stored([*items, *more])


def _append(items: list[Any], *more: Any) -> list[Any]:
    _extend(items, list(more))
    return items


def _add(items: list[Any], value: Any) -> bool:
    _extend(items, [value])
    return True


def _add_all(items: list[Any], more: Any) -> None:
    if not isinstance(more, list):
        raise EvaluationError("addAll() takes a list")
    _extend(items, more)


def _contains(items: list[Any], value: Any) -> bool:
    return any(equal(item, value) for item in items)


def _contains_ignore_case(items: list[Any], value: Any) -> bool:
    return any(text_of(item).casefold() == text_of(value).casefold() for item in items)


def _contains_intent(items: list[Any], name: Any, least: Any, top: Any = -1) -> bool:
    best = items[: index(top)] if index(top) >= 0 else items
    return any(isinstance(item, Intent) and item.intent == name and item.confidence >= least for item in best)


def _index_of(items: list[Any], value: Any) -> int:
    return next((place for place, item in enumerate(items) if equal(item, value)), -1)


def _join(items: list[Any], delimiter: Any) -> str:
    return limited(text_of(delimiter).join(text_of(item) for item in items))


def _join_to_array(items: list[Any], template: Any, keep_types: Any = False) -> list[Any]:
    return [_filled(template, item, bool(keep_types)) for item in items]


_PLACEHOLDER = re.compile(r"%e((?:\.\w+)*)%")


def _filled(template: Any, item: Any, keep_types: bool) -> Any:
    """Returns a template with `%e.property%` replaced. Without `keep_types` a text in digits becomes a number."""
    if isinstance(template, dict):
        return {key: _filled(value, item, keep_types) for key, value in template.items()}
    if isinstance(template, list):
        return [_filled(value, item, keep_types) for value in template]
    text = text_of(template)
    whole = _PLACEHOLDER.fullmatch(text)
    if whole and keep_types:
        return plain(_reached(item, whole.group(1)))
    made = limited(_PLACEHOLDER.sub(lambda found: text_of(_reached(item, found.group(1))), text))
    as_number = None if keep_types else read(made)
    return made if as_number is None else as_number


def _reached(item: Any, path: str) -> Any:
    for name in path.split(".")[1:]:
        item = item.get(name) if isinstance(item, dict) else None
    return item


def _random_item(scope: Scope, items: list[Any]) -> Any:
    return scope.rng.choice(items) if items else None


def _remove(items: list[Any], place: Any) -> list[Any]:
    del items[_place(items, place)]
    return items


def _remove_value(items: list[Any], value: Any) -> list[Any]:
    place = _index_of(items, value)
    return _remove(items, place) if place >= 0 else items


def _set(items: list[Any], place: Any, value: Any) -> list[Any]:
    items[_place(items, place)] = stored(value)
    return items


def _sort(items: list[Any], order: Any = "ascending") -> list[Any]:
    from functools import cmp_to_key

    items.sort(key=cmp_to_key(compare), reverse=text_of(order).lower().startswith("desc"))
    return items


METHODS: dict[str, Method] = {
    "add": _add,
    "addAll": _add_all,
    "append": _append,
    "clear": lambda items: items.clear(),
    "contains": _contains,
    "containsIgnoreCase": _contains_ignore_case,
    "containsIntent": _contains_intent,
    "deepCopy": plain,
    "get": get,
    "indexOf": _index_of,
    "isEmpty": lambda items: not items,
    "join": _join,
    "joinToArray": _join_to_array,
    "remove": _remove,
    "removeValue": _remove_value,
    "set": _set,
    "size": lambda items: len(items),
    "sort": _sort,
}

# These also take the scope.
SCOPED: dict[str, Method] = {"getRandomItem": _random_item}
