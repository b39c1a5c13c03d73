"""One dialog node of a skill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class NextStep:
    """What follows a node. Only the behavior `jump_to` has `selector` and `node`."""

    behavior: str
    selector: str | None = None
    node: str | None = None


@dataclass(frozen=True)
class Callout:
    """A call of the skill's webhook. `result`: the path of the context variable for the response."""

    parameters: Mapping[str, Any]
    result: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Node:
    """A node of any type. `variable`: a slot's name, without `$`. Texts still contain their expressions."""

    id: str
    type: str = "standard"
    title: str | None = None
    conditions: str | None = None
    parent: str | None = None
    previous_sibling: str | None = None
    output: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)
    next_step: NextStep | None = None
    callouts: tuple[Callout, ...] = ()
    event_name: str | None = None
    variable: str = ""
    disabled: bool = False

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Node:
        """Returns the node for its JSON, which has been checked."""
        step = raw.get("next_step")
        return cls(
            id=raw["dialog_node"],
            type=raw.get("type") or "standard",
            title=raw.get("title"),
            conditions=raw.get("conditions") or None,
            parent=raw.get("parent"),
            previous_sibling=raw.get("previous_sibling"),
            output=raw.get("output") or {},
            context=raw.get("context") or {},
            next_step=NextStep(step["behavior"], step.get("selector"), step.get("dialog_node")) if step else None,
            callouts=tuple(
                Callout(action.get("parameters") or {}, result_path(action["result_variable"]))
                for action in raw.get("actions") or []
            ),
            event_name=raw.get("event_name"),
            variable=(raw.get("variable") or "").lstrip("$"),
            disabled=bool(raw.get("disabled")),
        )


def result_path(variable: str) -> tuple[str, ...]:
    """Returns the path of a variable. `$x`, `context.x` and `x` are the same; further dots go into objects."""
    return tuple(variable.removeprefix("$").removeprefix("context.").split("."))
