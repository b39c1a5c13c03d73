"""Methods of JSON objects, including the session's context."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .scope import Scope

Method = Callable[..., Any]

# The keys that `context.clear()` keeps (IBM's page dialog-methods).
KEPT_IN_CONTEXT = ("conversation_id", "timezone", "system")


def _clear(scope: Scope, target: dict[str, Any]) -> None:
    kept = KEPT_IN_CONTEXT if target is scope.context else ()
    for key in [key for key in target if key not in kept]:
        del target[key]


def _remove(target: dict[str, Any], key: str) -> Any:
    return target.pop(key, None)


METHODS: dict[str, Method] = {
    "get": lambda target, key: target.get(key),
    "has": lambda target, key: key in target,
    "isEmpty": lambda target: not target,
    "remove": _remove,
    "size": lambda target: len(target),
    "toJson": lambda target: target,
}

# These also take the scope.
SCOPED: dict[str, Method] = {"clear": _clear}
