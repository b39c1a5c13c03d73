"""Signatures, compared with published and recorded ones."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest

from sandbox.twilio import signed_request

TOKEN = "0123456789abcdef0123456789abcdef"
SITE = "https://handover.example.com"
COMMON = (
    "AccountSid=AC00000000000000000000000000000001&ApiVersion=2010-04-01&CallSid=CA0000000000000000000000000000000{leg}"
    "&CallStatus={status}&Direction={direction}&From=%2B15005550006&To={to}&Caller=%2B15005550006&Called={to}"
    "&FromCountry=US&ToCountry=DE&CallerCountry=US&CalledCountry=DE&ToCity=&ToZip="
)
CHILD = "&ParentCallSid=CA00000000000000000000000000000001"
DIALLED = "&DialCallSid=CA00000000000000000000000000000002&DialCallStatus={0}&DialCallDuration={1}&DialBridged={2}"
PROGRESS = "&CallbackSource=call-progress-events&SequenceNumber={0}&Timestamp=Tue%2C+29+Sep+2026+10%3A0{1}+%2B0000"


def customer(status: str = "in-progress") -> str:
    return COMMON.format(leg=1, status=status, direction="outbound-api", to="%2B4930123456")


def agent(status: str = "in-progress") -> str:
    return COMMON.format(leg=2, status=status, direction="outbound-dial", to="%2B4989987654") + CHILD


RECORDED = [
    ("/voice/answer?case=c-42", customer(), "bCrtFQXnHPWfDknUKYI/7cm/48I="),
    ("/voice/whisper?case=c-42&attempt=1", agent(), "p9y9nFj+mwXbfIMwM5739SYVEJA="),
    (
        "/voice/whisper-key?case=c-42&attempt=1",
        agent() + "&Digits=1&FinishedOnKey=&msg=Gather+End",
        "AuPKOUWPU+PveIJS/wdvGBeX1jA=",
    ),
    (
        "/voice/dial-action?case=c-42&attempt=1",
        customer() + DIALLED.format("completed", 64, "true"),
        "jHkR04/SSvYvNyUPZ8Vk3ITjbhs=",
    ),
    ("/voice/status?case=c-42", customer("initiated") + PROGRESS.format(0, "0%3A00"), "D01mlq+UVizl0nRA1w6bJSIyIdM="),
    (
        "/voice/status?case=c-42",
        customer("busy") + PROGRESS.format(2, "0%3A04") + "&CallDuration=0&Duration=0&SipResponseCode=486",
        "0YLvzADr1zaQ8g25dVR6nAKoos0=",
    ),
    (
        "/voice/amd?case=c-42",
        "AccountSid=AC00000000000000000000000000000001&CallSid=CA00000000000000000000000000000001"
        "&AnsweredBy=machine_start&MachineDetectionDuration=2980",
        "cAI8brPNyw1+0WBfmS8nII3xzFw=",
    ),
    (
        "/sms/status?case=c-42",
        "AccountSid=AC00000000000000000000000000000001&ApiVersion=2010-04-01&From=%2B15005550006"
        "&MessageSid=SM00000000000000000000000000000001&SmsSid=SM00000000000000000000000000000001"
        "&To=%2B4915112345678&MessageStatus=failed&SmsStatus=failed&ErrorCode=30001",
        "YIPQ9z+GTPLnjjlX0ZvymSni4Fk=",
    ),
]


@pytest.mark.parametrize(("path", "form", "signature"), RECORDED)
def test_recorded_requests_get_their_recorded_signature(path: str, form: str, signature: str) -> None:
    params = dict(parse_qsl(form, keep_blank_values=True))
    assert signed_request(TOKEN, "POST", SITE + path, params).headers["X-Twilio-Signature"] == signature


def test_the_published_example_is_reproduced() -> None:
    params = {
        "Digits": "1234",
        "To": "+18005551212",
        "From": "+14158675310",
        "Caller": "+14158675310",
        "CallSid": "CA1234567890ABCDE",
    }
    request = signed_request("12345", "POST", "https://example.com/myapp.php?foo=1&bar=2", params)
    assert request.headers["X-Twilio-Signature"] == "L/OH5YylLD5NRKLltdqwSvS0BnU="


def test_a_get_carries_its_parameters_in_the_signed_address() -> None:
    params = {"CallSid": "CA00000000000000000000000000000001", "CallStatus": "no-answer", "To": "+4930123456"}
    request = signed_request(TOKEN, "GET", SITE + "/voice/status", params)
    assert request.url.endswith("?CallSid=CA00000000000000000000000000000001&CallStatus=no-answer&To=%2B4930123456")
    assert request.headers["X-Twilio-Signature"] == "q+0L0ZoQS2iO2LTJsNI8gultOuM="
    assert request.body == b""


def test_a_blank_value_counts() -> None:
    one = signed_request(TOKEN, "POST", SITE, {"A": "1"}).headers["X-Twilio-Signature"]
    other = signed_request(TOKEN, "POST", SITE, {"A": "1", "B": ""}).headers["X-Twilio-Signature"]
    assert one != other


@pytest.mark.parametrize(
    ("written", "same_as"),
    [
        ("https://h.test:8443/x", "https://h.test/x"),
        ("https://h.test/x#rc=2&rp=5xx", "https://h.test/x"),
        ("https://user:pass@h.test:8443/x?y=1", "https://h.test/x?y=1"),
        ("http://user:pass@h.test:8080/x", "http://h.test:8080/x"),
    ],
)
def test_what_is_not_signed(written: str, same_as: str) -> None:
    one, other = (signed_request(TOKEN, "POST", url, {"A": "1"}) for url in (written, same_as))
    assert one.headers["X-Twilio-Signature"] == other.headers["X-Twilio-Signature"]
    assert "#" not in one.url
    assert "@" not in one.url


def test_over_http_the_port_is_signed() -> None:
    one, other = (signed_request(TOKEN, "POST", url, {}) for url in ("http://h.test:8080/", "http://h.test/"))
    assert one.headers["X-Twilio-Signature"] != other.headers["X-Twilio-Signature"]


def test_credentials_of_the_address_become_basic_authorization() -> None:
    assert (
        signed_request(TOKEN, "POST", "http://user:pass@h.test/", {}).headers["Authorization"] == "Basic dXNlcjpwYXNz"
    )
