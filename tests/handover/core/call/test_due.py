"""A booking that is due is dialled, moved or dropped."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handover.core.call.booking import Booking
from handover.core.call.due import MOST_MOVES, Dial, Move, decide
from handover.core.desk.bookings import Bookings
from handover.core.desk.calling_hours import first_time
from handover.core.desk.config import Desk, read
from handover.core.desk.stop import Stop
from tests.handover.rig import CUSTOMER, DESK

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday, 10:00 in Berlin
MINUTE = timedelta(minutes=1)
OPEN = read({**DESK, "hours": {"monday": ["09:00-17:00"], "tuesday": ["09:00-17:00"]}})
PAUSED, NOBODY, CLOSED = Stop("desk_paused"), Stop("no_agents"), Stop("closed")
TUESDAY_9 = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def decided(
    now: datetime = AT, stop: Stop | None = None, desk: Desk = OPEN, **changes: Any
) -> tuple[str, datetime | None]:
    booking = replace(Booking(at=AT, made_at=AT - timedelta(days=1)), **changes)
    found = decide(booking, desk, stop, now, first_time(desk, CUSTOMER))
    if isinstance(found, Move):
        return "move", found.at
    return ("dial", None) if isinstance(found, Dial) else (found.why, None)


@pytest.mark.parametrize("late", [0, 1, 30])
def test_it_is_dialled_at_its_time_and_up_to_the_minutes_that_it_may_be_late(late: int) -> None:
    assert decided(AT + late * MINUTE) == ("dial", None)


def test_it_is_dropped_when_it_is_later_than_that() -> None:
    assert decided(AT + 30 * MINUTE + timedelta(seconds=1)) == ("stale", None)
    strict = replace(OPEN, bookings=Bookings(late_minutes=1))
    assert decided(AT + 2 * MINUTE, desk=strict) == ("stale", None)


@pytest.mark.parametrize("stop", [PAUSED, NOBODY])
def test_it_is_moved_to_the_next_opening_when_nobody_is_there(stop: Stop) -> None:
    assert decided(stop=stop) == ("move", TUESDAY_9)


def test_it_is_moved_to_the_next_opening_when_the_hours_have_changed() -> None:
    closed = read({**DESK, "hours": {"tuesday": ["09:00-17:00"]}})
    assert decided(stop=CLOSED, desk=closed) == ("move", TUESDAY_9)


def test_it_is_moved_out_of_quiet_hours() -> None:
    night = datetime(2026, 11, 23, 21, 0, tzinfo=UTC)  # 22:00 in Berlin
    always = read(DESK)
    found = decide(Booking(at=night, made_at=AT), always, None, night, first_time(always, CUSTOMER))
    assert found == Move(datetime(2026, 11, 24, 7, 0, tzinfo=UTC))


def test_it_is_dropped_after_so_many_moves_by_the_desk() -> None:
    assert decided(stop=PAUSED, moves=9, moves_by_desk=MOST_MOVES - 1) == ("move", TUESDAY_9)
    assert decided(stop=PAUSED, moves=MOST_MOVES, moves_by_desk=MOST_MOVES) == ("desk_paused", None)


@pytest.mark.parametrize("hours", [{}, {"monday": []}])
def test_it_is_dropped_when_the_desk_never_opens(hours: dict[str, list[str]]) -> None:
    assert decided(stop=CLOSED, desk=replace(OPEN, hours={day: tuple(spans) for day, spans in hours.items()})) == (
        "closed",
        None,
    )


def test_it_is_dropped_when_the_next_opening_is_further_away_than_anybody_may_book() -> None:
    desk = replace(OPEN, bookings=Bookings(days_ahead=0))
    assert decided(stop=PAUSED, desk=desk) == ("desk_paused", None)


@pytest.mark.parametrize("reason", ["do_not_call", "desk_changed", "limit_reached"])
def test_it_is_dropped_when_the_number_must_not_be_called(reason: str) -> None:
    assert decided(stop=Stop(reason)) == (reason, None)
