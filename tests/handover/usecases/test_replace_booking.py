"""A call that is wanted now takes the place of the booked one: nothing is dialled twice, and a refusal keeps the booking."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handover.core.call.booking import ASKED_ANEW, CANCELED
from handover.core.call.state import State
from handover.core.i18n import catalogue
from handover.core.reply import Reply
from handover.usecases.call_availability import call_availability
from handover.usecases.cancel_call import cancel_call
from handover.usecases.context import RequestContext
from handover.usecases.place_due import place_due
from handover.usecases.reschedule_call import reschedule_call
from handover.usecases.start_call import start_call
from handover.usecases.sweep import sweep
from tests.fakes.bucket import DOWN, MemoryBucket
from tests.handover.rig import CUSTOMER, OTHER, Rig, at_once, call_request
from tests.handover.twilio_stub import CUT_AFTER, refuses
from tests.handover.usecases.scheduling import AT, AT_UTC, LATER, booked, due_times, scheduled, wait
from tests.handover.usecases.turns import Turns, Work

EN = catalogue("en")
SEEDS = [*range(3), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(3, 16))]
interleaved = pytest.mark.parametrize("seed", SEEDS)


def instead(number: str = CUSTOMER) -> Work:
    return lambda ctx: start_call(ctx, call_request(number=number), True)


def now(rig: Rig, number: str = CUSTOMER) -> Reply:
    return start_call(rig.ctx(), call_request(number=number), instead=True)


def dialing() -> Work:
    def run(ctx: RequestContext) -> Reply:
        place_due(ctx, ctx.storage.bookings.due_by(ctx.now()))
        return Reply(True, "ok", "")

    return run


@pytest.mark.parametrize("number", [CUSTOMER, OTHER])
def test_a_call_now_takes_the_place_of_the_booked_one(rig: Rig, number: str) -> None:
    handover = booked(rig)
    reply = now(rig, number)
    assert (reply.ok, reply.status, rig.twilio.dialled) == (True, State.DIALING, [number])
    assert rig.handover(handover.id).state is State.CANCELED
    assert scheduled(rig) == []
    assert AT_UTC not in due_times(rig, handover.id)
    again = now(rig, number)
    assert (again.extra["already"], again.handover_id) == (True, reply.handover_id)
    wait(rig, days=2)
    dialing()(rig.ctx())
    assert rig.twilio.dialled == [number]


def test_without_a_booking_it_is_a_start_like_any(rig: Rig) -> None:
    assert now(rig).status is State.DIALING
    assert now(rig).extra["already"] is True
    assert rig.twilio.dialled == [CUSTOMER]


@pytest.mark.parametrize(
    ("desk", "reason"),
    [
        ({"paused": True}, "desk_paused"),
        ({"hours": {"tuesday": ["08:00-18:00"]}}, "closed"),
        ({"countries": ["US"]}, "country_not_allowed"),
    ],
)
def test_what_refuses_the_call_leaves_the_booking(rig: Rig, desk: dict[str, object], reason: str) -> None:
    handover = booked(rig)
    rig.desk(**desk)
    reply = now(rig)
    assert (reply.ok, reply.reason, reply.extra["at"]) == (False, reason, AT)
    assert "A call to the number ending in 78 is booked" in reply.message
    assert rig.handover(handover.id).state is State.SCHEDULED
    assert rig.twilio.dialled == []


@pytest.mark.parametrize("limit", ["calls_per_day", "calls_per_number_per_hour", "calls_in_progress"])
def test_a_limit_that_is_reached_leaves_the_booking(rig: Rig, limit: str) -> None:
    other = OTHER if limit != "calls_per_number_per_hour" else CUSTOMER
    first = start_call(rig.ctx(), call_request("session-2", other))
    if limit == "calls_per_number_per_hour":
        cancel_call(rig.ctx(), "session-2", "")
    handover = booked(rig)
    rig.desk(limits={limit: 1})
    reply = now(rig)
    assert (reply.ok, reply.reason, reply.extra["at"]) == (False, "limit_reached", AT)
    assert rig.handover(handover.id).state is State.SCHEDULED
    assert rig.twilio.dialled == [other], first


def test_a_call_that_twilio_refuses_is_not_promised_and_the_booking_is_said_to_be_gone(rig: Rig) -> None:
    booked(rig)
    rig.twilio.mishaps.append(refuses(400, 21215))
    reply = now(rig)
    assert (reply.ok, "at" in reply.extra) == (False, False)
    assert EN.text("booking.canceled") in reply.message


def test_availability_says_whether_a_call_could_take_the_bookings_place(rig: Rig) -> None:
    booked(rig)
    assert call_availability(rig.ctx(), "session-1", "").extra["can_replace"] is True
    rig.desk(paused=True)
    assert call_availability(rig.ctx(), "session-1", "").extra["can_replace"] is False
    assert "can_replace" not in call_availability(rig.ctx(), "session-2", "").extra


def test_twenty_requests_for_a_call_now_dial_once(racing_rig: Rig) -> None:
    rig, app = racing_rig, racing_rig.app()
    booked(rig)
    replies = at_once([lambda: instead()(rig.ctx(app))] * 20)
    assert rig.twilio.dialled == [CUSTOMER]
    assert {reply.ok for reply in replies} == {True}


@interleaved
def test_a_call_now_and_the_scheduler_dial_once(rig: Rig, seed: int) -> None:
    booked(rig)
    wait(rig, hours=24)
    reply, _ = Turns(rig, seed).run(instead(), dialing())
    assert reply.ok
    assert rig.twilio.dialled == [CUSTOMER]


@interleaved
def test_a_call_now_meets_a_move_or_a_cancellation_and_nothing_is_dialled_later(rig: Rig, seed: int) -> None:
    handover = booked(rig)
    reply, *_ = Turns(rig, seed).run(
        instead(),
        lambda ctx: reschedule_call(ctx, "session-1", LATER, ""),
        lambda ctx: cancel_call(ctx, "session-1", ""),
    )
    assert reply.ok
    assert rig.handover(handover.id).state is State.CANCELED
    dialled = list(rig.twilio.dialled)
    assert len(dialled) <= 1
    wait(rig, days=3)
    dialing()(rig.ctx())
    assert rig.twilio.dialled == dialled


@pytest.mark.parametrize("kill", range(1, 26, 2))
def test_a_request_that_dies_dials_once_at_most_and_never_beside_the_booking(rig: Rig, kill: int) -> None:
    booked(rig)
    Turns(rig, seed=1, kill=kill).run(instead())
    now(rig)
    wait(rig, days=2)
    dialing()(rig.ctx())
    assert len(rig.twilio.dialled) <= 1


def minutes(rig: Rig, count: int) -> None:
    """The scheduler runs once a minute."""
    for _ in range(count):
        wait(rig, minutes=1)
        sweep(rig.ctx())


def messages(rig: Rig) -> int:
    return sum("/Messages" in str(request) for request in rig.twilio.requests)


def is_replaced(rig: Rig) -> bool:
    return any(b'"asked_anew"' in body for body in rig.server.objects(rig.bucket).values())


def dies(rig: Rig, kill: int) -> bool:
    """The process of a request dies after it has cancelled the booking. Returns whether it did."""
    (reply,) = Turns(rig, seed=1, kill=kill).run(instead())
    return reply is None and is_replaced(rig)


@pytest.mark.parametrize("kill", range(26, 40, 2))
def test_what_is_cancelled_in_vain_is_booked_again_and_dialled_once(rig: Rig, kill: int) -> None:
    booked(rig)
    assert dies(rig, kill)
    placed = list(rig.twilio.dialled)
    minutes(rig, 12)
    assert rig.twilio.dialled == placed
    assert [one.booking.at for one in scheduled(rig) if one.booking] == ([] if placed else [AT_UTC])
    wait(rig, seconds=(AT_UTC - rig.clock.now()).total_seconds())
    minutes(rig, 3)
    assert rig.twilio.dialled == [CUSTOMER]


@pytest.mark.parametrize("kill", [26, 28])
def test_what_is_cancelled_in_vain_and_over_is_texted_once(rig: Rig, kill: int) -> None:
    booked(rig)
    wait(rig, seconds=(AT_UTC - rig.clock.now()).total_seconds() - 60)
    assert dies(rig, kill)
    before = messages(rig)
    minutes(rig, 12)
    assert (messages(rig) - before, rig.twilio.dialled, scheduled(rig)) == (1, [], [])


def test_twenty_schedulers_book_it_again_once(racing_rig: Rig) -> None:
    rig, app = racing_rig, racing_rig.app()
    handover, bookings, at = booked(rig), rig.ctx().storage.bookings, rig.clock.now()
    bookings.list_due(at + timedelta(minutes=3), handover.id)
    assert bookings.claim_step(handover.id, 2, at, {CANCELED: ASKED_ANEW}).mine
    wait(rig, minutes=5)
    at_once([lambda: dialing()(rig.ctx(app))] * 20)
    assert len(scheduled(rig)) == 1


def test_a_cancellation_after_the_request_has_died_holds(rig: Rig) -> None:
    booked(rig)
    assert dies(rig, 26)
    assert cancel_call(rig.ctx(), "session-1", "").status is State.CANCELED
    minutes(rig, 6)
    assert scheduled(rig) == []


def test_another_call_of_the_chat_meanwhile_is_enough(rig: Rig) -> None:
    booked(rig)
    assert dies(rig, 26)
    assert now(rig).status is State.DIALING
    minutes(rig, 6)
    assert (rig.twilio.dialled, scheduled(rig)) == ([CUSTOMER], [])


def test_a_start_that_fails_after_the_cancellation_speaks_of_it(rig: Rig) -> None:
    booked(rig)
    assert isinstance(rig.server, MemoryBucket)
    rig.server.faults.add(DOWN, lambda method, _: method == "PUT" and is_replaced(rig), times=None)
    reply = now(rig)
    rig.server.faults.clear()
    assert (reply.ok, reply.reason, EN.text("booking.canceled") in reply.message) == (
        False,
        "storage_unavailable",
        True,
    )
    minutes(rig, 6)
    assert (rig.twilio.dialled, scheduled(rig)) == ([], [])


def test_an_unconfirmed_call_speaks_of_the_cancelled_booking(rig: Rig) -> None:
    booked(rig)
    rig.twilio.mishaps.append(CUT_AFTER)
    reply = now(rig)
    assert (reply.status, EN.text("booking.canceled_too") in reply.message) == (State.UNCONFIRMED, True)
    minutes(rig, 6)
    assert scheduled(rig) == []
