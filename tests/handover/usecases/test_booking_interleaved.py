"""Requests that meet a booking at any of its requests to storage: what is promised holds, and what was cancelled or moved is
not dialled at the old time.

Each seed is one interleaving. A few run in the quick suite.
"""

from __future__ import annotations

from functools import partial

import pytest

from handover.core.call.state import State
from handover.core.reply import Reply
from handover.services.storage import keys
from handover.usecases.cancel_call import cancel_call
from handover.usecases.context import RequestContext
from handover.usecases.place_due import place_due
from handover.usecases.reschedule_call import reschedule_call
from handover.usecases.schedule_call import schedule_call
from handover.usecases.start_call import start_call
from handover.usecases.withdraw import withdraw
from tests.handover.rig import CUSTOMER, OTHER, Rig, at_once, call_request
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
from tests.handover.usecases.turns import Turns, Work

pytestmark = pytest.mark.slow  # each fault or place in turn

SEEDS = [*range(4), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(4, 10))]
interleaved = pytest.mark.parametrize("seed", SEEDS)


def booking(at: str = AT, session: str = "session-1", number: str = CUSTOMER) -> Work:
    return lambda ctx: schedule_call(ctx, call_request(session, number), at)


def starting(session: str = "session-1", number: str = CUSTOMER) -> Work:
    return lambda ctx: start_call(ctx, call_request(session, number))


def moving(at: str = LATER) -> Work:
    return lambda ctx: reschedule_call(ctx, "session-1", at, "")


def cancelling() -> Work:
    return lambda ctx: cancel_call(ctx, "session-1", "")


def withdrawing() -> Work:
    return lambda ctx: withdraw(ctx, "session-9", CUSTOMER, "")


def dialing() -> Work:
    """The scheduler places what is due."""

    def run(ctx: RequestContext) -> Reply:
        place_due(ctx, ctx.storage.bookings.due_by(ctx.now()))
        return Reply(True, "ok", "")

    return run


def promised(rig: Rig) -> list[tuple[str, object]]:
    """Returns the bookings that are due at their time: number and time."""
    found = [(handover, handover.booking) for handover in scheduled(rig)]
    for handover, made in found:
        assert made is not None
        assert made.at in due_times(rig, handover.id)
    return [(handover.phone, made.at) for handover, made in found if made]


def test_twenty_identical_requests_make_one_booking(racing_rig: Rig) -> None:
    rig, app = racing_rig, racing_rig.app()
    replies = at_once([partial(schedule, rig, app=app)] * 20)
    assert {reply.ok for reply in replies} == {True}
    assert {reply.handover_id for reply in replies} == {replies[0].handover_id}
    assert sum("already" not in reply.extra for reply in replies) == 1
    assert promised(rig) == [(CUSTOMER, AT_UTC)]
    assert len(steps(rig, replies[0].handover_id)) == 1


def test_of_twenty_chats_that_book_one_number_one_succeeds(racing_rig: Rig) -> None:
    rig, app = racing_rig, racing_rig.app()
    replies = at_once([partial(schedule, rig, AT, f"session-{n}", app=app) for n in range(20)])
    assert sorted(reply.reason for reply in replies) == ["", *["already_calling"] * 19]
    assert promised(rig) == [(CUSTOMER, AT_UTC)]


@interleaved
@pytest.mark.parametrize("copies", [2, 3])
def test_identical_bookings_are_one(rig: Rig, seed: int, copies: int) -> None:
    replies = Turns(rig, seed).run(*[booking()] * copies)
    assert {(reply.ok, reply.handover_id) for reply in replies} == {(True, replies[0].handover_id)}
    assert promised(rig) == [(CUSTOMER, AT_UTC)]


@interleaved
def test_of_two_bookings_of_one_number_one_is_promised(rig: Rig, seed: int) -> None:
    replies = Turns(rig, seed).run(booking(), booking(LATER, "session-2"))
    assert sorted(reply.reason for reply in replies) == ["", "already_calling"]
    assert len(promised(rig)) == 1


@interleaved
def test_two_numbers_or_times_of_one_chat_become_one_booking(rig: Rig, seed: int) -> None:
    replies = Turns(rig, seed).run(booking(), booking(LATER), booking(number=OTHER))
    assert len(promised(rig)) == 1
    (phone, at), *_ = promised(rig)
    for reply in replies:
        if reply.ok:
            assert reply.handover_id == scheduled(rig)[0].id
            assert reply.extra["at"] == (AT if at == AT_UTC else LATER)
        else:
            assert reply.reason == "already_calling"
    assert sum(reply.ok for reply in replies) == (1 if phone == OTHER else 2)


@interleaved
def test_a_booking_and_a_start_of_one_chat_are_one_handover(rig: Rig, seed: int) -> None:
    replies = Turns(rig, seed).run(booking(), starting(), booking())
    assert len({reply.handover_id for reply in replies}) == 1
    assert {reply.ok for reply in replies} == {True}
    assert len(promised(rig)) + len(rig.twilio.dialled) == 1
    handover = rig.handover(replies[0].handover_id)
    assert handover.state is (State.SCHEDULED if promised(rig) else State.DIALING)


@interleaved
def test_a_move_and_a_cancellation_exclude_each_other(rig: Rig, seed: int) -> None:
    handover = booked(rig)
    moved, canceled = Turns(rig, seed).run(moving(), cancelling())
    assert canceled.ok
    assert rig.handover(handover.id).state is State.CANCELED
    assert moved.ok or moved.reason in ("no_handover", "already_calling")
    wait(rig, days=2)
    place_due(rig.ctx(), rig.ctx().storage.bookings.due_by(rig.clock.now()))
    assert rig.twilio.dialled == []


@interleaved
def test_two_moves_leave_one_time_and_no_lost_booking(rig: Rig, seed: int) -> None:
    handover = booked(rig)
    replies = Turns(rig, seed).run(moving(LATER), moving("2026-11-24T16:00:00+01:00"))
    assert {reply.ok for reply in replies} == {True}
    assert len(steps(rig, handover.id)) == 3
    assert len(promised(rig)) == 1


@interleaved
def test_a_move_and_the_scheduler_exclude_each_other(rig: Rig, seed: int) -> None:
    booked(rig)
    wait(rig, hours=24)
    moved, _ = Turns(rig, seed).run(moving(), dialing())
    if moved.ok:
        assert (rig.twilio.dialled, promised(rig)) == ([], [(CUSTOMER, LATER_UTC)])
    else:
        assert moved.reason == "already_calling"
        assert rig.twilio.dialled == [CUSTOMER]


@interleaved
def test_what_was_cancelled_before_it_rang_never_rings_on(rig: Rig, seed: int) -> None:
    handover = booked(rig)
    wait(rig, hours=24)
    canceled, _ = Turns(rig, seed).run(cancelling(), dialing())
    assert canceled.ok
    assert rig.handover(handover.id).state is State.CANCELED
    assert len(rig.twilio.dialled) == len(rig.twilio.ended) <= 1
    if "booked call" in canceled.message:
        assert rig.twilio.dialled == []


@interleaved
def test_two_schedulers_dial_a_booking_once(rig: Rig, seed: int) -> None:
    handover = booked(rig)
    wait(rig, hours=24)
    Turns(rig, seed).run(dialing(), dialing())
    assert rig.twilio.dialled == [CUSTOMER]
    assert rig.handover(handover.id).state is State.DIALING


@interleaved
def test_a_withdrawal_leaves_no_booking(rig: Rig, seed: int) -> None:
    _, withdrawn = Turns(rig, seed).run(booking(), withdrawing())
    assert withdrawn.ok
    assert promised(rig) == []
    assert rig.storage.do_not_call.has(CUSTOMER)


@interleaved
def test_nothing_of_a_lost_race_is_due(rig: Rig, seed: int) -> None:
    Turns(rig, seed).run(booking(), booking(LATER, "session-2"))
    wait(rig, days=2)
    place_due(rig.ctx(seconds=40.0), rig.ctx().storage.bookings.due_by(rig.clock.now()))
    assert len(rig.twilio.dialled) <= 1
    assert len(rig.objects(keys.LIVE)) <= 1


@pytest.mark.parametrize("kill", range(1, 17))
def test_a_request_that_dies_leaves_a_booking_that_the_next_one_completes_or_none(rig: Rig, kill: int) -> None:
    Turns(rig, seed=1, kill=kill).run(booking())
    again = schedule(rig)
    assert (again.ok, again.extra["at"]) == (True, AT)
    assert promised(rig) == [(CUSTOMER, AT_UTC)]
    assert schedule(rig, session="session-2").reason == "already_calling"
    _place_all(rig)
    assert rig.twilio.dialled == [CUSTOMER]


@pytest.mark.parametrize("kill", range(1, 17))
def test_a_request_that_dies_makes_no_second_call_beside_a_start(rig: Rig, kill: int) -> None:
    Turns(rig, seed=1, kill=kill).run(booking())
    assert start_call(rig.ctx(), call_request()).ok
    _place_all(rig)
    assert rig.twilio.dialled == [CUSTOMER]


def _place_all(rig: Rig) -> None:
    """Run the scheduler until nothing that was booked is waiting."""
    wait(rig, hours=24)
    for _ in range(3):
        place_due(rig.ctx(seconds=45.0), rig.ctx().storage.bookings.due_by(rig.clock.now()))
        wait(rig, minutes=1)
