"""Only what Twilio signed counts: on GET the address, on POST the address and the form. Any other body is not read."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from twilio.request_validator import RequestValidator

from handover.actions.twilio_request import attempt, parameters
from handover.web import Request
from sandbox.host import PlatformName
from tests.handover.deployment import AGENT_CALL, CALL, FORM, Deployment
from tests.handover.rig import TOKEN, Rig

PLATFORMS: tuple[PlatformName, ...] = ("openwhisk", "code-engine")


@pytest.fixture(params=PLATFORMS)
def deployment(request: pytest.FixtureRequest, rig: Rig) -> Deployment:
    return Deployment(rig, platform=request.param)


def ringing(deployment: Deployment) -> str:
    """Returns a handover whose first agent's phone was answered."""
    handover_id = str(deployment.start()["handover_id"])
    deployment.step("connect", handover_id, Digits="1")
    return handover_id


def send(deployment: Deployment, method: str, query: str, body: bytes, content_type: str, form: Any = None) -> str:
    """Send a request that is signed over its address, and over `form` if there is one; returns the answer's body."""
    url = f"{deployment.host.url('twiml')}?{query}"
    signature = RequestValidator(TOKEN).compute_signature(url, form or {})
    headers = {"x-twilio-signature": signature, **({"content-type": content_type} if content_type else {})}
    return deployment.send("twiml", method, query, headers, body).body.decode()


def accepted(rig: Rig) -> bool:
    return any("/accepted" in key for key in rig.objects("v1/day/"))


UNSIGNED = [
    ("GET", FORM, b"Digits=1"),
    ("GET", "", b"Digits=1"),
    ("GET", "application/json", b'{"Digits": "1"}'),
    ("GET", "text/plain", b"Digits=1"),
    ("POST", "application/json", b'{"Digits": "1"}'),
    ("POST", "application/json", b"Digits=1"),
    ("POST", "text/plain", b"Digits=1"),
    (
        "POST",
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="Digits"\r\n\r\n1\r\n--x--',
    ),
    ("POST", FORM, b"Digits=1"),
    ("PUT", FORM, b"Digits=1"),
    ("DELETE", FORM, b"Digits=1"),
    ("HEAD", FORM, b"Digits=1"),
]


@pytest.mark.parametrize(("method", "content_type", "body"), UNSIGNED)
def test_a_body_that_is_not_signed_accepts_nothing(
    deployment: Deployment, method: str, content_type: str, body: bytes
) -> None:
    handover_id = ringing(deployment)
    query = urlencode({"step": "decide", "h": handover_id, "a": 1, "CallSid": AGENT_CALL})
    send(deployment, method, query, body, content_type)
    assert not accepted(deployment.rig)


def test_a_body_hash_in_the_address_changes_nothing(deployment: Deployment) -> None:
    import hashlib

    body = b'{"Digits": "1"}'
    handover_id = ringing(deployment)
    query = urlencode({"step": "decide", "h": handover_id, "a": 1, "bodySHA256": hashlib.sha256(body).hexdigest()})
    send(deployment, "POST", query, body, "application/json")
    assert not accepted(deployment.rig)


def test_on_get_the_query_counts(deployment: Deployment) -> None:
    handover_id = ringing(deployment)
    query = urlencode({"step": "decide", "h": handover_id, "a": 1, "CallSid": AGENT_CALL, "Digits": "1"})
    send(deployment, "GET", query, b"Digits=2", FORM)
    assert accepted(deployment.rig)


def test_a_status_report_by_get_is_read_from_the_query(deployment: Deployment) -> None:
    handover_id = str(deployment.start()["handover_id"])
    query = urlencode({"kind": "customer", "h": handover_id, "CallSid": CALL, "CallStatus": "ringing"})
    url = f"{deployment.host.url('status')}?{query}"
    headers = {"x-twilio-signature": RequestValidator(TOKEN).compute_signature(url, {}), "content-type": FORM}
    assert deployment.send("status", "GET", query, headers, b"CallStatus=completed").status == 204
    assert deployment.rig.handover(handover_id).state == "ringing"


def test_two_values_of_one_name_count_as_none(deployment: Deployment) -> None:
    """The signature sorts them, so their order is not signed."""
    handover_id = ringing(deployment)
    query = urlencode({"step": "decide", "h": handover_id, "a": 1})
    for body in (b"Digits=2&Digits=1", b"Digits=1&Digits=2"):

        class Both(dict[str, str]):
            def getlist(self, _: str) -> list[str]:
                return ["1", "2"]

        assert "<Gather" in send(deployment, "POST", query, body, FORM, Both(Digits=""))
    assert not accepted(deployment.rig)


def test_equal_values_of_one_name_are_one() -> None:
    request = Request("POST", headers={"content-type": FORM}, body=b"A=1&A=1&B=2&B=3&C=")
    assert parameters(request) == {"A": "1", "C": ""}


@pytest.mark.parametrize("given", ["", "x", "-1", "1.5", "+1", "٣", "１", "²", "1" * 5000, "1_0", " 1", "1e3", "%00"])
def test_what_is_no_attempt_is_none(given: str) -> None:
    assert attempt(Request("GET", query=urlencode({"a": given}))) == 0


def test_an_attempt_is_a_number() -> None:
    assert attempt(Request("GET", query="a=12")) == 12
