"""Checks the webhook and the nodes that call it (IBM's page dialog-webhooks)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .notice import Notice
from .tree import type_of

_RESULT = re.compile(r"(?:\$|context\.)?[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_LONGEST_RESULT = 64


def notices(document: dict[str, Any]) -> Iterator[Notice]:
    """Yields notices of the webhook's definition and of nodes with an action."""
    webhooks = document["webhooks"]
    if len(webhooks) > 1 or any(webhook.get("name") != "main_webhook" for webhook in webhooks):
        yield Notice("", "a skill has at most one webhook, and its name is 'main_webhook'.")
    defined = bool(webhooks and webhooks[0].get("url"))
    for node in document["dialog_nodes"]:
        if node.get("actions") and not node.get("disabled"):
            yield from (Notice(f"Node {node['dialog_node']!r}", sentence) for sentence in _node(node, defined))


def _node(node: dict[str, Any], defined: bool) -> Iterator[str]:
    if not defined and any(action.get("type") == "webhook" for action in node["actions"]):
        yield "it calls the webhook, but the skill defines none; the sandbox calls its own, if it has one."
    if type_of(node) not in ("standard", "frame"):
        yield f"a {type_of(node)} should not call the webhook."
    if len(node["actions"]) > 1:
        yield "it has more than one action; a node calls the webhook once."
    for action in node["actions"]:
        yield from _action(action)


def _action(action: dict[str, Any]) -> Iterator[str]:
    if action.get("type") != "webhook":
        yield f"the sandbox does not run actions of the type {action.get('type')!r}."
    elif action.get("name") != "main_webhook":
        yield f"its action has the name {action.get('name')!r}, which should be 'main_webhook'."
    result = action.get("result_variable") or ""
    if not _RESULT.fullmatch(result) or len(result) > _LONGEST_RESULT:
        yield f"the result variable {result!r} is not valid."
