"""Somebody waits for every step: how many requests to storage it makes, and how many one after the other."""

from __future__ import annotations

import pytest

from sandbox.bucket.faults import When
from tests.fakes.bucket import CUT_BEFORE, MemoryBucket
from tests.handover.deployment import Deployment
from tests.handover.rig import Rig
from tests.rounds import Counter


@pytest.fixture
def counter() -> Counter:
    return Counter()


@pytest.fixture
def cold(rig: Rig, counter: Counter) -> Deployment:
    """Actions whose containers have read nothing yet; their requests are counted."""
    assert isinstance(rig.server, MemoryBucket)
    counter.watch(rig.server)
    return Deployment(rig, make_context=counter.contexts(rig.app_for))


@pytest.fixture
def handover_id(rig: Rig) -> str:
    deployment = Deployment(rig)
    handover_id = str(deployment.start(name="Ada")["handover_id"])
    deployment.step("connect", handover_id)
    return handover_id


@pytest.mark.parametrize("step", ["greet", "no_key", "unanswered", "inbound", "sorry"])
def test_a_step_that_only_speaks_makes_no_request(
    counter: Counter, cold: Deployment, handover_id: str, step: str
) -> None:
    with counter.counting() as count:
        cold.step(step, handover_id)
    assert count.sent == []


@pytest.mark.parametrize(
    ("step", "form", "rounds", "class_a", "class_b"),
    [
        ("whisper", {}, 1, 0, 4),
        ("decide", {"Digits": "9"}, 1, 0, 4),
        ("decide", {"Digits": "1"}, 2, 1, 6),
        ("decide", {"Digits": "2"}, 2, 1, 4),
        ("dialed", {"DialBridged": "true"}, 2, 1, 3),
        ("dialed", {"DialBridged": "false"}, 2, 2, 3),
        ("dialed", {"DialCallStatus": "no-answer"}, 2, 2, 4),
    ],
)
def test_a_step_reads_once_and_writes_once(
    counter: Counter,
    cold: Deployment,
    handover_id: str,
    step: str,
    form: dict[str, str],
    rounds: int,
    class_a: int,
    class_b: int,
) -> None:
    with counter.counting() as count:
        cold.step(step, handover_id, 1, **form)
    assert (count.rounds, count.class_a, count.class_b) == (rounds, class_a, class_b), str(count)


def test_a_key_press_reads_everything_at_once_and_then_claims_the_order(rig: Rig, counter: Counter) -> None:
    handover_id = str(Deployment(rig).start()["handover_id"])
    assert isinstance(rig.server, MemoryBucket)
    counter.watch(rig.server)
    cold = Deployment(rig, make_context=counter.contexts(rig.app_for))
    with counter.counting() as count:
        cold.step("connect", handover_id)
    assert (count.rounds, count.class_a, count.class_b) == (2, 2, 4), str(count)


def test_what_other_calls_do_is_read_before_the_claim_and_looked_at_once_more_after_it(
    rig: Rig, counter: Counter
) -> None:
    """One who talks costs two rounds. One whose hunt is under way costs two more, after the claim."""
    warm = Deployment(rig)
    talks, hunts = (str(warm.start(f"s{n}", phone_number=f"+49 30 1234568{n}")["handover_id"]) for n in (1, 2))
    warm.step("connect", talks)
    warm.step("decide", talks, 1, Digits="1")
    own = str(warm.start()["handover_id"])
    assert isinstance(rig.server, MemoryBucket)
    counter.watch(rig.server)
    rig.storage.handovers.unmark_live(hunts)
    with counter.counting() as count:
        assert "+493012345672" in Deployment(rig, make_context=counter.contexts(rig.app_for)).step("connect", own)
    assert (count.rounds, count.class_a) == (4, 3), str(count)
    rig.storage.handovers.mark_live(hunts, rig.clock.now())
    other = str(warm.start("s3", phone_number="+49 30 12345683")["handover_id"])
    with counter.counting() as count:
        Deployment(rig, make_context=counter.contexts(rig.app_for)).step("connect", other)
    assert count.rounds <= 6, str(count)


def test_a_container_reads_what_never_changes_once(counter: Counter, cold: Deployment, handover_id: str) -> None:
    cold.step("whisper", handover_id, 1)
    with counter.counting() as count:
        cold.step("decide", handover_id, 1, Digits="9")
    assert sorted(sent.target.rpartition("/")[2] for sent in count.sent) == ["canceled", "ended"], str(count)


@pytest.mark.parametrize("when", [lambda *_: True, lambda _, key: "canceled" in key])
def test_a_step_that_only_speaks_does_not_need_storage(rig: Rig, handover_id: str, when: When) -> None:
    client = rig.client().separate()
    client.faults.add(CUT_BEFORE, when, times=None)
    down = Deployment(rig, make_context=lambda settings: rig.app_for(settings, lambda: client))
    for step in ("greet", "no_key", "unanswered", "inbound"):
        assert "<Say" in down.step(step, handover_id)
    assert client.requests == []
