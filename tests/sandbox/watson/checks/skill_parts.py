"""Helpers for the tests of the checks: the errors and notices of a skill file's content, and parts of skills."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.watson import Skill, SkillError
from tests.sandbox.watson.small_skills import document, node, slot


def notices(content: Any) -> tuple[str, ...]:
    return Skill.of(content).notices


def errors(content: Any) -> list[str]:
    with pytest.raises(SkillError) as error:
        Skill.of(content)
    return error.value.problems


def text(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"generic": list(elements)}


def option(count: int = 1, label: str = "x", **fields: Any) -> dict[str, Any]:
    options = [{"label": label, "value": {"input": {"text": "x"}}}] * count
    return {"response_type": "option", "title": "?", "options": options, **fields}


def entity(**value: Any) -> dict[str, Any]:
    """The `entities` of a skill that has one with this value."""
    return {"entities": [{"entity": "e", "values": [{"value": "v", **value}]}]}


def frame(*inner: dict[str, Any]) -> dict[str, Any]:
    return document(node("f", "#greet", type="frame"), *inner)


def jump(target: str, selector: str = "body") -> dict[str, str]:
    return {"behavior": "jump_to", "selector": selector, "dialog_node": target}


#: A frame's slot with all that it needs.
GOOD_SLOT = [{"parent": "f", **one} if one["type"] == "slot" else one for one in slot("s", "$size", "@size", "Which?")]
