"""The action `status` returns 204 for a stored report, 503 to get it again, and 4xx where that cannot help."""

from __future__ import annotations

import pytest

from handover.services.storage.keys import handover_keys
from tests.handover.deployment import CALL, Deployment
from tests.handover.rig import ANNA, Rig


@pytest.fixture
def handover_id(deployment: Deployment) -> str:
    return str(deployment.start()["handover_id"])


def test_a_report_is_stored(deployment: Deployment, handover_id: str) -> None:
    assert deployment.report("customer", handover_id, CallStatus="ringing", SequenceNumber="1") == 204
    assert deployment.rig.handover(handover_id).state == "ringing"
    assert deployment.report("customer", handover_id, CallStatus="no-answer", SipResponseCode="480") == 204
    assert deployment.rig.handover(handover_id).state == "no_answer"


def test_a_report_that_twilio_sends_again_is_stored_once(deployment: Deployment, handover_id: str) -> None:
    deployment.report("customer", handover_id, CallStatus="busy")
    before = deployment.rig.objects()
    assert deployment.report("customer", handover_id, CallStatus="busy") == 204
    assert deployment.rig.objects() == before


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("agent", {"CallStatus": "no-answer", "To": ANNA}),
        ("amd", {"AnsweredBy": "machine_start"}),
        ("recording", {"RecordingStatus": "completed", "RecordingSid": "RE1"}),
    ],
)
def test_other_reports_are_stored_apart(
    deployment: Deployment, handover_id: str, kind: str, form: dict[str, str]
) -> None:
    response = deployment.twilio("status", f"kind={kind}&h={handover_id}&a=2", {"CallSid": CALL, **form})
    assert (response.status, response.body) == (204, b"")
    (name,) = deployment.rig.objects("v1/leg/")
    assert name.startswith(handover_keys.leg(handover_id, 2, f"{kind}-"))


@pytest.mark.parametrize("signature", ["", "wrong"])
def test_a_report_that_twilio_did_not_sign_is_refused(deployment: Deployment, handover_id: str, signature: str) -> None:
    response = deployment.twilio(
        "status", f"kind=customer&h={handover_id}", {"CallStatus": "busy"}, signature=signature
    )
    assert response.status == 403
    assert deployment.rig.handover(handover_id).live


@pytest.mark.parametrize(
    ("kind", "handover_id", "status", "code"),
    [
        ("customer", "20261123-nobody-1", "busy", 404),
        ("agent", "20261123-nobody-1", "busy", 404),
        ("customer", "", "busy", 404),
        ("customer", "20261123-UPPER-1", "busy", 404),
        ("", "20261123-nobody-1", "busy", 400),
        ("weather", "20261123-nobody-1", "busy", 400),
    ],
)
def test_an_unknown_report_is_not_requested_again(
    deployment: Deployment, kind: str, handover_id: str, status: str, code: int
) -> None:
    assert deployment.report(kind, handover_id, CallStatus=status) == code


def test_a_status_that_twilio_does_not_have_is_not_stored(deployment: Deployment, handover_id: str) -> None:
    assert deployment.report("customer", handover_id, CallStatus="exploded") == 400
    assert deployment.rig.handover(handover_id).state == "dialing"


def test_a_report_that_was_not_stored_is_requested_again(rig: Rig, deployment: Deployment, handover_id: str) -> None:
    down = rig.client().failing(lambda _, key: key.endswith("/ended"))
    failing = Deployment(rig, make_context=lambda settings: rig.app_for(settings, lambda: down))
    assert failing.report("customer", handover_id, CallStatus="busy") == 503
    assert rig.handover(handover_id).live
    assert deployment.report("customer", handover_id, CallStatus="busy") == 204
    assert rig.handover(handover_id).state == "busy"
