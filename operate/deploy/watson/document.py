"""A dialog skill as JSON: its webhook, and what must not be in a file. Pure; no network."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

#: What Watson calls the one webhook of a dialog skill.
MAIN = "main_webhook"
MASK = "REPLACE-ME"

#: The parts of a skill that the API takes; the others in an export are Watson's own notes.
PARTS = (
    *("name", "description", "language", "intents", "entities", "dialog_nodes", "counterexamples", "metadata"),
    *("learning_opt_out", "system_settings", "webhooks"),
)


def wired(skill: Mapping[str, Any], url: str, secret: str) -> dict[str, Any]:
    """The skill with its webhook filled in: the address without an extension, and the secret in both headers.

    Basic is what every plan can send; the header of our own passes where a platform keeps `Authorization` to itself.
    Other headers that the skill's file has stay.
    """
    basic = base64.b64encode(f"handover:{secret}".encode()).decode()
    ours = {"Authorization": f"Basic {basic}", "X-Handover-Secret": secret}
    lower = {name.lower() for name in ours}
    kept = [header for header in _headers(skill) if str(header.get("name", "")).lower() not in lower]
    headers = [*kept, *({"name": name, "value": value} for name, value in ours.items())]
    return {**skill, "webhooks": [{"url": url, "name": MAIN, "headers": headers}]}


def unwired(skill: Mapping[str, Any]) -> dict[str, Any]:
    """The skill without an address and without secrets, as Watson itself writes one that has none."""
    return {**skill, "webhooks": [{"url": "", "name": MAIN, "headers": []}]}


def same_webhook(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether both skills call the same address with the same headers, in whatever order and case of names."""
    return _webhook(one) == _webhook(other)


def masked(skill: Mapping[str, Any]) -> dict[str, Any]:
    """The skill as it may be kept in a file: header values masked, since an export holds them in clear."""
    hooks = [
        {**hook, "headers": [{**header, "value": MASK} for header in hook.get("headers", [])]}
        for hook in skill.get("webhooks") or []
    ]
    return {**skill, "webhooks": hooks}


def parts(skill: Mapping[str, Any]) -> dict[str, Any]:
    """What of a skill is sent to Watson."""
    return {name: skill[name] for name in PARTS if name in skill}


def _webhook(skill: Mapping[str, Any]) -> tuple[str, frozenset[tuple[str, str]]]:
    hooks = skill.get("webhooks") or [{}]
    headers = frozenset((str(h.get("name", "")).lower(), str(h.get("value", ""))) for h in _headers(skill))
    return str(hooks[0].get("url", "")), headers


def _headers(skill: Mapping[str, Any]) -> list[dict[str, Any]]:
    hooks = skill.get("webhooks") or [{}]
    return list(hooks[0].get("headers") or [])
