"""`system_session_history`: what an action knows of the chat so far (IBM's page manage-info).

It is switched on for each environment. It holds the last 24 messages, 512 characters of each, 2,048 in all: `u` is the
customer's, with `n` for the first one that is new, `a` the assistant's.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

_MESSAGES, _OF_EACH, _IN_ALL = 24, 512, 2048


def session_history(messages: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    """Returns the history of messages in order, each as `(by, text)`; `by` is `customer` or `assistant`."""
    kept: list[dict[str, Any]] = []
    room = _IN_ALL
    for by, text in list(messages)[: -_MESSAGES - 1 : -1]:
        said = text[:_OF_EACH]
        if len(said) > room:
            break
        room -= len(said)
        kept.append({"u": said, "n": True} if by == "customer" else {"a": said})
    return kept[::-1]
