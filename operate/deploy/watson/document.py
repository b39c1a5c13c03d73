"""A dialog skill as JSON: sets its webhook, masks its secrets. Pure; no network."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

#: Watson's name for the one webhook of a dialog skill.
MAIN = "main_webhook"
MASK = "REPLACE-ME"

#: The parts of a skill that the API accepts. An export has others, which Watson writes for itself.
PARTS = (
    *("name", "description", "language", "intents", "entities", "dialog_nodes", "counterexamples", "metadata"),
    *("learning_opt_out", "system_settings", "webhooks"),
)


def wired(skill: Mapping[str, Any], url: str, secret: str) -> dict[str, Any]:
    """Returns the skill with its webhook set: the URL without an extension, and the secret in two headers.

    Every plan can send Basic authentication. `X-Handover-Secret` is for platforms that do not pass on `Authorization`. Other
    headers of the skill's webhook stay.
    """
    basic = base64.b64encode(f"handover:{secret}".encode()).decode()
    ours = {"Authorization": f"Basic {basic}", "X-Handover-Secret": secret}
    lower = {name.lower() for name in ours}
    kept = [header for header in _headers(skill) if str(header.get("name", "")).lower() not in lower]
    headers = [*kept, *({"name": name, "value": value} for name, value in ours.items())]
    return {**skill, "webhooks": [{"url": url, "name": MAIN, "headers": headers}]}


def unwired(skill: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the skill without URL and secrets, in the form in which Watson writes an empty webhook."""
    return {**skill, "webhooks": [{"url": "", "name": MAIN, "headers": []}]}


def same_webhook(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Returns whether both skills have the same webhook URL and headers, in any order and case of names."""
    return _webhook(one) == _webhook(other)


def masked(skill: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the skill with masked header values, for a file: an export contains them in clear text."""
    hooks = [
        {**hook, "headers": [{**header, "value": MASK} for header in hook.get("headers", [])]}
        for hook in skill.get("webhooks") or []
    ]
    return {**skill, "webhooks": hooks}


def parts(skill: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the parts of a skill that are sent to Watson."""
    return {name: skill[name] for name in PARTS if name in skill}


def _webhook(skill: Mapping[str, Any]) -> tuple[str, frozenset[tuple[str, str]]]:
    hooks = skill.get("webhooks") or [{}]
    headers = frozenset((str(h.get("name", "")).lower(), str(h.get("value", ""))) for h in _headers(skill))
    return str(hooks[0].get("url", "")), headers


def _headers(skill: Mapping[str, Any]) -> list[dict[str, Any]]:
    hooks = skill.get("webhooks") or [{}]
    return list(hooks[0].get("headers") or [])
