"""A retry gives way to the call that an agent promises with the outcome. If that is not booked, the retry is not lost."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from handover.core.call.booking import FOLLOW_UP
from handover.core.call.state import State
from handover.core.call.wrapup import WrapUp, WrapUpError
from handover.services.storage import StorageError
from handover.usecases.book_follow_up import book_follow_up
from handover.usecases.cancel_call import cancel_call
from handover.usecases.context import RequestContext
from handover.usecases.record_callback import record_customer_callback
from tests.fakes.bucket import CUT_AFTER, DOWN, nth
from tests.handover.rig import CUSTOMER, MONDAY, Rig
from tests.handover.usecases.booked import run
from tests.handover.usecases.test_call_back_in_vain import lame, latest, missed, waiting_retry


def promises(rig: Rig, missed_id: str, ctx: RequestContext | None = None) -> None:
    """Anna promises a call two hours after the missed one, long after the retry's time."""
    at = rig.handover(missed_id).requested_at + timedelta(hours=2)
    wrap = WrapUp("follow_up", call_at=at.isoformat(), call_for="anna")
    book_follow_up(ctx or rig.ctx(), rig.storage.desk(), rig.handover(missed_id), wrap)


class OnceGivenWay:
    """True for the n-th request after the retry gave way: a fault may come there."""

    def __init__(self, n: int) -> None:
        self._left = n
        self._gave_way = False

    def __call__(self, method: str, key: str) -> bool:
        self._left -= self._gave_way
        self._gave_way = self._gave_way or (method == "PUT" and key.endswith("booked.2"))
        return self._left == 0


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_the_retry_is_booked_again_when_storage_fails_after_it_gave_way(rig: Rig, n: int) -> None:
    missed_id = missed(rig)
    with pytest.raises(StorageError):
        promises(rig, missed_id, lame(rig, OnceGivenWay(n), DOWN))
    assert waiting_retry(rig).live
    promises(rig, missed_id)
    assert [handover.booking.why for handover in (latest(rig),) if handover.booking] == [FOLLOW_UP]


def test_it_stays_gone_if_the_customer_cancelled_it(rig: Rig) -> None:
    missed_id = missed(rig)
    with suppress(StorageError, WrapUpError):
        promises(rig, missed_id, lame(rig, lambda method, key: method == "PUT" and key.endswith("booked.1")))
    cancel_call(rig.ctx(), "session-1", "en")
    for minutes in (30, 1, 90):
        run(rig, minutes)
    assert rig.twilio.dialled == [CUSTOMER]


@pytest.mark.slow
@pytest.mark.parametrize("fault", [DOWN, CUT_AFTER], ids=["down", "cut after"])
@pytest.mark.parametrize("again", [False, True], ids=["once", "sent again"])
def test_whatever_fails_the_customer_is_called_once(rig: Rig, fault: Any, again: bool) -> None:
    """Each request fails in turn. The agent sends the form again, or does not."""
    n, failed = 0, True
    while failed:
        n += 1
        rig.clock.step((MONDAY + timedelta(days=n) - rig.clock.now()).total_seconds())
        session, before = f"session-{n}", len(rig.twilio.dialled)
        missed_id = missed(rig, session=session)
        client = rig.client().failing(nth(n), fault)
        try:
            promises(rig, missed_id, rig.ctx(rig.app(lambda client=client: client)))  # type: ignore[misc]
        except (StorageError, WrapUpError):
            if again:
                promises(rig, missed_id)
        failed = len(client.requests) >= n
        for minutes in (5, 25, 1, 1, 89, 1):
            run(rig, minutes)
        assert rig.twilio.dialled[before:] == [CUSTOMER] * 2, (n, client.requests[n - 1 :][:1])
        assert latest(rig, session).state is not State.SCHEDULED
        record_customer_callback(rig.ctx(), latest(rig, session).id, {"CallStatus": "completed", "CallSid": "CA1"})
    assert n > 10
