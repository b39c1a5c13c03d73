"""The estimate of a wait: today's own waits, or nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handover.core.report.row import Row
from handover.core.report.wait_estimate import estimate_of, waited
from tests.handover.core.call.story import at


def row(seconds: float | None, keyed: bool = True) -> Row:
    """Returns the row of a customer who waited so long from the key press; None: nobody took the call."""
    begin = at(100)
    taken = "" if seconds is None else (begin + timedelta(seconds=seconds)).isoformat()
    moment = begin.isoformat()
    return Row("20261122-a-1", "completed", False, moment, moment, keyed_at=moment if keyed else "", connected_at=taken)


@pytest.mark.parametrize(
    ("waits", "estimate"),
    [
        ([], None),
        ([10, 20, 30, 40], None),
        ([10, 20, 30, 40, 50], 40),
        ([50, 40, 30, 20, 10], 40),
        ([10, 20, 30, 40, 50, 60], 50),
        ([5] * 8 + [300, 400], 5),
        ([12.2] * 5, 13),
    ],
)
def test_eight_in_ten_waited_no_longer_and_fewer_than_five_say_nothing(
    waits: list[float], estimate: int | None
) -> None:
    assert estimate_of(map(row, waits)) == estimate


def test_only_who_reached_an_agent_counts() -> None:
    assert estimate_of([row(None)] * 9) is None
    assert estimate_of([row(10, keyed=False)] * 9) is None, "rows of a bridge without a key press on record"


def test_clocks_that_disagree_give_no_negative_wait() -> None:
    assert waited(row(-3)) == 0
