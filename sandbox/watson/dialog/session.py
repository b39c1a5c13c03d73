"""What a conversation keeps between turns: its context, and its place in the tree."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Place:
    """Which nodes the next input is tried on first.

    root: the root nodes. children: the children of `node`, then the root. node: `node` itself, its later siblings, then the
    root. slots: the frame `node`. It asked for its slot `focus` last; the slots in `skipped` are not asked for again.
    """

    kind: Literal["root", "children", "node", "slots"] = "root"
    node: str | None = None
    focus: str | None = None
    skipped: frozenset[str] = frozenset()


@dataclass
class Session:
    """`turns`: user turns so far. `context`: the dialog's variables."""

    context: dict[str, Any] = field(default_factory=dict)
    place: Place = Place()
    turns: int = 0


def merge(target: dict[str, Any], patch: dict[str, Any]) -> None:
    """Changes a context as a node does: objects are merged, null removes, other values replace."""
    for key, value in patch.items():
        if value is None:
            target.pop(key, None)
        elif isinstance(value, dict):
            inner = target.get(key)
            merged: dict[str, Any] = dict(inner) if isinstance(inner, dict) else {}
            merge(merged, value)
            target[key] = merged
        else:
            target[key] = value


def put(target: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Sets the variable at a path, and creates the objects on it. Null removes the variable. No path: nothing changes."""
    if not path:
        return
    for name in path[:-1]:
        inner = target.get(name)
        target[name] = dict(inner) if isinstance(inner, dict) else {}
        target = target[name]
    if value is None:
        target.pop(path[-1], None)
    else:
        target[path[-1]] = value


def inner(target: dict[str, Any], name: str) -> dict[str, Any]:
    """Returns the object of that name inside another. Anything else there is replaced by an empty one."""
    found = target.get(name)
    if not isinstance(found, dict):
        found = target[name] = {}
    return found


def look_up(source: dict[str, Any], path: tuple[str, ...]) -> Any:
    """Returns the variable at a path, or None."""
    value: Any = source if path else None
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value
