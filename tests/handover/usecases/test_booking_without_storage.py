"""Storage fails at any one request of a booking, a move or a cancellation, or from any one on, before or after its effect.

What was promised is stored, listed and the number's only booking. What was cancelled is not dialled. When the chat was
answered that it is not known, the same request once more succeeds, and there is one booking.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from handover.core.call.state import State
from handover.core.reply import Reply
from handover.usecases.cancel_call import cancel_call
from handover.usecases.place_due import place_due
from handover.usecases.reschedule_call import reschedule_call
from handover.usecases.schedule_call import schedule_call
from handover.usecases.start_call import start_call
from sandbox.bucket.faults import StorageFault, When
from tests.fakes.bucket import CUT_AFTER, CUT_BEFORE, DOWN, MemoryClient, nth
from tests.handover.rig import CUSTOMER, Rig, call_request
from tests.handover.usecases.scheduling import (
    AT,
    AT_UTC,
    LATER,
    LATER_UTC,
    booked,
    due_times,
    schedule,
    scheduled,
    steps,
    wait,
)

pytestmark = pytest.mark.slow  # each fault or place in turn

DEADLINE = 6.0
#: The requests of a booking, a move and a cancellation that go well, counted by the first tests.
BOOKS, MOVES, CANCELS = 16, 11, 11

_SLOW = pytest.mark.slow
faults = pytest.mark.parametrize(
    "fault",
    [
        pytest.param(CUT_BEFORE, marks=_SLOW, id="before"),
        pytest.param(CUT_AFTER, id="after"),
        pytest.param(DOWN, marks=_SLOW, id="503"),
    ],
)


def from_on(k: int) -> When:
    numbers = itertools.count(1)
    return lambda *_: next(numbers) >= k


fails = pytest.mark.parametrize("when", [nth, from_on], ids=["one request", "everything from then on"])


def book(rig: Rig, client: MemoryClient) -> Reply:
    return schedule_call(rig.ctx(rig.app(lambda: client), DEADLINE), call_request(), AT)


def move(rig: Rig, client: MemoryClient) -> Reply:
    return reschedule_call(rig.ctx(rig.app(lambda: client), DEADLINE), "session-1", LATER, "")


def cancel(rig: Rig, client: MemoryClient) -> Reply:
    return cancel_call(rig.ctx(rig.app(lambda: client), DEADLINE), "session-1", "")


def dialled_in_time(rig: Rig) -> list[str]:
    """Returns whom the scheduler calls until the day after."""
    wait(rig, hours=24)
    for _ in range(12):
        place_due(rig.ctx(seconds=40.0), rig.ctx().storage.bookings.due_by(rig.clock.now()))
        wait(rig, minutes=30)
    return rig.twilio.dialled


def test_booking_moving_and_cancelling_make_as_many_requests_as_these_tests_let_fail(unproven_rig: Rig) -> None:
    counted = []
    for work in (book, move, cancel):
        client = unproven_rig.client().separate()
        assert work(unproven_rig, client).ok
        counted.append(len(client.requests))
    assert counted == [BOOKS, MOVES, CANCELS]


@faults
@fails
@pytest.mark.parametrize("k", range(1, BOOKS + 1))
def test_what_is_promised_is_stored(
    unproven_rig: Rig, k: int, when: Callable[[int], When], fault: StorageFault
) -> None:
    rig = unproven_rig
    reply = book(rig, rig.client().failing(when(k), fault))
    if reply.ok:
        assert (reply.status, reply.extra["at"]) == (State.SCHEDULED, AT)
        assert AT_UTC in due_times(rig, reply.handover_id)
        assert rig.storage.bookings.of_number(CUSTOMER) == [reply.handover_id]
    else:
        assert reply.reason == "storage_unavailable"
    again = schedule(rig)
    assert (again.ok, again.extra["at"]) == (True, AT)
    assert AT_UTC in due_times(rig, again.handover_id)
    assert [handover.id for handover in scheduled(rig)] == [again.handover_id]
    assert schedule(rig, session="session-2").reason == "already_calling"
    assert dialled_in_time(rig) == [CUSTOMER]


@faults
@fails
@pytest.mark.parametrize("k", range(1, BOOKS + 1))
def test_a_booking_that_failed_blocks_no_start(
    unproven_rig: Rig, k: int, when: Callable[[int], When], fault: StorageFault
) -> None:
    rig = unproven_rig
    book(rig, rig.client().failing(when(k), fault))
    started = start_call(rig.ctx(), call_request())
    assert started.ok
    assert dialled_in_time(rig) == [CUSTOMER]


@faults
@fails
@pytest.mark.parametrize("k", range(1, MOVES + 1))
def test_a_booking_is_moved_or_stays_and_is_dialled_once(
    rig: Rig, k: int, when: Callable[[int], When], fault: StorageFault
) -> None:
    handover = booked(rig)
    reply = move(rig, rig.client().failing(when(k), fault))
    now = rig.handover(handover.id).booking
    assert now is not None
    assert now.at in due_times(rig, handover.id)
    if reply.ok:
        assert now.at == LATER_UTC
    else:
        assert reply.reason == "storage_unavailable"
    assert reschedule_call(rig.ctx(), "session-1", LATER, "").ok
    assert len(steps(rig, handover.id)) == 2
    assert dialled_in_time(rig) == [CUSTOMER]


@faults
@fails
@pytest.mark.parametrize("k", range(1, CANCELS + 1))
def test_what_is_cancelled_is_not_dialled(rig: Rig, k: int, when: Callable[[int], When], fault: StorageFault) -> None:
    handover = booked(rig)
    reply = cancel(rig, rig.client().failing(when(k), fault))
    assert reply.ok or reply.reason == "storage_unavailable"
    if not reply.ok:
        assert cancel_call(rig.ctx(), "session-1", "").ok
    assert rig.handover(handover.id).state is State.CANCELED
    assert dialled_in_time(rig) == []
