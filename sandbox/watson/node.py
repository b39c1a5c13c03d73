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
    """An action of a node. `result`: the path of the context variable for the response; () if there is none.

    `kind`: its type. Only a `webhook` is called; the result of any other is null. `name` is for the console.
    """

    parameters: Mapping[str, Any]
    result: tuple[str, ...]
    kind: str = "webhook"
    name: str = "main_webhook"


@dataclass(frozen=True, eq=False)
class Node:
    """A node of any type. `variable`: the path of a slot's variable. Texts still contain their expressions.

    `digress_in` and `digress_out_slots` are as in the file, "" if it says nothing.
    """

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
    variable: tuple[str, ...] = ()
    disabled: bool = False
    digress_in: str = ""
    digress_out_slots: str = ""

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Node:
        """Returns the node for its JSON in the shape of `checks.shape`."""
        step = raw.get("next_step")
        return cls(
            id=raw["dialog_node"],
            type=raw.get("type") or "standard",
            title=raw.get("title"),
            conditions=(raw.get("conditions") or "").strip() or None,
            parent=raw.get("parent") or None,
            previous_sibling=raw.get("previous_sibling") or None,
            output=raw.get("output") or {},
            context=raw.get("context") or {},
            next_step=NextStep(step["behavior"], step.get("selector"), step.get("dialog_node")) if step else None,
            callouts=tuple(
                Callout(
                    action.get("parameters") or {},
                    result_path(action.get("result_variable") or ""),
                    action.get("type") or "client",
                    action.get("name") or "",
                )
                for action in raw.get("actions") or []
            ),
            event_name=raw.get("event_name"),
            variable=result_path(raw.get("variable") or ""),
            disabled=bool(raw.get("disabled")),
            digress_in=raw.get("digress_in") or "",
            digress_out_slots=raw.get("digress_out_slots") or "",
        )


def result_path(variable: str) -> tuple[str, ...]:
    """Returns the path of a variable; () for "". `$x`, `context.x` and `x` are the same; further dots go into objects."""
    name = variable.strip().removeprefix("<?").removesuffix("?>").strip()
    return tuple(part for part in name.removeprefix("$").removeprefix("context.").strip("()").split(".") if part)
