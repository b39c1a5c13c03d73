"""Which limits were hit on a day, how often, and by which chats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from handover.core.report.row import Row

#: Chats that are named for each limit; of the others there is a number.
MOST_NAMED = 5


@dataclass(frozen=True)
class ChatAtLimit:
    """A chat that hit a limit `times` times; `row` is its latest handover that did."""

    row: Row
    times: int


@dataclass(frozen=True)
class LimitHit:
    """A limit by its word in desk.json, or `""` when it is not on record. `chats` are those that hit it most often, `others`
    is the number of further ones."""

    limit: str
    times: int
    chats: tuple[ChatAtLimit, ...]
    others: int


def limits_hit(rows: Sequence[Row]) -> list[LimitHit]:
    """Returns the limits that the handovers of these rows hit, the most frequent first."""
    found = [_hit(limit, rows) for limit in {limit for row in rows for limit in row.limits}]
    return sorted(found, key=lambda hit: (-hit.times, hit.limit))


def _hit(limit: str, rows: Sequence[Row]) -> LimitHit:
    by_chat = sorted((row for row in rows if limit in row.limits), key=lambda row: (row.chat, row.requested_at))
    chats = [_chat(limit, list(same)) for _, same in groupby(by_chat, key=lambda row: row.chat)]
    chats.sort(key=lambda chat: (-chat.times, chat.row.id))
    return LimitHit(limit, sum(chat.times for chat in chats), tuple(chats[:MOST_NAMED]), len(chats[MOST_NAMED:]))


def _chat(limit: str, same: Sequence[Row]) -> ChatAtLimit:
    return ChatAtLimit(same[-1], sum(row.limits[limit] for row in same))
