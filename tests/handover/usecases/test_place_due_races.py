"""However many schedulers run at once, and wherever one of them dies, a booking is dialled once."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

import pytest

from handover.core.call.booking import DIAL
from handover.services.storage import StorageError
from handover.usecases.place_due import place_due
from sandbox.bucket.faults import StorageFault
from tests.fakes.bucket import CUT_AFTER, CUT_BEFORE, DOWN, nth
from tests.handover.rig import HandClock, Rig, at_once
from tests.handover.usecases.booked import booked, due, run, states, step


class Died(Exception):
    """The process was killed."""


def schedulers(rig: Rig, most: int) -> list[dict[str, int]]:
    """Run so many schedulers at the same moment, each in a container of its own. What one waits takes no time from another,
    so each has a clock of its own."""
    now = rig.clock.now()
    listed = rig.storage.bookings.due_by(now)
    return at_once([partial(place_due, rig.ctx(rig.app(clock=HandClock(now)), 45), listed) for _ in range(most)])


def test_of_many_schedulers_one_dials_each_booking(racing_rig: Rig) -> None:
    ids = [booked(racing_rig, 1, n) for n in range(4)]
    racing_rig.clock.step(60)
    schedulers(racing_rig, 8)
    run(racing_rig, 1)
    assert sorted(racing_rig.twilio.dialled) == sorted(set(racing_rig.twilio.dialled))
    assert len(racing_rig.twilio.dialled) == 4
    assert states(racing_rig, *ids) == ["dialing"] * 4


def test_a_booking_that_another_run_left_half_dialled_is_completed_once(racing_rig: Rig) -> None:
    handover_id = booked(racing_rig, 1)
    racing_rig.clock.step(60)
    step(racing_rig, handover_id, **{DIAL: True})
    schedulers(racing_rig, 8)
    assert len(racing_rig.twilio.dialled) == 1
    assert states(racing_rig, handover_id) == ["dialing"]


def test_one_that_was_left_so_for_too_long_is_dropped(rig: Rig) -> None:
    handover_id = booked(rig, 1)
    rig.clock.step(60)
    step(rig, handover_id, **{DIAL: True})
    assert run(rig, 40)["dropped"] == 1
    assert (rig.handover(handover_id).state, rig.handover(handover_id).reason) == ("refused", "stale")
    assert not rig.twilio.created
    assert len(rig.twilio.texts) == 1


@pytest.mark.parametrize("facts", [{"canceled": True}, {"ring_back": "CA1"}, {"at": "2026-11-23T12:00:00+00:00"}])
def test_who_takes_the_step_between_the_look_and_the_dial_decides(rig: Rig, facts: dict[str, object]) -> None:
    handover_id = booked(rig, 1)
    rig.clock.step(60)
    listed = rig.storage.bookings.due_by(rig.clock.now())
    client = rig.client().separate()

    def meddle(method: str, key: str) -> bool:
        if method == "PUT" and key.endswith("booked.2") and not rig.objects(key):
            step(rig, handover_id, **facts)
        return False

    client.faults.add(StorageFault(), meddle, times=None)
    place_due(rig.ctx(rig.app(lambda: client), 45), listed)
    assert not rig.twilio.created


@pytest.mark.parametrize(
    "fault", [CUT_AFTER, *(pytest.param(each, marks=pytest.mark.slow) for each in (CUT_BEFORE, DOWN))]
)
@pytest.mark.parametrize("k", range(1, 30))
def test_whichever_request_fails_it_is_dialled_once_or_surely_not(rig: Rig, k: int, fault: StorageFault) -> None:
    handover_id = booked(rig, 1)
    rig.clock.step(60)
    listed = rig.storage.bookings.due_by(rig.clock.now())
    client = rig.client().separate()
    client.faults.add(fault, nth(k), times=1)
    place_due(rig.ctx(rig.app(lambda: client), 45), listed)
    run(rig, 1)
    run(rig, 1)
    handover = rig.handover(handover_id)
    assert len(rig.twilio.created) == (0 if handover.state == "refused" else 1)
    assert handover.state in ("dialing", "refused")
    if handover.state == "refused":
        assert len(rig.twilio.texts) == 1, "the customer waits for a call that does not come"
    assert not due(rig)


@pytest.mark.parametrize("k", range(1, 26))
def test_wherever_a_run_dies_the_next_one_dials_or_says_that_it_may_have_been_dialled(rig: Rig, k: int) -> None:
    handover_id = booked(rig, 1)
    rig.clock.step(60)
    listed = rig.storage.bookings.due_by(rig.clock.now())
    client = rig.client().separate()
    dead: list[bool] = []
    counter = nth(k)

    def dies(method: str, key: str) -> bool:
        if dead or counter(method, key):
            dead.append(True)
            raise Died
        return False

    client.faults.add(StorageFault(), dies, times=None)
    with_app = rig.app(lambda: client)
    with suppress(Died, StorageError):
        place_due(rig.ctx(with_app, 45), listed)
    run(rig, 1)
    assert len(rig.twilio.created) <= 1
    state = rig.handover(handover_id).state
    assert (
        state in ("dialing", "unconfirmed") if rig.twilio.created else state in ("unconfirmed", "requested", "refused")
    )
