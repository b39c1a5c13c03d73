"""Converts a node's `output` to the client's `output.generic` (IBM's page api-dialog-responses)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    generic = output.get("generic") or []
    if isinstance(generic, str):
        made = expand(generic, scope)
        return [element for element in made if isinstance(element, dict)] if isinstance(made, list) else []
    said: list[dict[str, Any]] = []
    for number, element in enumerate(generic):
        if _is_for(element, channel):
            said.extend(_element(element, scope, visits, f"{node}#{number}" if number else node, title))
    if output.get("text"):
        said.extend(_texts(_old_form(output["text"]), scope, visits, node))
    return said


def _is_for(element: Mapping[str, Any], channel: str) -> bool:
    channels = element.get("channels")
    return not channels or any(entry.get("channel") == CHANNEL_CODES.get(channel) for entry in channels)


def _element(
    element: Mapping[str, Any], scope: Scope, visits: dict[str, Any], key: str, title: str | None
) -> list[dict[str, Any]]:
    if element["response_type"] == "text":
        return _texts(element, scope, visits, key)
    made: dict[str, Any] = expand({name: value for name, value in element.items() if name != "channels"}, scope)
    if element["response_type"] == "connect_to_agent" and title:
        made["topic"] = title
    return [made]


def _old_form(text: Any) -> Mapping[str, Any]:
    if isinstance(text, dict):
        values, policy = text.get("values", []), text.get("selection_policy")
    else:
        values, policy = (text if isinstance(text, list) else [text]), "all"
    return {"values": [{"text": value} for value in values], "selection_policy": policy}


def _texts(element: Mapping[str, Any], scope: Scope, visits: dict[str, Any], key: str) -> list[dict[str, Any]]:
    variants = [value["text"] for value in element["values"]]
    policy = element.get("selection_policy") or "sequential"
    if policy == "all":
        chosen = variants
    elif policy == "multiline":
        chosen = [element.get("delimiter", "\n").join(text_of(expand(text, scope)) for text in variants)]
        return _said(chosen)
    else:
        chosen = [_one(variants, policy, scope, visits, key)] if variants else []
    return _said([text_of(expand(text, scope)) for text in chosen])


def _said(texts: Sequence[str]) -> list[dict[str, Any]]:
    return [{"response_type": "text", "text": text} for text in texts if text]


def _one(variants: Sequence[str], policy: str, scope: Scope, visits: dict[str, Any], key: str) -> str:
    """Returns the next variant, or a random one that is not the last one."""
    last = visits.get(key)
    if policy == "random":
        others = [number for number in range(len(variants)) if number != last] or [0]
        number = scope.rng.choice(others)
    else:
        number = 0 if last is None else (last + 1) % len(variants)
    visits[key] = number
    return variants[number]
