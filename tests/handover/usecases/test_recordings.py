"""A message is stored before it is deleted at Twilio, whatever comes late, twice, in another order, or never."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from handover.core.call.events import EventKind
from handover.services.storage import keys
from handover.services.storage.keys import recording_keys
from handover.usecases.sweep import sweep
from sandbox.bucket.faults import StorageFault
from tests.fakes.bucket import CUT_AFTER, DOWN, MemoryBucket, nth
from tests.handover.deployment import Deployment
from tests.handover.nobody_left import (
    RECORDING,
    SOUND,
    action_of_record,
    hung_up,
    not_taken,
    record,
    recording_report,
    voicemail_desk,
)
from tests.handover.rig import Rig
from tests.handover.stub import Reply
from tests.handover.twilio_stub import CUT_BEFORE, Mishap, refuses


@pytest.fixture
def deployment(rig: Rig) -> Deployment:
    made = Deployment(rig)
    voicemail_desk(made)
    return made


@pytest.fixture
def handover_id(deployment: Deployment) -> str:
    """A call that nobody took, whose customer is about to speak."""
    handover_id = not_taken(deployment)
    deployment.step("message", handover_id)
    return handover_id


def stored(rig: Rig, prefix: str = "v1/voicemail/") -> dict[str, bytes]:
    return {name: body for name, body in rig.server.objects(rig.bucket).items() if name.startswith(prefix)}


def reports(rig: Rig, handover_id: str) -> list[str]:
    return [report.fact for report in rig.storage.handovers.legs(handover_id)]


def swept(rig: Rig, minutes: float = 5) -> None:
    rig.clock.step(minutes * 60)
    sweep(rig.ctx(seconds=45))


def assert_kept(rig: Rig, handover_id: str) -> None:
    """The message is stored, once, and nowhere else."""
    assert stored(rig) == {recording_keys.voicemail(handover_id, "mp3"): SOUND}
    assert rig.twilio.recordings[RECORDING].deleted == 1
    assert not rig.objects(keys.RECORDINGS_DUE)
    event = rig.storage.handovers.events_of(handover_id, EventKind.RECORDED)[EventKind.RECORDED]
    assert (event.facts["seconds"], event.facts["bytes"], event.facts["kind"]) == (17, len(SOUND), "mp3")
    assert RECORDING not in str(event.facts)
    assert rig.handover(handover_id).state == "voicemail"


def test_a_message_is_stored_and_then_deleted_at_twilio(deployment: Deployment, rig: Rig, handover_id: str) -> None:
    record(deployment)
    action_of_record(deployment, handover_id)
    hung_up(deployment, handover_id)
    assert recording_report(deployment, handover_id) == 204
    assert_kept(rig, handover_id)
    assert "recording-deleted" in reports(rig, handover_id)


def test_the_sound_is_fetched_from_our_own_account_whatever_the_report_says(
    deployment: Deployment, rig: Rig, handover_id: str
) -> None:
    record(deployment)
    hung_up(deployment, handover_id)
    assert recording_report(deployment, handover_id, RecordingUrl="http://169.254.169.254/steal") == 204
    fetched = [request for request in rig.twilio.requests if request.path.endswith(".mp3")]
    assert [request.path for request in fetched] == [
        f"/2010-04-01/Accounts/{rig.settings.twilio_account_sid}/Recordings/{RECORDING}.mp3"
    ]
    assert fetched[0].headers["Authorization"].startswith("Basic ")


@pytest.mark.parametrize("order", list(itertools.permutations(["action", "report", "end", "report again"])))
def test_any_order_and_repetition_ends_the_same(
    deployment: Deployment, rig: Rig, handover_id: str, order: tuple[str, ...]
) -> None:
    record(deployment)
    does: dict[str, Callable[[], object]] = {
        "action": lambda: action_of_record(deployment, handover_id),
        "report": lambda: recording_report(deployment, handover_id),
        "report again": lambda: recording_report(deployment, handover_id),
        "end": lambda: hung_up(deployment, handover_id),
    }
    for what in order:
        does[what]()
    swept(rig)
    assert_kept(rig, handover_id)


@pytest.mark.parametrize("known", [{}, {"RecordingSid": ""}])
def test_a_message_whose_report_never_comes_is_looked_up(
    deployment: Deployment, rig: Rig, handover_id: str, known: dict[str, str]
) -> None:
    record(deployment)
    action_of_record(deployment, handover_id, **known)
    hung_up(deployment, handover_id)
    swept(rig)
    assert_kept(rig, handover_id)


def test_a_message_of_which_nothing_comes_is_looked_up_by_its_call(
    deployment: Deployment, rig: Rig, handover_id: str
) -> None:
    record(deployment)
    hung_up(deployment, handover_id)
    swept(rig, minutes=1)
    assert not stored(rig), "its report may still come"
    swept(rig)
    assert_kept(rig, handover_id)


NOT_SENT = {
    "not there yet": refuses(404, 20404),
    "an error": refuses(500, 20500),
    "too many": refuses(429, 20429),
    "not allowed": refuses(401, 20003),
    "no connection": CUT_BEFORE,
    "a page": Mishap(Reply(200, b"<html>", {"Content-Type": "text/html"})),
    "nothing": Mishap(Reply(200, b"", {"Content-Type": "audio/mpeg"})),
}


@pytest.mark.parametrize("why", NOT_SENT)
def test_a_sound_that_cannot_be_fetched_is_fetched_later(
    deployment: Deployment, rig: Rig, handover_id: str, why: str
) -> None:
    record(deployment)
    hung_up(deployment, handover_id)
    rig.twilio.sound_mishaps.append(NOT_SENT[why])
    assert recording_report(deployment, handover_id) == 503, "Twilio sends it again"
    assert not stored(rig)
    assert not rig.twilio.recordings[RECORDING].deleted
    assert rig.handover(handover_id).state == "voicemail", "the customer did leave a message"
    swept(rig)
    assert_kept(rig, handover_id)


def test_a_sound_that_is_too_large_stays_at_twilio_and_that_is_shown(
    deployment: Deployment, rig: Rig, handover_id: str
) -> None:
    record(deployment, sound=b"ID3" + bytes(4_100_000))
    hung_up(deployment, handover_id)
    assert recording_report(deployment, handover_id) == 503
    assert not rig.twilio.recordings[RECORDING].deleted
    assert "recording-too-large" in reports(rig, handover_id)


@pytest.mark.parametrize("k", range(1, 12))
@pytest.mark.parametrize("fault", [DOWN, CUT_AFTER], ids=["down", "answer lost"])
def test_a_failure_of_storage_at_any_request_loses_no_message(
    deployment: Deployment, rig: Rig, handover_id: str, k: int, fault: StorageFault
) -> None:
    record(deployment)
    hung_up(deployment, handover_id)
    assert isinstance(rig.server, MemoryBucket)
    rig.server.faults.add(fault, nth(k))
    recording_report(deployment, handover_id)
    recording_kept = bool(stored(rig))
    assert recording_kept or not rig.twilio.recordings[RECORDING].deleted
    rig.server.faults.clear()
    swept(rig)
    assert_kept(rig, handover_id)


def test_what_could_not_be_deleted_is_deleted_later_and_that_is_shown(
    deployment: Deployment, rig: Rig, handover_id: str
) -> None:
    record(deployment)
    hung_up(deployment, handover_id)
    rig.twilio.delete_mishaps.append(refuses(500, 20500))
    assert recording_report(deployment, handover_id) == 204, "the message is stored"
    assert reports(rig, handover_id)[-1] == "recording-not-deleted"
    swept(rig)
    assert_kept(rig, handover_id)
    assert reports(rig, handover_id)[-1] == "recording-deleted"


@pytest.mark.parametrize("seconds", ["0", "1"])
def test_silence_is_deleted_and_not_stored(deployment: Deployment, rig: Rig, handover_id: str, seconds: str) -> None:
    record(deployment, int(seconds))
    hung_up(deployment, handover_id)
    assert recording_report(deployment, handover_id, RecordingDuration=seconds) == 204
    assert not stored(rig)
    assert rig.twilio.recordings[RECORDING].deleted == 1
    assert rig.handover(handover_id).state == "no_agent"
    assert not rig.objects(keys.RECORDINGS_DUE)


@pytest.mark.parametrize("status", ["absent", "failed"])
def test_a_recording_that_is_not_there_is_no_message(
    deployment: Deployment, rig: Rig, handover_id: str, status: str
) -> None:
    hung_up(deployment, handover_id)
    assert recording_report(deployment, handover_id, RecordingStatus=status, RecordingDuration="") == 204
    assert rig.handover(handover_id).state == "no_agent"
    assert not rig.objects(keys.RECORDINGS_DUE)
    assert f"recording-{status}" in reports(rig, handover_id)


def test_a_message_of_unknown_length_is_kept(deployment: Deployment, rig: Rig, handover_id: str) -> None:
    record(deployment, seconds=None)
    hung_up(deployment, handover_id)
    assert recording_report(deployment, handover_id, RecordingDuration="-1") == 204
    assert stored(rig)
    assert rig.handover(handover_id).state == "voicemail"


def test_nothing_is_due_any_more_when_nothing_was_recorded(deployment: Deployment, rig: Rig, handover_id: str) -> None:
    hung_up(deployment, handover_id)
    swept(rig, minutes=5)
    assert rig.objects(keys.RECORDINGS_DUE), "Twilio's list may lag behind"
    swept(rig, minutes=10)
    assert not rig.objects(keys.RECORDINGS_DUE)
    assert "recording-none" in reports(rig, handover_id)
    assert rig.handover(handover_id).state == "no_agent"


def test_a_recording_that_was_deleted_at_twilio_is_given_up_after_a_day(
    deployment: Deployment, rig: Rig, handover_id: str
) -> None:
    action_of_record(deployment, handover_id)
    hung_up(deployment, handover_id)
    swept(rig)
    assert rig.objects(keys.RECORDINGS_DUE)
    swept(rig, minutes=25 * 60 + 25)
    assert not rig.objects(keys.RECORDINGS_DUE)
    assert "recording-lost" in reports(rig, handover_id)


def test_one_recording_that_cannot_be_kept_holds_up_no_other(
    deployment: Deployment, rig: Rig, handover_id: str
) -> None:
    action_of_record(deployment, handover_id)
    rig.server.put(rig.bucket, recording_keys.recording_due("20261101-nobody-1"), b"[]")
    record(deployment)
    hung_up(deployment, handover_id)
    swept(rig)
    assert stored(rig)


def test_a_report_for_no_handover_is_refused_and_nothing_is_fetched(deployment: Deployment, rig: Rig) -> None:
    assert recording_report(deployment, "20261123-nobody-1") == 404
    assert not stored(rig)
    assert not any(request.path.endswith(".mp3") for request in rig.twilio.requests)


def test_a_second_recording_is_not_lost(deployment: Deployment, rig: Rig, handover_id: str) -> None:
    record(deployment)
    hung_up(deployment, handover_id)
    recording_report(deployment, handover_id)
    other = "RE" + "b" * 32
    rig.twilio.recordings[other] = rig.twilio.recordings[RECORDING].__class__("CA1")
    assert recording_report(deployment, handover_id, RecordingSid=other) == 204
    assert stored(rig) == {recording_keys.voicemail(handover_id, "mp3"): SOUND}
    assert not rig.twilio.recordings[other].deleted


def test_no_sid_is_in_a_log_line(
    deployment: Deployment, rig: Rig, handover_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    record(deployment)
    hung_up(deployment, handover_id)
    rig.twilio.sound_mishaps.append(CUT_BEFORE)
    rig.twilio.delete_mishaps.append(CUT_BEFORE)
    recording_report(deployment, handover_id)
    recording_report(deployment, handover_id)
    swept(rig)
    assert RECORDING not in capsys.readouterr().out + "".join(rig.log.warnings)


@pytest.mark.parametrize("offered", [True, False])
def test_a_recording_that_this_call_did_not_offer_is_neither_kept_nor_deleted(
    deployment: Deployment, rig: Rig, offered: bool
) -> None:
    voicemail_desk(deployment, voicemail={"enabled": offered})
    handover_id = not_taken(deployment)
    record(deployment)
    form = {"CallSid": "CA" + "7" * 32} if offered else {}
    assert recording_report(deployment, handover_id, **form) == 400
    assert not stored(rig)
    assert not rig.twilio.recordings[RECORDING].deleted
    assert not rig.objects(keys.RECORDINGS_DUE)
    assert rig.handover(handover_id).state != "voicemail"
