"""What the steps after the hunt cost: somebody waits for each of them, and a call without a message pays nothing."""

from __future__ import annotations

import pytest

from tests.fakes.bucket import MemoryBucket
from tests.handover.deployment import Deployment
from tests.handover.nobody_left import hung_up, not_taken, record, recording_report, voicemail_desk
from tests.handover.rig import Rig
from tests.rounds import Counter


@pytest.fixture
def counter(rig: Rig) -> Counter:
    counter = Counter()
    assert isinstance(rig.server, MemoryBucket)
    counter.watch(rig.server)
    return counter


@pytest.fixture
def handover_id(rig: Rig) -> str:
    deployment = Deployment(rig)
    voicemail_desk(deployment)
    return not_taken(deployment)


@pytest.fixture
def cold(rig: Rig, counter: Counter, handover_id: str) -> Deployment:
    """Actions whose containers have read nothing yet."""
    return Deployment(rig, make_context=counter.contexts(rig.app_for))


def test_the_question_makes_no_request(counter: Counter, cold: Deployment, handover_id: str) -> None:
    with counter.counting() as count:
        cold.twilio("twiml", f"step=unanswered&h={handover_id}&o=mc&l=de", {})
    assert count.sent == []


@pytest.mark.parametrize(
    ("step", "form", "rounds", "class_a", "class_b"),
    [
        ("choose", {"Digits": "1"}, 1, 0, 4),
        ("choose", {"Digits": "7"}, 1, 0, 4),
        ("message", {}, 2, 2, 4),
        ("recorded", {"RecordingDuration": "9", "RecordingSid": "RE" + "a" * 32}, 2, 2, 2),
        ("recorded", {"RecordingDuration": "1"}, 1, 0, 2),
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


def test_a_message_costs_seven_writes_and_two_requests_to_twilio(
    counter: Counter, cold: Deployment, handover_id: str
) -> None:
    cold.step("message", handover_id)
    record(cold)
    hung_up(cold, handover_id)
    with counter.counting() as count:
        assert recording_report(cold, handover_id) == 204
    assert (count.class_a, count.twilio) == (5, 2), str(count)
