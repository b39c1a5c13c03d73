"""The refused requests of one chat and day are one row; nothing else is put together."""

from __future__ import annotations

from dataclasses import replace

from handover.core.call.state import State
from handover.core.report.grouping import grouped
from handover.core.report.row import Row
from tests.handover.core.report.lived import row


def chat_row(n: int, chat: str = "abc", state: State = State.REFUSED, **more: object) -> Row:
    found = row(state, f"2026-11-23T09:{59 - n:02}:00+00:00", refusals=1, **more)
    return replace(found, id=f"20261123-{chat}-r{n}")


def by_chat(some: Row) -> str:
    return some.chat


def test_the_latest_refusal_stands_for_all_of_its_chat() -> None:
    rows = [chat_row(1, refusal="closed"), chat_row(2, "other"), chat_row(3, refusal="invalid_number"), chat_row(4)]
    found = grouped(rows, by_chat)
    assert [(one.id, one.refusal, one.refusals, one.handovers) for one in found] == [
        ("20261123-abc-r1", "closed", 3, 3),
        ("20261123-other-r2", "", 1, 1),
    ]


def test_the_limits_of_all_are_added() -> None:
    rows = [chat_row(1, limits={"calls_per_day": 2}), chat_row(2, limits={"calls_per_day": 1, "numbers_per_chat": 1})]
    (found,) = grouped(rows, by_chat)
    assert found.limits == {"calls_per_day": 3, "numbers_per_chat": 1}


def test_calls_are_left_as_they_are() -> None:
    rows = [chat_row(1), chat_row(2, state=State.COMPLETED), chat_row(3), chat_row(4, state=State.BUSY)]
    assert [one.id[-1] for one in grouped(rows, by_chat)] == ["1", "2", "4"]


def test_a_refusal_that_was_wrapped_up_keeps_its_row() -> None:
    rows = [chat_row(1), chat_row(2, disposition="follow_up"), chat_row(3)]
    assert [(one.id[-1], one.refusals) for one in grouped(rows, by_chat)] == [("1", 2), ("2", 1)]


def test_rows_without_a_chat_are_left_as_they_are() -> None:
    rows = [chat_row(1), chat_row(2)]
    assert grouped(rows, lambda _: None) == rows
