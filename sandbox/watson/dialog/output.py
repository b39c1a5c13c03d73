"""Converts a node's `output` to the client's `output.generic` (IBM's page api-dialog-responses).

Skills of all years are shown: the old `output.text` in its three forms, and elements that are not quite as documented. A
response type that the sandbox does not know is passed on as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..expressions import Scope, expand, text_of

# The codes in an element's `channels`, by the names of channels.
CHANNEL_CODES = {
    "Web chat": "chat",
    "Facebook Messenger": "facebook",
    "Slack": "slack",
    "SMS": "text_messaging",
    "Whatsapp": "whatsapp",
    "Phone": "voice_telephony",
}


def render(
    output: Mapping[str, Any], scope: Scope, visits: dict[str, Any], node: str, title: str | None, channel: str
) -> list[dict[str, Any]]:
    """Returns the run-time elements of one node's response, in order.

    `visits` has the variant of a text that each node showed last; it is updated. `channel`: the channel's name. Elements for
    other channels are left out.
    """
    generic = output.get("generic")
    if isinstance(generic, str):
        made = expand(generic, scope)
        return [_typed(element) for element in made if isinstance(element, dict)] if isinstance(made, list) else []
    said: list[dict[str, Any]] = []
    for number, element in enumerate(generic if isinstance(generic, list) else []):
        if isinstance(element, dict) and _is_for(element, channel):
            said.extend(_element(element, scope, visits, f"{node}#{number}" if number else node, title))
    if output.get("text"):
        said.extend(_texts(_old_form(output["text"]), scope, visits, node))
    return said


def says_something(output: Mapping[str, Any]) -> bool:
    """Returns whether a node with this output says anything. Blank texts, as in exported prompts of optional slots, do not
    count."""
    generic, text = output.get("generic"), output.get("text")
    if isinstance(generic, str):
        return bool(generic.strip())
    if any(isinstance(element, dict) and _is_filled(element) for element in generic or []):
        return True
    return bool(text) and _has_text(_old_form(text))


def buttons(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yields label and text of an element's buttons. What is no button is passed over."""
    options = item.get("options")
    for option in options if item.get("response_type") == "option" and isinstance(options, list) else ():
        value = option.get("value") if isinstance(option, dict) else None
        given = value.get("input") if isinstance(value, dict) else None
        text = given.get("text") if isinstance(given, dict) else value
        if isinstance(text, str) and text.strip():
            yield text_of(option.get("label")) or text, text


def _is_filled(element: Mapping[str, Any]) -> bool:
    return not _is_text(element) or _has_text(element)


def _is_text(element: Mapping[str, Any]) -> bool:
    kind = element.get("response_type")
    return kind == "text" or (not kind and "values" in element)


def _has_text(element: Mapping[str, Any]) -> bool:
    return any(text_of(text).strip() for text in _variants(element))


def _is_for(element: Mapping[str, Any], channel: str) -> bool:
    channels = element.get("channels")
    if not channels or not isinstance(channels, list):
        return True
    codes = [entry.get("channel") if isinstance(entry, dict) else entry for entry in channels]
    return CHANNEL_CODES.get(channel) in codes


def _element(
    element: Mapping[str, Any], scope: Scope, visits: dict[str, Any], key: str, title: str | None
) -> list[dict[str, Any]]:
    kind = element.get("response_type")
    if _is_text(element):
        return _texts(element, scope, visits, key)
    made = _typed(expand({name: value for name, value in element.items() if name != "channels"}, scope))
    if kind == "connect_to_agent" and title:
        made["topic"] = title
    return [made]


def _typed(element: dict[str, Any]) -> dict[str, Any]:
    """Returns an element whose `response_type` is a text, as clients expect."""
    kind = element.get("response_type")
    return element if isinstance(kind, str) else {**element, "response_type": text_of(kind) or "unknown"}


def _old_form(text: Any) -> Mapping[str, Any]:
    if isinstance(text, dict):
        return text
    return {"values": text if isinstance(text, list) else [text], "selection_policy": "all"}


def _texts(element: Mapping[str, Any], scope: Scope, visits: dict[str, Any], key: str) -> list[dict[str, Any]]:
    variants = _variants(element)
    policy = element.get("selection_policy") or "sequential"
    if policy == "all":
        chosen = variants
    elif policy == "multiline":
        delimiter = element.get("delimiter")
        joint = delimiter if isinstance(delimiter, str) else "\n"
        return _said([joint.join(text_of(expand(text, scope)) for text in variants)])
    else:
        chosen = [_one(variants, policy, scope, visits, key)] if variants else []
    return _said([text_of(expand(text, scope)) for text in chosen])


def _variants(element: Mapping[str, Any]) -> list[Any]:
    """Returns the texts of an element: objects with a `text`, plain texts, or one `text` as at run time."""
    values = element.get("values")
    found = values if isinstance(values, list) else [value for value in (values, element.get("text")) if value]
    texts = [value.get("text") if isinstance(value, dict) else value for value in found]
    return [text for text in texts if text is not None]


def _said(texts: Sequence[str]) -> list[dict[str, Any]]:
    return [{"response_type": "text", "text": text} for text in texts if text.strip()]


def _one(variants: Sequence[Any], policy: Any, scope: Scope, visits: dict[str, Any], key: str) -> Any:
    """Returns the next variant, or a random one that is not the last one."""
    last = visits.get(key)
    if policy == "random":
        others = [number for number in range(len(variants)) if number != last] or [0]
        number = scope.rng.choice(others)
    else:
        number = 0 if not isinstance(last, int) else (last + 1) % len(variants)
    visits[key] = number
    return variants[number]
