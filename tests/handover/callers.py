"""Somebody who rings us and for whom no call is open, for tests of the message that they may leave."""

from __future__ import annotations

from urllib.parse import parse_qs

from handover.core.call.state import Handover
from tests.handover.actions.test_twiml import attributes, verbs
from tests.handover.deployment import Deployment
from tests.handover.nobody_left import RECORDING, SOUND, recording_report
from tests.handover.rig import OUR_NUMBER
from tests.handover.twilio_stub import StubRecording

STRANGER = "+493098765432"
CALL = "CA" + "7" * 32


def form(number: str = STRANGER, sid: str = CALL, **more: str) -> dict[str, str]:
    return {"From": number, "To": OUR_NUMBER, "CallSid": sid, "Direction": "inbound", **more}


def rings(deployment: Deployment, number: str = STRANGER, sid: str = CALL) -> str:
    """Somebody rings us and presses a key. Returns what they hear."""
    return deployment.step("ring_back", "", 0, Digits="5", **form(number, sid))


def agrees(deployment: Deployment, number: str = STRANGER, sid: str = CALL, key: str = "1", asked: int = 1) -> str:
    return deployment.step("leave_message", "", asked, **form(number, sid, Digits=key))


def handover_in(document: str) -> str:
    url = attributes(document, "Redirect")["text"]
    return parse_qs(url.partition("?")[2])["h"][0] if "step=message" in url else ""


def speaks(deployment: Deployment, handover_id: str, number: str = STRANGER, sid: str = CALL) -> None:
    """They speak after the tone, and hang up; Twilio reports all of it."""
    assert "Record" in verbs(deployment.step("message", handover_id, 0, **form(number, sid)))
    deployment.rig.twilio.recordings[RECORDING] = StubRecording(sid, SOUND, 17)
    deployment.step("recorded", handover_id, 0, **form(number, sid, RecordingSid=RECORDING, RecordingDuration="17"))
    assert recording_report(deployment, handover_id, CallSid=sid) == 204
    assert ends(deployment, number, sid) == 204


def ends(deployment: Deployment, number: str = STRANGER, sid: str = CALL) -> int:
    return deployment.report("inbound", "", CallStatus="completed", CallDuration="60", **form(number, sid))


def leaves(deployment: Deployment, number: str = STRANGER, sid: str = CALL) -> Handover:
    rings(deployment, number, sid)
    handover_id = handover_in(agrees(deployment, number, sid))
    speaks(deployment, handover_id, number, sid)
    return deployment.rig.handover(handover_id)
