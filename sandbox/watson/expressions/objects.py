"""Methods of JSON objects, including the session's context and the turn's output."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .scope import Scope
from .values import plain, stored, text_of

Method = Callable[..., Any]

# The keys that `context.clear()` and `output.clear()` keep (IBM's page dialog-methods).
KEPT_IN_CONTEXT = ("conversation_id", "timezone", "system")
_KEPT_IN_OUTPUT = ("nodes_visited", "nodes_visited_details")


def _clear(scope: Scope, target: dict[str, Any]) -> None:
    if target is scope.names.get("output"):
        said = target.get("generic")
        if isinstance(said, list):
            said.clear()  # the answer so far is this very list
        kept: tuple[str, ...] = (*_KEPT_IN_OUTPUT, "generic")
    else:
        kept = KEPT_IN_CONTEXT if target is scope.context else ()
    for key in [key for key in target if key not in kept]:
        del target[key]


def _add(target: dict[str, Any], key: Any, value: Any) -> None:
    target[text_of(key)] = stored(value)


def _put(target: dict[str, Any], key: Any, value: Any) -> dict[str, Any]:
    _add(target, key, value)
    return target


METHODS: dict[str, Method] = {
    "add": _add,
    "addProperty": _add,
    "append": _put,
    "containsKey": lambda target, key: key in target,
    "deepCopy": plain,
    "entrySet": lambda target: [{"key": key, "value": value} for key, value in target.items()],
    "get": lambda target, key: target.get(text_of(key)),
    "has": lambda target, key: text_of(key) in target,
    "isEmpty": lambda target: not target,
    "keySet": lambda target: list(target),
    "put": _put,
    "remove": lambda target, key: target.pop(text_of(key), None),
    "set": _put,
    "size": lambda target: len(target),
}

# These also take the scope.
SCOPED: dict[str, Method] = {"clear": _clear}
