"""Storage or the phone fails at any one request of a start, or from any one on, before or after its effect, or in time.

There are never two calls. Reply, stored state and phone agree: a refusal means no call and a handover that is refused, and
a call that may ring is never denied. A request that is repeated afterwards agrees as well, and nothing blocks a chat for
ever.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from handover.core.call.events import EventKind
from handover.core.reply import Reply
from handover.services.storage import keys
from handover.usecases.call_status import call_status
from handover.usecases.start_call import start_call
from sandbox.bucket.faults import StorageFault, When
from tests.fakes.bucket import CUT_AFTER, CUT_BEFORE, DOWN, MemoryClient, nth
from tests.handover import twilio_stub
from tests.handover.rig import CUSTOMER, Rig, call_request
from tests.handover.twilio_stub import Mishap, refuses

#: The requests of a start that goes well, counted by the first test.
REQUESTS = 12
#: The client gives up before storage answers.
TIMED_OUT = StorageFault(seconds=3.0)
DEADLINE = 6.0


def from_on(k: int) -> When:
    numbers = itertools.count(1)
    return lambda *_: next(numbers) >= k


def start(rig: Rig, client: MemoryClient) -> Reply:
    """Start in a container of its own, with the webhook's deadline."""
    return start_call(rig.ctx(rig.app(lambda: client), DEADLINE), call_request())


def test_a_start_makes_as_many_requests_to_storage_as_these_tests_let_fail(unproven_rig: Rig) -> None:
    client = unproven_rig.client().separate()
    assert start(unproven_rig, client).status == "dialing"
    assert len(client.requests) == REQUESTS


@pytest.mark.parametrize("fault", [CUT_BEFORE, CUT_AFTER, TIMED_OUT, DOWN], ids=["before", "after", "slow", "503"])
@pytest.mark.parametrize("when", [nth, from_on], ids=["one request", "everything from then on"])
@pytest.mark.parametrize("k", range(1, REQUESTS + 1))
def test_reply_state_and_phone_agree_when_storage_fails(
    unproven_rig: Rig, k: int, when: Callable[[int], When], fault: StorageFault
) -> None:
    rig = unproven_rig
    reply = start(rig, rig.client().failing(when(k), fault))
    _agree(rig, reply)
    _agree_with_the_next_start(rig, reply)


@pytest.mark.slow
@pytest.mark.parametrize("first", [CUT_BEFORE, CUT_AFTER, TIMED_OUT], ids=["before", "after", "slow"])
@pytest.mark.parametrize("second", [CUT_BEFORE, CUT_AFTER, TIMED_OUT], ids=["before", "after", "slow"])
@pytest.mark.parametrize("gap", [1, 2, 3, 6])
@pytest.mark.parametrize("k", range(1, REQUESTS + 1))
def test_reply_state_and_phone_agree_after_two_faults(
    unproven_rig: Rig, k: int, gap: int, first: StorageFault, second: StorageFault
) -> None:
    rig, client = unproven_rig, unproven_rig.client().failing(nth(k), first)
    client.faults.add(second, nth(k + gap - 1), times=None)  # it does not count the k-th
    reply = start(rig, client)
    _agree(rig, reply)
    _agree_with_the_next_start(rig, reply)


@pytest.mark.parametrize(
    "mishap",
    [
        twilio_stub.CUT_BEFORE,
        twilio_stub.CUT_AFTER,
        twilio_stub.NO_SID,
        twilio_stub.NOT_JSON,
        refuses(400, 21211),
        refuses(401, 20003),
        refuses(500, 20500),
    ],
)
@pytest.mark.parametrize("storage", [None, "/refused", "/unconfirmed", "/placed", ".released"])
def test_reply_state_and_phone_agree_when_the_phone_fails(rig: Rig, mishap: Mishap, storage: str | None) -> None:
    """Also when storage is down for what must be recorded of it."""
    rig.twilio.mishaps.append(mishap)
    reply = start(rig, rig.client().failing(lambda _, key: storage is not None and key.endswith(storage)))
    _agree(rig, reply)
    _agree_with_the_next_start(rig, reply)


def test_every_first_answer_of_a_conditional_write_is_lost_and_the_call_is_placed(unproven_rig: Rig) -> None:
    rig, seen = unproven_rig, set[str]()

    def first_write(method: str, key: str) -> bool:
        first = method == "PUT" and key not in seen
        seen.update({key} if first else ())
        return first

    assert start(rig, rig.client().failing(first_write, CUT_AFTER)).status == "dialing"
    assert rig.twilio.dialled == [CUSTOMER]


def test_a_permit_that_nobody_surely_has_is_unconfirmed_and_not_denied(rig: Rig) -> None:
    client = rig.client().failing(lambda _, key: key.endswith("/requested"), CUT_AFTER)
    reply = start(rig, client)
    assert (reply.ok, reply.status) == (True, "unconfirmed")
    assert reply.handover_id == rig.storage.sessions.handover_id("session-1", rig.clock.now(), 1)
    assert rig.twilio.requests == []


def test_a_permit_without_its_pointer_ends_as_refused_at_once(rig: Rig) -> None:
    reply = start(rig, rig.client().failing(lambda _, key: key.startswith("v1/session/")))
    assert (reply.ok, reply.reason) == (False, "storage_unavailable")
    assert rig.handover(reply.handover_id).state == "refused"
    assert start_call(rig.ctx(), call_request()).status == "dialing"


def test_a_write_that_storage_refuses_leaves_no_doubt(rig: Rig) -> None:
    client = rig.client().failing(lambda method, _: method == "PUT", StorageFault(status=403))
    reply = start(rig, client)
    assert (reply.ok, reply.reason) == (False, "storage_unavailable")


def test_a_refusal_that_cannot_be_recorded_is_unconfirmed(rig: Rig) -> None:
    rig.twilio.mishaps.append(refuses(400, 21211))
    reply = start(rig, rig.client().failing(lambda _, key: key.endswith("/refused")))
    assert (reply.ok, reply.status) == (True, "unconfirmed")
    assert list(rig.objects(keys.LIVE)) == [f"{keys.LIVE}{reply.handover_id}"], "the scheduler looks at it"


def test_a_quota_that_cannot_be_given_back_leaves_the_live_marker_to_the_scheduler(rig: Rig) -> None:
    rig.twilio.mishaps.append(refuses(400, 21211))
    reply = start(rig, rig.client().failing(lambda _, key: key.endswith(".released")))
    assert (reply.ok, reply.reason) == (False, "invalid_number")
    assert rig.handover(reply.handover_id).state == "refused"
    assert list(rig.objects(keys.LIVE)) == [f"{keys.LIVE}{reply.handover_id}"]


def test_slow_storage_leaves_time_to_record_the_refusal_and_to_give_back(rig: Rig) -> None:
    """Every answer takes 0.45 s, and on this clock those of requests side by side add up: too slow to place a call, and fast
    enough to say so. If the permit's answer is the one that comes too late, the chat learns that it is not known."""
    client = rig.client().separate()
    client.faults.add(StorageFault(seconds=0.45), times=None)
    reply = start(rig, client)
    assert not reply.ok or reply.status == "unconfirmed"
    assert rig.twilio.requests == []
    if not reply.ok and reply.handover_id:
        assert rig.handover(reply.handover_id).state == "refused"


def _agree(rig: Rig, reply: Reply) -> None:
    assert len(rig.twilio.dialled) <= 1
    assert (reply.ok, reply.status) in {(True, "dialing"), (True, "unconfirmed"), (False, "refused")}
    if reply.status == "dialing":
        assert rig.twilio.dialled == [CUSTOMER]
        assert rig.handover(reply.handover_id).live
    if not reply.ok:
        assert rig.twilio.dialled == []
        assert _open_permits(rig) == set(), "a permit without a refusal would be reported as a call later"


def _open_permits(rig: Rig) -> set[str]:
    """Returns the ids of the handovers with a permit that are not refused."""

    def ids(kind: EventKind) -> set[str]:
        return {key.split("/")[3] for key in rig.objects("v1/day/") if key.endswith(f"/{kind}")}

    return ids(EventKind.REQUESTED) - ids(EventKind.REFUSED)


def _agree_with_the_next_start(rig: Rig, before: Reply) -> None:
    """Storage works again. What was left behind leads to no second call, and blocks no call for ever."""
    again = start_call(rig.ctx(), call_request())
    assert again.ok
    assert len(rig.twilio.dialled) <= 1
    if not before.ok:
        assert (again.status, rig.twilio.dialled) == ("dialing", [CUSTOMER]), "the chat was told to try again"
    status = call_status(rig.ctx(), "session-1", "en")
    assert status.status in ("requested", "dialing", "unconfirmed")
    if not rig.twilio.dialled:  # a permit without a further event: two lookups show that there is no call
        for seconds in (20, 121):
            rig.clock.step(seconds)
            assert call_status(rig.ctx(), "session-1", "en").status != "requested"
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
