"""A customer rings us in place of a booked call, and storage fails on the way: what was promised holds, and what the chat
says of it is true."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from handover.core.call.state import State
from handover.services.storage.keys import handover_keys
from handover.usecases.book_again import book_again
from handover.usecases.cancel_call import cancel_call
from sandbox.bucket.faults import When
from tests.fakes.bucket import DOWN, MemoryBucket
from tests.handover.callers import CALL, ends, rings
from tests.handover.deployment import Deployment
from tests.handover.rig import CUSTOMER, Rig
from tests.handover.usecases.booked import run
from tests.handover.usecases.booked import step as claim_step

AT = "2026-11-23T12:00:00+01:00"


@pytest.fixture
def deployment(rig: Rig) -> Deployment:
    made = Deployment(rig)
    booked = made.ask(action="schedule_call", session_id="session-1", phone_number=CUSTOMER, at=AT)
    assert booked["ok"], booked
    return made


def booking(rig: Rig) -> str:
    (name,) = [name for name in rig.objects("v1/day/") if name.endswith("/booked.1")]
    return handover_keys.handover_in(name)


def fails(rig: Rig, when: When) -> None:
    assert isinstance(rig.server, MemoryBucket)
    rig.server.faults.add(DOWN, when=when, times=None)


def mended(rig: Rig) -> None:
    assert isinstance(rig.server, MemoryBucket)
    rig.server.faults.clear()


def from_the_permit_on() -> Callable[[str, str], bool]:
    """Fails the permit of the customer's call, and all that comes after it; its pointer is written."""
    gone = False

    def fails(method: str, key: str) -> bool:
        nonlocal gone
        gone = gone or (method == "PUT" and key.endswith("/requested"))
        return gone and "v1/session/" not in key

    return fails


def ask(deployment: Deployment, action: str) -> dict[str, object]:
    return deployment.ask(action=action, session_id="session-1")


def called(rig: Rig) -> int:
    """Runs the scheduler until long after the booking's time. Returns how many calls were placed."""
    for _ in range(5):
        run(rig, 60)
    return len(rig.twilio.calls)


def test_a_customer_who_cancels_what_will_be_booked_again_is_not_called(deployment: Deployment, rig: Rig) -> None:
    fails(rig, from_the_permit_on())
    rings(deployment, CUSTOMER)
    mended(rig)
    assert ask(deployment, "call_status")["status"] == "canceled"
    assert ask(deployment, "cancel_call")["ok"]
    assert called(rig) == 0


def test_without_a_cancellation_the_booking_is_kept(deployment: Deployment, rig: Rig) -> None:
    fails(rig, from_the_permit_on())
    rings(deployment, CUSTOMER)
    mended(rig)
    assert called(rig) == 1


def test_a_withdrawal_without_a_number_finds_the_one_of_that_booking(deployment: Deployment, rig: Rig) -> None:
    fails(rig, from_the_permit_on())
    rings(deployment, CUSTOMER)
    mended(rig)
    assert ask(deployment, "withdraw")["ok"]
    assert called(rig) == 0


def test_a_booking_that_is_made_again_beside_a_cancellation_is_cancelled(deployment: Deployment, rig: Rig) -> None:
    """The cancellation reads that there is nothing later, and the booking is made again before it is on record."""
    before = booking(rig)
    claim_step(rig, before, ring_back=CALL, again=True)
    cancel_call(rig.ctx(), "session-1", "en")
    book_again(rig.ctx(), rig.handover(before))
    assert called(rig) == 0


def test_a_cancellation_beside_a_booking_that_is_made_again_cancels_it(deployment: Deployment, rig: Rig) -> None:
    """The cancellation has read the old booking, and the new one is made before it writes."""
    before = booking(rig)
    claim_step(rig, before, ring_back=CALL, again=True)
    assert isinstance(rig.server, MemoryBucket)
    made: list[str] = []

    def meanwhile(method: str, key: str) -> bool:
        if method == "PUT" and key.endswith("/canceled") and not made:
            made.append(key)
            book_again(rig.ctx(rig.app()), rig.handover(before))
        return False

    rig.server.faults.add(DOWN, when=meanwhile, times=None)
    cancel_call(rig.ctx(), "session-1", "en")
    mended(rig)
    assert made
    assert called(rig) == 0


@pytest.mark.parametrize("k", range(1, 26, 2))
def test_an_outage_from_any_request_on_leaves_nothing_live_once_the_call_has_ended(
    deployment: Deployment, rig: Rig, k: int
) -> None:
    count = itertools.count(1)
    fails(rig, lambda *_: next(count) >= k)
    document = rings(deployment, CUSTOMER)
    mended(rig)
    if "<Dial" in document:
        return
    assert ends(deployment, CUSTOMER) == 204
    status = ask(deployment, "call_status")
    assert status["status"] in (State.SCHEDULED, State.CANCELED, State.ABANDONED, State.REFUSED)
    assert called(rig) == 1


def test_a_call_whose_end_is_not_reported_is_looked_up_soon(deployment: Deployment, rig: Rig) -> None:
    permitted = False

    def outage(method: str, key: str) -> bool:
        """Fails all that comes after the permit, but for the pointer, which is written beside it."""
        nonlocal permitted
        down = permitted
        permitted = permitted or (method == "PUT" and key.endswith("/requested"))
        return down and "v1/session/" not in key

    fails(rig, outage)
    rings(deployment, CUSTOMER)
    mended(rig)
    assert ask(deployment, "call_status")["status"] == "greeted"
    rig.clock.step(20)
    assert ask(deployment, "call_status")["status"] == "abandoned"
