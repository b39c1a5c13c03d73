"""The frame that the tests of slots use: an order of a size and a count."""

from __future__ import annotations

from typing import Any

from sandbox.watson import Conversation
from tests.sandbox.watson.small_skills import chat, handler, node, slot


def frame(*slots: list[dict[str, Any]], **fields: Any) -> list[dict[str, Any]]:
    """An order of two things; further nodes of the frame come in `more`."""
    more = fields.pop("more", [])
    parts = [{"parent": "order", **one} if one["type"] == "slot" else one for some in slots for one in some]
    return [node("order", "#greet", type="frame", **fields), *parts, *[{"parent": "order", **one} for one in more]]


SIZE = slot("size", "$size", "@size", "Which size?", handler("size_no", "nomatch", "true", "Large or small?"))
COUNT = slot("count", "$count", "@sys-number", "How many?")
DONE = node("done", "anything_else", "$count x $size", type="response_condition")
ELSE = node("else", "anything_else", "what?")


def order(*more: dict[str, Any], **fields: Any) -> Conversation:
    return chat(*frame(SIZE, COUNT, more=[*more, DONE], **fields), ELSE)
