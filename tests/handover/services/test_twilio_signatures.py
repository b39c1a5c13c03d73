"""A request comes from Twilio if it carries Twilio's signature over our own address and every field: published vectors,
and those computed beside the documentation."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from twilio.request_validator import RequestValidator

from handover.services.twilio_signatures import is_signed
from handover.settings import Settings, read
from handover.web import Request
from tests.handover.rig import PREVIOUS_TOKEN, SETTINGS, TOKEN

FORM = "application/x-www-form-urlencoded"
AT = "handover.example.com"
DIAL = {
    "AccountSid": "AC00000000000000000000000000000001",
    "ApiVersion": "2010-04-01",
    "CallSid": "CA00000000000000000000000000000001",
    "CallStatus": "in-progress",
    "Direction": "outbound-api",
    "From": "+15005550006",
    "To": "+4930123456",
    "DialCallSid": "CA00000000000000000000000000000002",
    "DialCallStatus": "completed",
    "DialBridged": "false",
    "DialCallDuration": "9",
}
ANSWERED = {
    **{name: DIAL[name] for name in ("AccountSid", "ApiVersion", "CallSid", "CallStatus", "Direction", "From", "To")},
    "Caller": "+15005550006",
    "Called": "+4930123456",
    "FromCountry": "US",
    "ToCountry": "DE",
    "CallerCountry": "US",
    "CalledCountry": "DE",
    "ToCity": "",
    "ToZip": "",
}


def setting(public_url: str, token: str = TOKEN) -> Settings:
    return read({**SETTINGS, "TWILIO_AUTH_TOKEN": token, "PUBLIC_URL": public_url}, {})


def post(query: str, form: Any, signature: str) -> Request:
    headers = {"content-type": FORM, "x-twilio-signature": signature}
    return Request("POST", "/", query, headers, urlencode(form, doseq=True).encode())


class TestVectors:
    """The address is put together as `PUBLIC_URL` with the action's name, so each vector's path is an action here."""

    @pytest.mark.parametrize(
        ("url", "action", "query", "form", "signature"),
        [
            (
                f"https://{AT}/voice/{{action}}",
                "dial-action",
                "case=c-42&attempt=1",
                DIAL,
                "kXfLWiEyX8qLIFrFt1kaW3flFXM=",
            ),
            (
                f"https://{AT}/voice/{{action}}",
                "dial-action",
                "case=c-42&attempt=1",
                {**DIAL, "CallerName": ""},
                "o2/BcvVlnMK/ReubtL3faQbAPwc=",
            ),
            (
                f"https://{AT}:8443/voice/{{action}}",
                "dial-action",
                "case=c-42&attempt=1",
                DIAL,
                "krHiyekPzGijn51zb931nkanBbE=",
            ),
            (
                f"https://{AT}:8443/voice/{{action}}",
                "dial-action",
                "case=c-42&attempt=1",
                DIAL,
                "kXfLWiEyX8qLIFrFt1kaW3flFXM=",
            ),
            (f"https://{AT}/voice/{{action}}", "answer", "case=c-42", ANSWERED, "bCrtFQXnHPWfDknUKYI/7cm/48I="),
            (
                f"https://{AT}/voice/{{action}}",
                "answer",
                "case=c-42",
                {**ANSWERED, "AnsweredBy": "machine_start"},
                "8R40nVmTs9Q8TuVjAFVtZ5SbP1E=",
            ),
            (
                "https://e.com/{action}",
                "",
                "",
                [("A", "2"), ("A", "1"), ("A", "2"), ("B", "x")],
                "BBP3InMCZhog5LHB7e3w6QDWz3s=",
            ),
        ],
        ids=["form", "blank value", "with port", "port dropped", "answered", "machine", "repeated fields"],
    )
    def test_a_signed_form(self, url: str, action: str, query: str, form: Any, signature: str) -> None:
        assert is_signed(post(query, form, signature), action, setting(url))

    def test_the_published_one(self) -> None:
        form = {
            "Digits": "1234",
            "To": "+18005551212",
            "From": "+14158675310",
            "Caller": "+14158675310",
            "CallSid": "CA1234567890ABCDE",
        }
        request = post("foo=1&bar=2", form, "L/OH5YylLD5NRKLltdqwSvS0BnU=")
        assert is_signed(request, "myapp", setting("https://example.com/{action}.php", "12345"))

    def test_a_get_is_signed_by_its_address_alone(self) -> None:
        query = "CallSid=CA00000000000000000000000000000001&CallStatus=no-answer&To=%2B4930123456"
        request = Request("GET", "/", query, {"x-twilio-signature": "q+0L0ZoQS2iO2LTJsNI8gultOuM="})
        assert is_signed(request, "status", setting(f"https://{AT}/voice/{{action}}"))


URL = "https://handover.example.org/twiml"
QUERY = "step=greet&h=20261123-abc-1"
OURS = setting("https://handover.example.org/{action}")


def signed(form: dict[str, str], token: str = TOKEN, url: str = f"{URL}?{QUERY}") -> str:
    signature: str = RequestValidator(token).compute_signature(url, form)
    return signature


class TestWhatIsNotSigned:
    def test_the_right_one_is(self) -> None:
        assert is_signed(post(QUERY, DIAL, signed(DIAL)), "twiml", OURS)

    def test_the_previous_token_is_good_while_it_is_being_rotated(self) -> None:
        assert is_signed(post(QUERY, DIAL, signed(DIAL, PREVIOUS_TOKEN)), "twiml", OURS)
        alone = read({**SETTINGS, "TWILIO_AUTH_TOKEN_PREVIOUS": ""}, {})
        assert not is_signed(post(QUERY, DIAL, signed(DIAL, PREVIOUS_TOKEN)), "twiml", alone)

    @pytest.mark.parametrize("signature", ["", "x", "=" * 28, "ü" * 28, signed(DIAL, "another-token")])
    def test_a_signature_that_is_none(self, signature: str) -> None:
        assert not is_signed(post(QUERY, DIAL, signature), "twiml", OURS)

    def test_a_header_that_is_missing(self) -> None:
        assert not is_signed(Request("POST", "/", QUERY, {"content-type": FORM}, b""), "twiml", OURS)

    @pytest.mark.parametrize(
        "form", [{**DIAL, "DialBridged": "true"}, {**DIAL, "Extra": "1"}, {"CallSid": DIAL["CallSid"]}, {}]
    )
    def test_fields_that_were_changed_added_or_taken_away(self, form: dict[str, str]) -> None:
        assert not is_signed(post(QUERY, form, signed(DIAL)), "twiml", OURS)

    @pytest.mark.parametrize("query", ["step=greet&h=20261123-abd-1", "", f"{QUERY}&x=1"])
    def test_a_query_that_was_changed(self, query: str) -> None:
        assert not is_signed(post(query, DIAL, signed(DIAL)), "twiml", OURS)

    def test_another_action(self) -> None:
        assert not is_signed(post(QUERY, DIAL, signed(DIAL)), "status", OURS)

    def test_a_host_that_the_caller_chose(self) -> None:
        elsewhere = signed(DIAL, url=f"https://evil.example.org/twiml?{QUERY}")
        request = post(QUERY, DIAL, elsewhere)
        headers = {**request.headers, "host": "evil.example.org", "x-forwarded-host": "evil.example.org"}
        assert not is_signed(Request("POST", "/", QUERY, headers, request.body), "twiml", OURS)

    @pytest.mark.parametrize("body", [b"\xff\xfe=1", b"&" * 5000 + b"a=1", b"a=1&" * 2000])
    def test_a_body_that_is_no_form(self, body: bytes) -> None:
        headers = {"content-type": FORM, "x-twilio-signature": signed({})}
        assert not is_signed(Request("POST", "/", QUERY, headers, body), "twiml", OURS)


def test_both_platforms_own_addresses_are_signed_for() -> None:
    """Without PUBLIC_URL the address comes from what the platform reports."""
    whole = {**SETTINGS, "PUBLIC_URL": ""}
    engine = {"CE_FUNCTION": "handover-twiml", "CE_SUBDOMAIN": "abc", "CE_DOMAIN": "engine.test"}
    whisk = {"__OW_API_HOST": "https://whisk.test", "__OW_ACTION_NAME": "/guest/handover/twiml"}
    for environ, url in (
        (engine, "https://handover-twiml.abc.engine.test/"),
        (whisk, "https://whisk.test/api/v1/web/guest/handover/twiml"),
    ):
        request = post(QUERY, DIAL, signed(DIAL, url=f"{url}?{QUERY}"))
        assert is_signed(request, "twiml", read(whole, environ))
