"""A recording that is fetched while a person's data are erased leaves no sound behind, at whichever request they meet."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import suppress

import pytest

from handover.core.call.events import EventKind
from handover.errors import HandoverError
from handover.usecases.keep_call_recording import record_call_recording
from handover.usecases.record_recording import record_recording
from operate import erase
from operate.errors import OperatorError
from tests.handover.nobody_left import RECORDING, SOUND
from tests.handover.rig import Rig
from tests.handover.twilio_stub import StubRecording
from tests.operate.people import ADA, FakeRecords, called, whose

KINDS = ["conversation", "message"]


def agreed(rig: Rig) -> str:
    """A call to Ada that is over, with a recording that she agreed to. Returns the handover's id."""
    handover_id = called(rig, "adas-chat", ADA)
    add, now = rig.storage.handovers.add, rig.clock.now()
    agents = [{"id": "anna", "name": "Anna", "phone": "+493012345671"}]
    add(
        handover_id,
        EventKind.HUNT,
        now,
        {"agents": agents, "record": "agreed", "sid": "CA1", "offer": {"message_seconds": 60}},
    )
    add(handover_id, EventKind.ACCEPTED, now, {"agent": "anna"}, 1)
    rig.twilio.recordings[RECORDING] = StubRecording("CA1", SOUND)
    return handover_id


def report(rig: Rig, handover_id: str, kind: str, before: Callable[[str, str], bool] = lambda *_: False) -> None:
    """Twilio reports the recording. `before` is called before each request to storage."""
    form = {"CallSid": "CA1", "RecordingSid": RECORDING, "RecordingStatus": "completed", "RecordingDuration": "17"}
    ctx = rig.ctx(rig.app(lambda: rig.client().failing(before)))
    record = record_call_recording if kind == "conversation" else record_recording
    with suppress(HandoverError):  # it is answered as failed, and comes again
        record(ctx, handover_id, 1, form)


def erases(rig: Rig, before: Callable[[str, str], bool] = lambda *_: False) -> None:
    storage = rig.ctx(rig.app(lambda: rig.client().failing(before))).storage
    for _ in range(3):
        with suppress(OperatorError):  # it says that it is to be run again
            return erase.run(storage, FakeRecords(), whose(ADA), True, rig.clock, lambda _: None)
    return None


def left(rig: Rig, handover_id: str) -> list[str]:
    return [name for name in rig.server.objects(rig.bucket) if handover_id in name and "/due/" not in name]


def once_at(n: int, work: Callable[[], None]) -> tuple[Callable[[str, str], bool], Callable[[], int]]:
    """Returns what does the work before the n-th request, and how many requests there were."""
    count = itertools.count(1)
    seen = [0]

    def before(_method: str, _key: str) -> bool:
        seen[0] = next(count)
        if seen[0] == n:
            work()
        return False

    return before, lambda: seen[0]


@pytest.mark.parametrize("kind", KINDS)
def test_an_erasure_in_the_middle_of_a_report(rig: Rig, kind: str) -> None:
    for n in itertools.count(1):
        handover_id = agreed(rig)
        before, requests = once_at(n, lambda: erases(rig))
        report(rig, handover_id, kind, before)
        if requests() < n:
            break
        assert left(rig, handover_id) == [], n
    assert n > 3


@pytest.mark.parametrize("kind", KINDS)
def test_a_report_in_the_middle_of_an_erasure(rig: Rig, kind: str) -> None:
    for n in itertools.count(1):
        handover_id = agreed(rig)
        before, requests = once_at(n, lambda: report(rig, handover_id, kind))  # noqa: B023 (it is done at once)
        erases(rig, before)
        if requests() < n:
            break
        assert left(rig, handover_id) == [], n
    assert n > 10
