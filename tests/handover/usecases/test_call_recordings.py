"""The sound of a conversation is kept once and deleted at Twilio, whatever fails and however often Twilio reports it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from handover.core.call.call_recording import SOURCE
from handover.core.call.events import EventKind
from handover.errors import HandoverError
from handover.services.storage.voicemails import of_call
from handover.services.telephony.recordings import NotReadyError
from handover.usecases.context import RequestContext
from handover.usecases.keep_call_recording import record_call_recording
from handover.usecases.record_callback import UnknownReportError
from handover.usecases.start_call import start_call
from handover.usecases.sweep import sweep
from tests.fakes.bucket import CUT_AFTER, DOWN, nth
from tests.handover.nobody_left import RECORDING, SOUND
from tests.handover.rig import Rig, at_once, call_request, rig_in_memory
from tests.handover.twilio_stub import StubRecording, TwilioStub, refuses

REPORT = {"RecordingSid": RECORDING, "RecordingStatus": "completed", "RecordingDuration": "17"}
AGENTS = [{"id": "anna", "name": "Anna", "phone": "+493012345671"}]


def talked(rig: Rig, record: str = "agreed") -> str:
    """A conversation with Anna that is over. Returns the handover's id."""
    handover_id = start_call(rig.ctx(), call_request()).handover_id
    sid = rig.handover(handover_id).sid
    rig.twilio.recordings[RECORDING] = StubRecording(sid, SOUND, source=SOURCE)
    add, now = rig.storage.handovers.add, rig.clock.now()
    add(handover_id, EventKind.HUNT, now, {"agents": AGENTS, "record": record, "sid": sid})
    add(handover_id, EventKind.ACCEPTED, now, {"agent": "anna"}, 1)
    add(handover_id, EventKind.BRIDGED, now, {"seconds": "17"}, 1)
    add(handover_id, EventKind.ENDED, now, {"status": "completed", "sid": sid})
    if record == "agreed":
        rig.storage.voicemails.expect(of_call(handover_id), now)
    return handover_id


def sounds(rig: Rig) -> list[bytes]:
    return [body for name, body in rig.server.objects(rig.bucket).items() if name.startswith("v1/recording/call/")]


def reported(rig: Rig, handover_id: str, ctx: RequestContext | None = None) -> None:
    report = {**REPORT, "CallSid": rig.handover(handover_id).sid}
    record_call_recording(ctx or rig.ctx(), handover_id, 1, report)


def swept(rig: Rig) -> None:
    for minutes in (11, 9, 10):
        rig.clock.step(minutes * 60)
        sweep(rig.ctx(seconds=45))


def assert_kept(rig: Rig, what: Any = "") -> None:
    assert sounds(rig) == [SOUND], what
    assert rig.twilio.recordings[RECORDING].deleted == 1, what
    assert not rig.objects("v1/recording/due/"), what


def test_reports_that_come_again_and_at_once_keep_one_sound(rig: Rig) -> None:
    handover_id = talked(rig)

    def report() -> None:
        with suppress(NotReadyError):  # another one has fetched and deleted it: then Twilio sends this one again
            reported(rig, handover_id, rig.ctx(rig.app()))

    at_once([report] * 3)
    reported(rig, handover_id)
    swept(rig)
    assert_kept(rig)


@pytest.mark.parametrize("fault", [DOWN, CUT_AFTER], ids=["down", "cut after"])
def test_a_failure_of_storage_at_any_request_loses_no_conversation(twilio: TwilioStub, fault: Any) -> None:
    n, failed = 0, True
    while failed:
        n += 1
        rig = rig_in_memory(twilio)
        handover_id = talked(rig)
        client = rig.client().failing(nth(n), fault)
        with suppress(HandoverError):  # answered as failed; the scheduler goes on where Twilio stops
            reported(rig, handover_id, rig.ctx(rig.app(lambda client=client: client)))  # type: ignore[misc]
        failed = len(client.requests) >= n
        swept(rig)
        assert_kept(rig, n)
    assert n > 6


def test_a_sound_that_twilio_does_not_send_or_delete_is_fetched_and_deleted_later(rig: Rig) -> None:
    handover_id = talked(rig)
    rig.twilio.sound_mishaps.append(refuses(503, 20500))
    rig.twilio.delete_mishaps.append(refuses(503, 20500))
    with suppress(HandoverError):
        reported(rig, handover_id)
    assert sounds(rig) == []
    swept(rig)
    assert_kept(rig)


@pytest.mark.parametrize("choice", ["refused", "silent", "failed", ""])
def test_a_recording_that_nobody_agreed_to_is_never_fetched(rig: Rig, choice: str) -> None:
    handover_id = talked(rig, choice)
    with pytest.raises(UnknownReportError):
        reported(rig, handover_id)
    swept(rig)
    assert sounds(rig) == []
