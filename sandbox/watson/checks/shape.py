"""Checks which fields a skill has, and their types. The other checks run only if this one finds nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_Fields = Mapping[str, type | tuple[type, ...]]

_SKILL: _Fields = {
    "name": str, "description": str, "language": str, "intents": list, "entities": list, "dialog_nodes": list,
    "counterexamples": list, "webhooks": list, "system_settings": dict, "metadata": dict, "learning_opt_out": bool,
    # Fields of an export that an import ignores.
    "skill_id": str, "workspace_id": str, "status": str, "created": str, "updated": str, "status_errors": list,
    "counts": dict, "type": str, "assistant_id": str, "snapshot": str, "dialog_settings": dict,
}  # fmt: skip
_INTENT: _Fields = {"intent": str, "description": str, "examples": list, "created": str, "updated": str}
_EXAMPLE: _Fields = {"text": str, "mentions": list, "created": str, "updated": str}
_ENTITY: _Fields = {
    "entity": str, "description": str, "values": list, "fuzzy_match": bool, "metadata": dict, "created": str,
    "updated": str,
}  # fmt: skip
_VALUE: _Fields = {
    "type": str, "value": str, "synonyms": list, "patterns": list, "metadata": dict, "created": str, "updated": str,
}  # fmt: skip
_WEBHOOK: _Fields = {"url": str, "name": str, "headers": list}
_HEADER: _Fields = {"name": str, "value": str}
_NODE: _Fields = {
    "dialog_node": str, "type": str, "title": str, "description": str, "conditions": str, "parent": str,
    "previous_sibling": str, "output": dict, "context": dict, "metadata": dict, "next_step": dict, "event_name": str,
    "variable": str, "actions": list, "digress_in": str, "digress_out": str, "digress_out_slots": str,
    "user_label": str, "disambiguation_opt_out": bool, "disabled": bool, "created": str, "updated": str,
}  # fmt: skip
_STEP: _Fields = {"behavior": str, "selector": str, "dialog_node": str}
_ACTION: _Fields = {"name": str, "type": str, "parameters": dict, "result_variable": str, "credentials": str}


def problems(document: Any) -> Iterator[str]:
    """Yields problems: missing, unknown and wrongly typed fields."""
    if not isinstance(document, dict):
        yield "The file is not a skill: it should hold one JSON object."
        return
    yield from _object("The skill", document, _SKILL, ("language", "dialog_nodes"))
    yield from _each(document, "intents", "intent", _INTENT, ("examples", _EXAMPLE, "text"))
    yield from _each(document, "entities", "entity", _ENTITY, ("values", _VALUE, "value"))
    yield from _each(document, "webhooks", "url", _WEBHOOK, ("headers", _HEADER, "name"))
    yield from _each(document, "dialog_nodes", "dialog_node", _NODE, ("actions", _ACTION, "result_variable"))
    for node in _list(document, "dialog_nodes"):
        step = node.get("next_step") if isinstance(node, dict) else None
        if isinstance(step, dict):
            yield from _object(f"The next_step of node {node.get('dialog_node')!r}", step, _STEP, ("behavior",))


def _each(
    parent: dict[str, Any], key: str, name: str, fields: _Fields, inner: tuple[str, _Fields, str]
) -> Iterator[str]:
    inner_key, inner_fields, inner_name = inner
    for item in _list(parent, key):
        label = f"{name} {item.get(name)!r}" if isinstance(item, dict) else key
        yield from _object(f"In {key}, {label}", item, fields, (name,))
        for part in _list(item, inner_key):
            yield from _object(f"In {inner_key} of {label}, an entry", part, inner_fields, (inner_name,))


def _object(label: str, value: Any, fields: _Fields, required: tuple[str, ...]) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{label} should be an object."
        return
    for name in required:
        if value.get(name) is None:
            yield f"{label} has no {name!r}."
    for name, content in value.items():
        if name not in fields:
            yield f"{label} has a field {name!r}, which the sandbox does not know."
        elif content is not None and not isinstance(content, fields[name]):
            yield f"{label}: {name!r} has the wrong type."


def _list(parent: Any, key: str) -> list[Any]:
    value = parent.get(key) if isinstance(parent, dict) else None
    return value if isinstance(value, list) else []
