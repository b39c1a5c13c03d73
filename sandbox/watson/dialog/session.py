"""What a conversation keeps from one turn to the next: its context, and where in the tree it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Place:
    """Where the next input is looked at first.

    root: the root nodes. children: the children of `node`, then the root. node: `node` itself, its later siblings,
    then the root. slots: inside the frame `node`, whose slot `focus` was asked for last; `skipped` are its slots
    that are not asked for any more.
    """

    kind: Literal["root", "children", "node", "slots"] = "root"
    node: str | None = None
    focus: str | None = None
    skipped: frozenset[str] = frozenset()


@dataclass
class Session:
    """`turns` counts the user turns so far; `context` is what the dialog calls `context`."""

    context: dict[str, Any] = field(default_factory=dict)
    place: Place = Place()
    turns: int = 0


def merge(target: dict[str, Any], patch: dict[str, Any]) -> None:
    """Change a context as a node does: objects are merged, null removes, all else replaces."""
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
    """Set the variable at a path, making the objects on the way; null removes it."""
    for name in path[:-1]:
        inner = target.get(name)
        target[name] = dict(inner) if isinstance(inner, dict) else {}
        target = target[name]
    if value is None:
        target.pop(path[-1], None)
    else:
        target[path[-1]] = value
