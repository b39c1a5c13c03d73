"""Checks the expressions of a skill: their syntax, and that the skill has the intents and entities that they name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..expressions import Expression, compiled, template_of
from .notice import Notice

_Names = frozenset[str]


def notices(document: dict[str, Any]) -> Iterator[Notice]:
    """Yields notices of conditions, and of expressions in texts, context values, parameters and headers."""
    intents = frozenset(intent["intent"] for intent in document["intents"])
    entities = frozenset(entity["entity"] for entity in document["entities"])
    for node in document["dialog_nodes"]:
        if node.get("disabled"):
            continue
        for sentence in _node(node, intents, entities):
            yield Notice(f"Node {node['dialog_node']!r}", sentence)
    for webhook in document["webhooks"]:
        for header in webhook["headers"]:
            for sentence in _texts(header.get("value"), intents, entities):
                yield Notice(f"Webhook header {header['name']!r}", sentence)


def _node(node: dict[str, Any], intents: _Names, entities: _Names) -> Iterator[str]:
    condition = node.get("conditions", "").strip()
    if condition:
        expression = compiled(condition)
        yield from (f"the condition {condition!r} {clause}." for clause in expression.unknown)
        yield from _unknown(expression, intents, entities)
    for part in (node.get("context"), node.get("output"), [a.get("parameters") for a in node.get("actions") or []]):
        yield from _texts(part, intents, entities)


def _texts(value: Any, intents: _Names, entities: _Names) -> Iterator[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _texts(item, intents, entities)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, intents, entities)
    elif isinstance(value, str):
        for expression in template_of(value).expressions:
            yield from (f"an expression in {value!r} {clause}." for clause in expression.unknown)
            yield from _unknown(expression, intents, entities)


def _unknown(expression: Expression, intents: _Names, entities: _Names) -> Iterator[str]:
    for intent in sorted(expression.intents - intents):
        yield f"{expression.text!r} names the intent #{intent}, which the skill does not have."
    for entity in sorted(expression.entities - entities):
        yield f"{expression.text!r} names the entity @{entity}, which the skill does not have."
