"""A long chat, split into pages. The newest page comes first: it says why the customer wants to talk, and the agent may
already be on the phone with them. Within a page the lines run from old to new."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from handover.core.chat.transcript import ChatLine

#: The limits of one page, so that it loads at once on a phone. One line can have 4096 characters.
MOST_LINES = 100
MOST_BYTES = 40_000


def pages(chat: Sequence[ChatLine], most_lines: int = MOST_LINES, most_bytes: int = MOST_BYTES) -> list[list[ChatLine]]:
    """Returns the pages, newest first. A chat without lines has one empty page. A line that is too long gets a page of its
    own."""
    result: list[list[ChatLine]] = [[]]
    size = 0
    for line in reversed(chat):
        if result[-1] and (len(result[-1]) == most_lines or size + line.size > most_bytes):
            result.append([])
            size = 0
        result[-1].insert(0, line)
        size += line.size
    return result


def mark(chat: Sequence[ChatLine]) -> str:
    """Returns a short hash, the same for chats with the same lines in the same order. Times do not count: a line gets its
    time only when it is logged."""
    lines = "\n".join(f"{line.who}:{' '.join(line.text.split())}" for line in chat)
    return hashlib.sha256(lines.encode()).hexdigest()[:12]


def since(chat: Sequence[ChatLine], known: int, known_mark: str) -> list[ChatLine] | None:
    """Returns the lines after the first `known` ones, or None if those have changed since `known_mark` was taken."""
    return list(chat[known:]) if 0 <= known <= len(chat) and mark(chat[:known]) == known_mark else None
