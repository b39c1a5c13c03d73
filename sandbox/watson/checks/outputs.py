"""Checks the outputs of nodes: response types and limits (IBM's page api-dialog-responses)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .notice import Notice

_POLICIES = (None, "sequential", "random", "multiline")
_SHOWN = frozenset({
    "text", "option", "image", "video", "audio", "iframe", "pause", "connect_to_agent", "channel_transfer",
    "user_defined",
})  # fmt: skip
_MOST_ELEMENTS = 5
_MOST_OPTIONS = 20
_LONGEST_OPTION = 2047
_LONGEST_PAUSE = 10_000


def notices(document: dict[str, Any]) -> Iterator[Notice]:
    """Yields notices of each node's output."""
    for node in document["dialog_nodes"]:
        for sentence in _output(node.get("output") or {}):
            yield Notice(f"Node {node['dialog_node']!r}", sentence)


def _output(output: dict[str, Any]) -> Iterator[str]:
    yield from _old_text(output.get("text"))
    generic = output.get("generic") or []
    if isinstance(generic, str):
        return  # an expression that makes the list at run time
    if not isinstance(generic, list) or not all(isinstance(element, dict) for element in generic):
        yield "output.generic should be a list of objects."
        return
    if len(generic) > _MOST_ELEMENTS:
        yield f"it has {len(generic)} response elements; {_MOST_ELEMENTS} are allowed."
    for element in generic:
        yield from _element(element)


def _element(element: dict[str, Any]) -> Iterator[str]:
    kind = element.get("response_type")
    if not isinstance(kind, str) or kind not in _SHOWN:
        yield f"the sandbox does not know the response type {kind!r}; it is shown as it is."
    elif kind == "text":
        yield from _text(element)
    elif kind == "option":
        yield from _option(element)
    elif kind == "pause" and not (isinstance(element.get("time"), int) and 0 <= element["time"] <= _LONGEST_PAUSE):
        yield f"a pause should have a time of 0 to {_LONGEST_PAUSE} milliseconds."
    elif kind in ("image", "video", "audio", "iframe") and not isinstance(element.get("source"), str):
        yield f"the response type {kind!r} needs a source."


def _text(element: dict[str, Any]) -> Iterator[str]:
    values = element.get("values")
    if not isinstance(values, list) or not all(_has_text(value) for value in values):
        yield "a text response should have values, each an object with a text."
    elif not values:
        yield "a text response has no values; nothing is said."
    yield from _policy(element)


def _policy(element: dict[str, Any]) -> Iterator[str]:
    policy = element.get("selection_policy")
    if policy not in _POLICIES:
        yield f"the selection policy {policy!r} does not exist."


def _has_text(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("text"), str)


def _option(element: dict[str, Any]) -> Iterator[str]:
    if not element.get("title"):
        yield "an option response needs a title."
    options = element.get("options")
    if isinstance(options, str):
        return  # an expression
    if not isinstance(options, list) or not 0 < len(options) <= _MOST_OPTIONS:
        yield f"an option response should have 1 to {_MOST_OPTIONS} options."
        return
    for option in options:
        label, text = _label_and_text(option)
        if not (0 < len(label) <= _LONGEST_OPTION and 0 < len(text) <= _LONGEST_OPTION):
            yield "an option should have a label and value.input.text, each shorter than 2048 characters."


def _label_and_text(option: Any) -> tuple[str, str]:
    try:
        label, text = option["label"], option["value"]["input"]["text"]
    except (KeyError, TypeError):
        return "", ""
    return (label, text) if isinstance(label, str) and isinstance(text, str) else ("", "")


def _old_text(text: Any) -> Iterator[str]:
    if isinstance(text, dict):
        values = text.get("values") or []
        yield from _policy(text)
    else:
        values = text if isinstance(text, list) else []
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        yield "output.text should have texts as its values."
