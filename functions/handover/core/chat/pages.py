"""A long chat in pages. The newest page comes first: it says why the customer wants to talk, and an agent who opens the page
has them in their ear already. Within a page the chat reads forwards, as it was held."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from handover.core.chat.transcript import ChatLine

#: Of one page; a line alone may be 4096 characters, and a page is to be there at once on a phone.
MOST_LINES = 100
MOST_BYTES = 40_000


def pages(chat: Sequence[ChatLine], most_lines: int = MOST_LINES, most_bytes: int = MOST_BYTES) -> list[list[ChatLine]]:
    """The pages, newest first; one empty page for a chat without a line. A line that is too long has a page of its own."""
    found: list[list[ChatLine]] = [[]]
    size = 0
    for line in reversed(chat):
        weight = len(line.text.encode())
        if found[-1] and (len(found[-1]) == most_lines or size + weight > most_bytes):
            found.append([])
            size = 0
        found[-1].insert(0, line)
        size += weight
    return found


def mark(chat: Sequence[ChatLine]) -> str:
    """Tells whether two chats say the same in the same order. Times do not count: a line gets its own when it is logged."""
    said = "\n".join(f"{line.who}:{' '.join(line.text.split())}" for line in chat)
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def since(chat: Sequence[ChatLine], known: int, known_mark: str) -> list[ChatLine] | None:
    """The lines after the `known` first ones; None when those are no longer what they were."""
    return list(chat[known:]) if 0 <= known <= len(chat) and mark(chat[:known]) == known_mark else None
