"""A call that no agent takes, for tests of what follows."""

from __future__ import annotations

from typing import Any

from tests.handover.deployment import Deployment
from tests.handover.twilio_stub import StubRecording

RECORDING = "RE" + "a" * 32
SOUND = b"ID3" + bytes(range(256)) * 40


def voicemail_desk(deployment: Deployment, **changes: Any) -> None:
    """A desk on which messages can be left."""
    agents = [
        {"id": "anna", "name": "Anna", "phone": "+493012345671", "role": "lead"},
        {"id": "ben", "name": "Ben", "phone": "+493012345672"},
    ]
    short = {"patience_seconds": 20}
    deployment.rig.desk(**{"agents": agents, "voicemail": {"enabled": True}, "waiting": short, **changes})


def not_taken(deployment: Deployment, **start: Any) -> str:
    """A call that nobody takes. Returns the handover's id; the last document that Twilio gets is the redirect."""
    handover_id = str(deployment.start(**start)["handover_id"])
    deployment.report("customer", handover_id, CallStatus="in-progress")
    deployment.step("connect", handover_id, Digits="5")
    deployment.step("dialed", handover_id, 1, DialCallStatus="no-answer", DialBridged="false")
    deployment.rig.clock.step(20)
    deployment.step("dialed", handover_id, 2, DialCallStatus="busy", DialBridged="false")
    return handover_id


def record(deployment: Deployment, seconds: int | None = 17, sound: bytes = SOUND) -> None:
    """Twilio has recorded the customer."""
    deployment.rig.twilio.recordings[RECORDING] = StubRecording(next(iter(deployment.rig.twilio.calls)), sound, seconds)


def recording_report(deployment: Deployment, handover_id: str, **form: str) -> int:
    """Twilio's status callback for the recording. Returns the HTTP status of the response."""
    known = {"RecordingSid": RECORDING, "RecordingStatus": "completed", "RecordingDuration": "17", **form}
    return deployment.report("recording", handover_id, **known)


def action_of_record(deployment: Deployment, handover_id: str, **form: str) -> str:
    """Twilio's request after the recording. Returns the TwiML."""
    url = f"https://api.twilio.com/2010-04-01/Accounts/AC0/Recordings/{RECORDING}"
    known = {"RecordingUrl": url, "RecordingSid": RECORDING, "RecordingDuration": "17", "Digits": "#", **form}
    return deployment.step("recorded", handover_id, 0, **known)


def hung_up(deployment: Deployment, handover_id: str) -> None:
    deployment.report("customer", handover_id, CallStatus="completed", CallDuration="90")
