"""A number is called only so often in an hour and in a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from handover.core.desk.limits import Limits, number_limit_reached

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LIMITS = Limits(calls_per_number_per_hour=2, calls_per_number_per_day=4)


@pytest.mark.parametrize(
    ("minutes_ago", "spent"),
    [
        ([], False),
        ([1], False),
        ([1, 2], True),
        ([59, 59.9], True),
        ([60, 1], False),  # an hour ago is not within the hour
        ([61, 62, 63], False),
        ([61, 62, 63, 64], True),
        ([61, 62, 63, 24 * 60 - 1], True),
        ([61, 62, 63, 24 * 60], False),
        ([-1, -2], True),  # another container's clock is ahead of ours
    ],
)
def test_the_calls_of_the_last_hour_and_day_use_up_the_limit(minutes_ago: list[float], spent: bool) -> None:
    assert number_limit_reached(LIMITS, [NOW - timedelta(minutes=ago) for ago in minutes_ago], NOW) is spent
