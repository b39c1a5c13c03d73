"""Storage fails at any one request of a start, or from any one on, before or after its effect.

There are never two calls, no reply promises a call that does not exist, and the chat always gets a reason of the contract.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from handover.services.storage import keys
from handover.usecases.start_call import start_call
from sandbox.bucket.faults import StorageFault, When
from tests.fakes.bucket import CUT_AFTER, CUT_BEFORE, nth
from tests.handover.rig import CUSTOMER, Rig, call_request

#: The requests of a start that goes well, counted by the first test.
REQUESTS = 18


def from_on(k: int) -> When:
    numbers = itertools.count(1)
    return lambda *_: next(numbers) >= k


def test_a_start_makes_as_many_requests_to_storage_as_these_tests_let_fail(unproven_rig: Rig) -> None:
    client = unproven_rig.client().separate()
    assert start_call(unproven_rig.ctx(unproven_rig.app(lambda: client)), call_request()).status == "dialing"
    assert len(client.requests) == REQUESTS


@pytest.mark.parametrize(
    ("when", "fault"),
    [(nth, CUT_BEFORE), (nth, CUT_AFTER), (from_on, CUT_BEFORE)],
    ids=["one request", "one answer", "everything from then on"],
)
@pytest.mark.parametrize("k", range(1, REQUESTS + 1))
def test_a_request_to_storage_that_fails_never_leads_to_two_calls(
    unproven_rig: Rig, k: int, when: Callable[[int], When], fault: StorageFault
) -> None:
    rig = unproven_rig
    client = rig.client().failing(when(k), fault)
    reply = start_call(rig.ctx(rig.app(lambda: client)), call_request())
    assert (reply.ok, reply.status, reply.reason) in {
        (True, "dialing", ""),
        (False, "refused", "storage_unavailable"),
    }
    assert rig.twilio.dialled == ([CUSTOMER] if reply.ok else [])
    _check_the_next_start(rig)


def _check_the_next_start(rig: Rig) -> None:
    """Storage works again. What was left behind must not lead to a second call, and must not block a call for ever."""
    again = start_call(rig.ctx(), call_request())
    assert len(rig.twilio.dialled) <= 1
    assert again.ok
    if not rig.twilio.dialled:  # a permit without a further event: two lookups show that there is no call
        assert again.status in ("requested", "unconfirmed")
        for seconds in (20, 121):
            rig.clock.step(seconds)
            start_call(rig.ctx(), call_request())
        assert rig.twilio.dialled == [CUSTOMER]


def test_a_live_marker_that_cannot_be_written_stops_no_call(rig: Rig) -> None:
    client = rig.client().failing(lambda _, key: key.startswith(keys.LIVE))
    reply = start_call(rig.ctx(rig.app(lambda: client)), call_request())
    assert reply.ok
    assert rig.twilio.dialled == [CUSTOMER]
    assert "live marker" in rig.log.warnings[0]


def test_a_placed_call_that_was_not_recorded_is_found_by_its_number(rig: Rig) -> None:
    client = rig.client().failing(lambda _, key: key.endswith("/placed"))
    reply = start_call(rig.ctx(rig.app(lambda: client)), call_request())
    assert (reply.ok, reply.status) == (True, "dialing")
    rig.clock.step(20)
    again = start_call(rig.ctx(), call_request())
    assert (again.handover_id, again.extra.get("already")) == (reply.handover_id, True)
    assert rig.handover(reply.handover_id).sid in rig.twilio.calls
    assert rig.twilio.dialled == [CUSTOMER]
