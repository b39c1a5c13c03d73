"""What pages may store of one chat is bounded, whatever ids and times they choose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from handover.core.chat.turn import ChatLine, Source, Turn
from handover.usecases.record_page_turns import MOST_BYTES_OF_CHAT, MOST_OF_CHAT, record_page_turns
from handover.usecases.web_session import begun
from tests.handover.rig import Rig

BATCH = 50


def turn(log_id: str, second: int = 0, text: str = "hail!") -> dict[str, Any]:
    at = f"2026-11-23T08:{second // 60:02d}:{second % 60:02d}.000Z"
    return {"log_id": log_id, "request_timestamp": at, "request": {"input": {"text": text}}}


def record(rig: Rig, turns: Sequence[dict[str, Any]]) -> str:
    return record_page_turns(rig.ctx(), begun(rig.ctx(), "session-1"), {"turns": turns})


def test_one_id_with_other_times_fills_no_more_than_other_ids_do(rig: Rig) -> None:
    for begin in range(0, 3600, 7 * BATCH):
        record(rig, [turn("same", begin + 7 * n) for n in range(BATCH)])
    assert len(rig.objects("v1/turn/")) <= MOST_OF_CHAT


def test_entries_of_one_id_that_are_stored_count_each(rig: Rig) -> None:
    for n in range(MOST_OF_CHAT):
        at = f"2026-11-23T08:{n // 60:02d}:{n % 60:02d}.000Z"
        lines = (ChatLine("bot", "Where?", at),)
        rig.storage.turns.keep(Turn("web:same", "session-1", at, 0, "", "", lines, Source.WEB_CHAT))
    assert record(rig, [turn("new")]) == "too_many"
    assert record(rig, [turn("same", 1)]) == "known"


@pytest.mark.parametrize("text", ["x" * 4096, "é" * 4096])
def test_the_bytes_of_a_chats_turns_are_bounded(rig: Rig, text: str) -> None:
    outcomes = [record(rig, [turn(f"{n}-{m}", 60 * n + m, text) for m in range(BATCH)]) for n in range(6)]
    assert (outcomes[0], outcomes[-1]) == ("kept", "too_many")
    stored = sum(entry.size for entry in rig.storage.turns.entries("session-1"))
    assert MOST_BYTES_OF_CHAT * 0.9 < stored <= MOST_BYTES_OF_CHAT


def test_turns_that_are_known_need_no_room(rig: Rig) -> None:
    for n in range(0, MOST_OF_CHAT, BATCH):
        record(rig, [turn(str(n + m), n + m) for m in range(BATCH)])
    assert (record(rig, [turn("0")]), record(rig, [turn("new")])) == ("known", "too_many")
