"""The counter of rounds counts as the wire would, whatever the order in which threads run."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from handover.deadline import Deadline
from handover.services.storage import RequestStorage, StorageError
from handover.usecases.context import RequestContext
from tests.fakes.bucket import CUT_BEFORE, MemoryBucket, nth
from tests.handover.deployment import Deployment
from tests.handover.rig import CUSTOMER, Rig, rig_in_memory
from tests.handover.twilio_stub import TwilioStub
from tests.rounds import Counter


@pytest.fixture
def twilio() -> Iterator[TwilioStub]:
    with TwilioStub() as stub:
        yield stub


@pytest.fixture
def rig(twilio: TwilioStub) -> Rig:
    return rig_in_memory(twilio)


@pytest.fixture
def counter(rig: Rig) -> Counter:
    counter = Counter()
    counter.watch(memory(rig))
    return counter


@pytest.fixture
def ctx(rig: Rig, counter: Counter) -> RequestContext:
    return rig.ctx(counter.app(rig.app()))


def memory(rig: Rig) -> MemoryBucket:
    assert isinstance(rig.server, MemoryBucket)
    return rig.server


def get(ctx: RequestContext, key: str = "v1/live/a") -> Callable[[], Any]:
    return partial(ctx.storage.bucket.get, key)


def test_three_side_by_side_are_one_round(ctx: RequestContext, counter: Counter) -> None:
    with counter.counting() as count:
        ctx.storage.in_parallel(get(ctx), get(ctx), get(ctx))
    assert (count.rounds, count.storage) == (1, 3)


def test_one_after_another_are_two_rounds(ctx: RequestContext, counter: Counter) -> None:
    with counter.counting() as count:
        get(ctx)()
        get(ctx)()
    assert (count.rounds, count.storage) == (2, 2)


def test_the_longest_work_decides_when_the_next_begins(ctx: RequestContext, counter: Counter) -> None:
    def twice() -> None:
        get(ctx)()
        get(ctx)()

    with counter.counting() as count:
        get(ctx)()
        ctx.storage.in_parallel(twice, get(ctx))
        get(ctx)()
    assert [request.round for request in count.sent[-1:]] == [4]
    assert count.rounds == 4


def test_works_side_by_side_inside_a_work_run_one_after_the_other(ctx: RequestContext, counter: Counter) -> None:
    """As they really do: a worker thread waits for no other."""
    with counter.counting() as count:
        ctx.storage.in_parallel(lambda: ctx.storage.in_parallel(get(ctx), get(ctx), get(ctx)), get(ctx))
    assert (count.rounds, count.storage) == (3, 4)


def test_an_earlier_deadline_counts_too(ctx: RequestContext, counter: Counter) -> None:
    with counter.counting() as count:
        get(ctx)()
        get(ctx.leaving(1.0))()
    assert count.rounds == 2


def test_attempts_that_fail_count(rig: Rig, ctx: RequestContext, counter: Counter) -> None:
    memory(rig).faults.add(CUT_BEFORE, lambda method, key: key.endswith("a"), times=2)
    with counter.counting() as count:
        outcomes = ctx.storage.attempts(get(ctx), get(ctx, "v1/live/b"))
        get(ctx)()
    assert isinstance(outcomes[0], StorageError)
    assert (count.rounds, count.storage) == (3, 4), "the client sent the first one twice, one after the other"


def test_a_request_that_fails_ends_its_round(rig: Rig, ctx: RequestContext, counter: Counter) -> None:
    memory(rig).faults.add(CUT_BEFORE, nth(1), times=1)
    with counter.counting() as count:
        get(ctx)()
        get(ctx)()
    assert count.rounds == 3


def test_twilio_is_counted_where_it_is_sent(rig: Rig, ctx: RequestContext, counter: Counter) -> None:
    with counter.counting() as count:
        get(ctx)()
        assert ctx.telephone.fetch_call("CA" + "7" * 32) is None
        ctx.storage.in_parallel(get(ctx), lambda: ctx.telephone.calls_to(CUSTOMER, ctx.now()))
    assert (count.rounds, count.storage, count.twilio) == (3, 2, 2)
    assert count.kinds == {"GET twilio/Calls": 2, "GET v1/live": 2}


def test_requests_are_counted_by_kind_and_by_price(ctx: RequestContext, counter: Counter) -> None:
    bucket = ctx.storage.bucket
    with counter.counting() as count:
        bucket.put("v1/day/20261123/a/created", {})
        bucket.listing("v1/day/")
        bucket.get("v1/day/20261123/a/created")
        bucket.delete("v1/day/20261123/a/created")
        bucket.get("desk.json")
    assert count.kinds == {"DELETE v1/day": 1, "GET desk.json": 1, "GET v1/day": 1, "LIST v1/day": 1, "PUT v1/day": 1}
    assert (count.class_a, count.class_b) == (2, 2)
    assert str(count).splitlines()[:2] == ["5 to storage (A 2, B 2), 0 to Twilio", "1: PUT v1/day"]


def test_nothing_is_counted_before_and_after(ctx: RequestContext, counter: Counter) -> None:
    get(ctx)()
    with counter.counting() as count:
        pass
    get(ctx)()
    assert (count.rounds, count.sent) == (0, [])


def test_a_thread_that_no_deadline_started_is_a_fault(rig: Rig, ctx: RequestContext, counter: Counter) -> None:
    storage = RequestStorage(ctx.app.storage, Deadline(rig.clock, 10))
    with counter.counting() as count:
        thread = threading.Thread(target=lambda: storage.bucket.get("v1/live/a"))
        thread.start()
        thread.join()
    with pytest.raises(AssertionError, match="GET v1/live/a"):
        _ = count.rounds


def test_a_whole_action_is_counted_the_same_each_time(twilio: TwilioStub) -> None:
    seen = set()
    for _ in range(10):
        rig = rig_in_memory(twilio)
        counter = Counter()
        counter.watch(memory(rig))
        deployment = Deployment(rig, make_context=counter.contexts(rig.app_for))
        with counter.counting() as count:
            assert deployment.start()["ok"]
        seen.add(str(count))
    assert len(seen) == 1
    assert count.kinds["POST twilio/Calls"] == 1
