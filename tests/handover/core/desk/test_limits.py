"""A number is called only so often in an hour and in a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from handover.core.desk.limits import ChatCall, Limits, chat_limit, number_limit, still_counted

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LIMITS = Limits(calls_per_number_per_hour=2, calls_per_number_per_day=4)


@pytest.mark.parametrize(
    ("minutes_ago", "limit"),
    [
        ([], ""),
        ([1], ""),
        ([1, 2], "calls_per_number_per_hour"),
        ([59, 59.9], "calls_per_number_per_hour"),
        ([60, 1], ""),  # an hour ago is not within the hour
        ([61, 62, 63], ""),
        ([61, 62, 63, 64], "calls_per_number_per_day"),
        ([61, 62, 63, 24 * 60 - 1], "calls_per_number_per_day"),
        ([61, 62, 63, 24 * 60], ""),
        ([-1, -2], "calls_per_number_per_hour"),  # another container's clock is ahead of ours
    ],
)
def test_the_calls_of_the_last_hour_and_day_use_up_the_limit(minutes_ago: list[float], limit: str) -> None:
    assert number_limit(LIMITS, [NOW - timedelta(minutes=ago) for ago in minutes_ago], NOW) == limit


def called(*calls: tuple[str, float]) -> list[ChatCall]:
    """Returns the calls of a chat: each a number, and how many minutes ago it was called."""
    return [ChatCall(number, NOW - timedelta(minutes=ago)) for number, ago in calls]


@pytest.mark.parametrize(
    ("earlier", "limit"),
    [
        ([], ""),
        ([("a", 100), ("b", 99)], ""),
        ([("a", 100), ("b", 99), ("c", 98)], "numbers_per_chat"),
        ([("a", 100), ("b", 99), ("new", 98)], ""),
        ([("a", 9000), ("b", 8000), ("c", 7000)], "numbers_per_chat"),  # for as long as the chat lasts
        ([("a", 3), ("a", 2), ("a", 1)], ""),
        ([("a", 4), ("a", 3), ("a", 2), ("a", 1)], "calls_per_chat_per_hour"),
        ([("a", 60), ("a", 3), ("a", 2), ("a", 1)], ""),
        ([("a", 100 + n) for n in range(7)], ""),
        ([("a", 100 + n) for n in range(8)], "calls_per_chat_per_day"),
        ([("a", 24 * 60), *[("a", 100 + n) for n in range(7)]], ""),
    ],
)
def test_a_chats_numbers_and_calls_use_up_its_limits(earlier: list[tuple[str, float]], limit: str) -> None:
    assert chat_limit(Limits(), called(*earlier), "new", NOW) == limit


def test_of_a_chats_calls_those_are_kept_that_a_limit_depends_on() -> None:
    calls = called(("a", 9000), ("a", 8000), ("b", 7000), ("c", 10), ("c", 5))
    assert still_counted(calls, NOW) == tuple(calls[1:])
