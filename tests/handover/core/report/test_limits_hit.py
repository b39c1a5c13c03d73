"""The limits that were hit, how often, and by which chats."""

from __future__ import annotations

from dataclasses import replace

from handover.core.call.state import State
from handover.core.report.limits_hit import MOST_NAMED, limits_hit
from handover.core.report.row import Row
from tests.handover.core.report.lived import row


def at_limit(chat: str, n: int, **limits: int) -> Row:
    found = row(State.REFUSED, f"2026-11-23T09:{n:02}:00+00:00", limits=limits)
    return replace(found, id=f"20261123-{chat}-{n}")


def test_nothing_was_hit() -> None:
    assert limits_hit([row(), row(State.REFUSED, refusal="closed")]) == []


def test_the_limit_and_the_chat_with_the_most_hits_are_first() -> None:
    rows = [
        at_limit("a", 3, numbers_per_chat=1),
        at_limit("b", 2, numbers_per_chat=4, calls_per_day=1),
        at_limit("b", 1, numbers_per_chat=1),
    ]
    numbers, total = limits_hit(rows)
    assert (numbers.limit, numbers.times, total.limit, total.times) == ("numbers_per_chat", 6, "calls_per_day", 1)
    assert [(chat.row.id, chat.times) for chat in numbers.chats] == [("20261123-b-2", 5), ("20261123-a-3", 1)]


def test_only_some_chats_are_named() -> None:
    (found,) = limits_hit([at_limit(f"chat{n}", n, calls_per_day=1) for n in range(MOST_NAMED + 3)])
    assert (len(found.chats), found.others, found.times) == (MOST_NAMED, 3, MOST_NAMED + 3)
