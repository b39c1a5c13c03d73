"""Checks single nodes: names, kind of handler, next step, digressions (IBM's page api-dialog-modify)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .notice import Notice
from .tree import type_of

_Nodes = dict[str, dict[str, Any]]

_NAME = re.compile(r"[\w .-]{1,512}")
_VARIABLE = re.compile(r"\$[^\W\d]\w*")
_LONGEST_CONDITION = 2047

_EVENTS = frozenset({"focus", "input", "filled", "generic", "nomatch", "digression_return_prompt"})
_LEFT_OUT_EVENTS = frozenset({"validate", "filled_multiple", "nomatch_responses_depleted"})
# Steps of a handler, by its event and its parent's type, besides get_user_input.
_HANDLER_STEPS = {
    ("filled", "slot"): {"reprompt", "skip_all_slots"},
    ("nomatch", "slot"): {"reprompt", "skip_slot", "skip_all_slots"},
    ("generic", "slot"): {"reprompt", "skip_slot", "skip_all_slots"},
    ("generic", "frame"): {"reprompt", "skip_slot", "skip_all_slots"},
}
_STEPS = frozenset({"get_user_input", "skip_user_input", "jump_to"})


def notices(document: dict[str, Any]) -> Iterator[Notice]:
    """Yields notices of single nodes. A disabled one is not looked at."""
    nodes = {node["dialog_node"]: node for node in document["dialog_nodes"]}
    for node in nodes.values():
        if node.get("disabled"):
            continue
        for sentence in (*_names(node), *_event(node), *_next_step(node, nodes), *_digressions(node)):
            yield Notice(f"Node {node['dialog_node']!r}", sentence)


def _names(node: dict[str, Any]) -> Iterator[str]:
    if not _NAME.fullmatch(node["dialog_node"]):
        yield "its id may have letters, digits, blanks, '_', '-' and '.' only."
    if node.get("title") and not _NAME.fullmatch(node["title"]):
        yield "its title may have letters, digits, blanks, '_', '-' and '.' only."
    if len(node.get("conditions") or "") > _LONGEST_CONDITION:
        yield f"its condition is longer than {_LONGEST_CONDITION} characters."
    if type_of(node) == "slot" and not _VARIABLE.fullmatch(node.get("variable") or ""):
        yield "a slot needs a variable such as '$phone_number'."


def _event(node: dict[str, Any]) -> Iterator[str]:
    event = node.get("event_name")
    if type_of(node) != "event_handler":
        if event:
            yield "only an event_handler has an event_name."
    elif event in _LEFT_OUT_EVENTS:
        yield f"the sandbox never has the event {event!r}."
    elif event not in _EVENTS:
        yield f"the event {event!r} does not exist."
    elif event == "input" and not node.get("conditions", "").strip():
        yield "an input handler needs a condition: what to check for."


def _next_step(node: dict[str, Any], nodes: _Nodes) -> Iterator[str]:
    step = node.get("next_step")
    if not step:
        return
    behavior = step["behavior"]
    parent = nodes.get(node.get("parent") or "", {})
    if type_of(node) == "event_handler":
        allowed = _HANDLER_STEPS.get((node.get("event_name") or "", type_of(parent)), set())
        if behavior not in allowed | {"get_user_input"}:
            yield f"a handler of this kind cannot have the next step {behavior!r}; it is ignored."
    elif behavior not in _STEPS:
        yield f"the next step {behavior!r} does not exist for this kind of node; it is ignored."
    elif behavior == "jump_to":
        yield from _jump(step, nodes)


def _jump(step: dict[str, Any], nodes: _Nodes) -> Iterator[str]:
    selector, target = step.get("selector"), nodes.get(step.get("dialog_node") or "")
    if selector == "client":
        yield "it waits for a client application; the sandbox has none and goes on at once."
    elif selector not in ("condition", "body", "user_input"):
        yield f"the selector {selector!r} does not exist; it is read as 'condition'."
    if target is None:
        yield f"it jumps to node {step.get('dialog_node')!r}, which does not exist; the jump is ignored."
    elif target.get("disabled"):
        yield f"it jumps to node {step['dialog_node']!r}, which is disabled."
    elif type_of(target) not in ("standard", "frame") and (type_of(target), selector) != ("folder", "condition"):
        yield f"it should not jump to a {type_of(target)} with the selector {selector!r}."


def _digressions(node: dict[str, Any]) -> Iterator[str]:
    if node.get("digress_in") == "returns":
        yield "a digression to it returns at Watson (digress_in 'returns'); in the sandbox it does not return."
    if node.get("digress_out_slots") == "allow_returning":
        yield "a digression from its slots returns at Watson (digress_out_slots); in the sandbox it does not return."
